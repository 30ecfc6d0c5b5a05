// Our texts as files of Markdown with a head of YAML, for an archive that other
// software reads: drafts too, since who manages the node asks for it.
#pragma once

#include <string>
#include <vector>

#include "node/news/post.h"

namespace essaim::news {

std::string file_name(const Post& post);  // "le-marche.md"
struct ArchivedPicture {
    std::string file;  // beside the text: "images/1a2b-grande.jpg"
    std::string alt;
};
std::string markdown_file(const Post& post, const std::vector<ArchivedPicture>& pictures = {});

}  // namespace essaim::news
