// The directory as files that other software reads: one card as JSON-LD, vCard
// or a Murmurations profile; the chosen cards as CSV, GeoJSON, JSON-LD or Atom.
// Each card has the licence that its own document tells, and who says it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/directory/card.h"
#include "node/feature.h"

namespace essaim::directory {

struct CardFileKind {
    std::string_view suffix;  // "vcf"
    std::string_view label;
};
std::span<const CardFileKind> card_file_kinds();

// "/reseau/annuaire/eusko.vcf"; 404 for a card nobody may see, or another suffix.
web::Response card_file(Services& services, const web::Request& request, const std::string& name);

// A document as its author said it, without what is only for the wire: addressing,
// proof and JSON-LD keywords.
nlohmann::json plain_document(nlohmann::json document);
// "CC0, unless a card says otherwise", with the address: of a file of many cards.
std::string licence_words(Services& services, web::Language language);
// The licence of one card: section CC0, LICENCE or NO_LICENCE.
void show_licence(web::Page& page, const Initiative& initiative);
// The line that shows a part of the directory on another site.
std::string embed_code(const std::string& url, const std::string& title);
// A card with the address of its page here, its claims' author and its context.
nlohmann::json card_json(Services& services, const Card& card);
nlohmann::json feature_of(Services& services, const Card& card);  // GeoJSON
nlohmann::json murmurations_organisation(Services& services, const Card& card);
nlohmann::json murmurations_currency(Services& services, const Card& card);
std::string vcard(Services& services, const Card& card);

void add_export_routes(Services& services, web::Router& router);

}  // namespace essaim::directory
