// /reseau/annuaire/{slug}: one initiative, every fact with who says it, two
// claims side by side where they differ; and the same as files.
#pragma once

#include "node/feature.h"

namespace essaim::directory {

// A card of the public pages, for oEmbed; `path` is that of its page.
std::optional<Embeddable> embeddable_card(Services& services, const std::string& path);

void add_card_routes(Services& services, web::Router& router);

}  // namespace essaim::directory
