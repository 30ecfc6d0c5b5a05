// The text of a PDF, page by page, by poppler.
#pragma once

#include <string_view>

#include "node/media_helper/report.h"

namespace essaim::media_helper {

// Once, before the sandbox.
bool start_documents();

Outcome<Document> read_pdf(std::string_view bytes);

}  // namespace essaim::media_helper
