// The elements of WXR, RSS 2.0 and Atom that the importer reads, whatever
// prefix a file gives their namespaces. Pure.
#pragma once

#include <string_view>

namespace essaim::imports {

enum class Name {
    None,
    Rss,
    Feed,
    Item,
    Entry,
    Title,
    Link,
    AtomLink,
    Language,
    Guid,
    Published,
    Updated,
    Description,
    Summary,
    Content,
    AtomContent,
    Category,
    AtomCategory,
    Enclosure,
    // WordPress
    BaseUrl,
    Excerpt,
    Comment,
    Number,
    Type,
    Status,
    Password,
    DateUtc,
    ChangedUtc,
    AttachmentUrl,
    MetaKey,
    MetaValue,
};

// `full` as expat gives it: "namespace|name", or "name" without a namespace.
Name name_of(std::string_view full);
// Only in files of WordPress.
bool is_wordpress(Name name);

}  // namespace essaim::imports
