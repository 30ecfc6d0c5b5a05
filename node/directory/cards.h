// What of the directory one visitor may see. A card whose first claim is kept
// back (a blocked or silenced server, something hidden) stands on the next one
// that is not; without any, it does not exist for them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "node/directory/card.h"
#include "node/directory/card_store.h"
#include "node/directory/filter.h"
#include "node/directory/outline.h"
#include "node/feature.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

struct SeenCards {
    std::vector<Card> cards;    // in the order of the list, or by distance
    bool town_unknown = false;  // what "autour" names is in no card
};

// `all`: also those that are not on the public pages.
SeenCards seen_cards(Services& services, storage::Connection& connection, const Filter& filter,
                     const federation::Sight& sight, bool all = false);
// Those on the public pages, of which only counts, the map and charts are made.
struct SeenOutlines {
    std::vector<Outline> cards;  // in the order of the list, or by distance
    bool town_unknown = false;
};
SeenOutlines seen_outlines(Services& services, storage::Connection& connection,
                           const Filter& filter, const federation::Sight& sight,
                           const std::vector<KnownTown>& towns);
// Whole, with all that their claims say.
std::vector<Card> seen_whole(storage::Connection& connection, std::span<const Outline> cards,
                             const federation::Sight& sight);
// A list knows of each card what it shows (CardStore::list); this reads the rest.
void fill_in(storage::Connection& connection, std::span<Card> cards);
std::optional<Card> seen_card(storage::Connection& connection, const std::string& slug,
                              const federation::Sight& sight);
std::vector<Claim> seen_claims(storage::Connection& connection, std::int64_t card,
                               const federation::Sight& sight);

// On the first claim that this visitor may see; false: there is none.
bool stand_on_what_is_seen(storage::Connection& connection, Card& card,
                           const federation::Sight& sight);

// How a card is told in words, in the language of the page.
std::string kind_words(web::Language language, const Initiative& initiative);
std::string status_words(web::Language language, const Initiative& initiative);
std::string place_words(Services& services, web::Language language, const Initiative& initiative);
std::string country_words(Services& services, web::Language language, std::string_view country);
std::string date_words(web::Language language, std::string_view partial_date);
// "Tenue par son association", "à jour il y a 3 jours"; "Fiche à confirmer", "source de 2018".
struct Freshness {
    std::string who;
    std::string when;
    bool node = false;
    bool stale = false;
};
Freshness freshness(Services& services, web::Language language, const Card& card);

std::string card_url(const Card& card);  // path of its page
// From where a card was, before it became one with this, to the same of this one: 301.
web::Response moved_card(const web::Request& request, const std::string& path);

}  // namespace essaim::directory
