// A document of the library: what it is, who may do what with it, and its
// versions, each a file, a text in Markdown, or the address of something that
// lies elsewhere (domain.md §6.2). Ours, or told by a peer. Rules only, no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"

namespace essaim::documents {

// Fixed codes (schemas/document.schema.json); the labels are French source text.
struct Code {
    std::string_view code;
    std::string_view label;
    std::string_view address = {};  // of a licence, where its text stands
};
const std::vector<Code>& kinds();
const std::vector<Code>& licences();
const std::vector<Code>& statuses();
// nullptr: not one of ours.
const Code* find_code(const std::vector<Code>& codes, std::string_view code);
const Code* licence_at(std::string_view address);

struct File {
    std::string url;  // path of ours, or a peer's address; "" for a text
    std::string media_type;
    std::int64_t bytes = 0;
    bool operator==(const File&) const = default;
};

struct Document {
    std::string id;  // IRI of the text that tells of it: "https://…/o/01J…"
    bool local = false;
    std::string author;  // IRI of the actor
    std::string slug;    // ours only
    std::string title;   // plain text, as all below
    std::string abstract;
    std::string kind;
    std::vector<std::string> groups;  // who wrote it
    std::string dated;                // "2024", "2024-05" or "2024-05-18"; "" unknown
    std::string language = "fr";
    std::string licence;  // a code of licences(), or a peer's address
    std::string status;
    std::string review_on;  // "2027-03-01"; "" none
    std::string territory;
    std::string url;  // page
    File file;        // of the newest version
    std::int64_t version = 1;
    base::Instant published;
    base::Instant updated;
    std::string written_by;  // account; ours only
};

struct Version {
    std::int64_t number = 1;
    base::Instant at;
    std::string note;   // what changed
    std::string media;  // its file in node/media; "" a text, a link, or erased
    std::string source;
    std::string link;
    bool erased = false;
};

// What a form brings. One of media, source and link makes a new version; when
// editing, none of them keeps the one there is.
struct DocumentDraft {
    std::string title = {};
    std::string abstract = {};
    std::string kind = {};
    std::string groups = {};  // one a line, or with commas
    std::string dated = {};   // "2024", "05/2024", "18/05/2024", or as it is kept
    std::string language = "fr";
    std::string licence = {};
    std::string status = "draft";
    std::string review_on = {};
    std::string territory = {};
    std::string media = {};
    std::string source = {};
    std::string link = {};
    std::string note = {};
};

struct FieldProblem {
    std::string field;    // "title", "kind" …
    std::string message;  // French source text, to be translated
};

// Empty when it may be saved. `first`: there is no version yet.
std::vector<FieldProblem> problems_of(const DocumentDraft& draft, bool first);
DocumentDraft draft_of(const Document& document);
// Every field that `draft` says of the document itself; its version is not touched.
void fill(Document& document, const DocumentDraft& draft);

// "18/05/2024" to "2024-05-18", "05/2024" to "2024-05"; nothing for no date.
std::optional<std::string> kept_date(std::string_view typed);
std::vector<std::string> groups_in(std::string_view typed);
// Past its review day, or said to be outdated?
bool is_due(const Document& document, std::string_view today);

}  // namespace essaim::documents
