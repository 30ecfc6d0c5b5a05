// The words of a document, for the search, by what it is: PDF, OpenDocument,
// Word, or text in UTF-8 (Markdown too).
#pragma once

#include <cstddef>
#include <string_view>

#include "node/media_helper/report.h"

namespace essaim::media_helper {

inline constexpr std::size_t kDocumentBytes = 64 << 20;

Outcome<Document> read_document(std::string_view bytes);

}  // namespace essaim::media_helper
