// The text of ODT, ODS, ODP and DOCX: a zip whose few parts we know by name are
// inflated one after the other, counted as they come. No name of the archive
// becomes a path, no part is written anywhere.
#pragma once

#include <string_view>

#include "node/media_helper/report.h"

namespace essaim::media_helper {

Outcome<Document> read_office(std::string_view zip);

}  // namespace essaim::media_helper
