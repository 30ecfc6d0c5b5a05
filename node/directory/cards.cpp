#include "node/directory/cards.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "node/directory/card_store.h"
#include "node/directory/territories.h"
#include "node/directory/vocabulary.h"

namespace essaim::directory {

namespace {

bool sees(const federation::Sight& sight, const std::string& claim, const std::string& said_by) {
    return sight.sees({.id = claim, .author = said_by});
}

const Initiative& place_of(const Card& card) { return card.initiative; }
const Outline& place_of(const Outline& card) { return card; }

// Nearest first.
template <class T>
void stay_near(std::vector<T>& cards, const KnownTown& here, double kilometres) {
    for (auto& card : cards) {
        const auto& there = place_of(card);
        if (there.latitude && there.longitude)
            card.distance = kilometres_between(here.latitude, here.longitude, *there.latitude,
                                               *there.longitude);
    }
    std::erase_if(cards,
                  [&](const T& card) { return !card.distance || *card.distance > kilometres; });
    std::ranges::stable_sort(cards, {}, &T::distance);
}

std::optional<Box> box_of(const KnownTown* here, const Filter& filter) {
    if (here == nullptr) return std::nullopt;
    return box_around(here->latitude, here->longitude, filter.kilometres);
}

// One author has many cards, and their server is their author's: each is asked for once.
class AuthorsSeen {
  public:
    explicit AuthorsSeen(const federation::Sight& sight)
        : sight_(sight), one_by_one_(!sight.sees_all_of_ours()) {}
    template <class Iri>
    bool sees(const std::string& author, Iri&& claim) {
        auto known = authors_.find(author);
        if (known == authors_.end())
            known = authors_.emplace(author, author.empty() || sight_.sees_actor(author)).first;
        return known->second && (!one_by_one_ || directory::sees(sight_, claim(), author));
    }

  private:
    const federation::Sight& sight_;
    bool one_by_one_;  // moderation hides something
    std::unordered_map<std::string, bool> authors_;
};

}  // namespace

bool stand_on_what_is_seen(storage::Connection& connection, Card& card,
                           const federation::Sight& sight) {
    if (sees(sight, card.claim, card.said_by)) return true;
    for (const auto& claim : CardStore(connection).claims(card.id)) {
        if (!sees(sight, claim.iri, claim.said_by)) continue;
        card.claim = claim.iri;
        card.said_by = claim.said_by;
        card.method = claim.method;
        card.self = claim.method == Method::Self;
        const auto document = nlohmann::json::parse(claim.document, nullptr, false);
        card.said_at = vouched_at(document, claim.said_at);
        card.initiative = initiative_of(document);
        return true;
    }
    return false;
}

SeenCards seen_cards(Services& services, storage::Connection& connection, const Filter& filter,
                     const federation::Sight& sight, bool all) {
    CardStore store(connection);
    const auto towns = filter.town.empty() ? std::vector<KnownTown>{} : store.towns(all);
    const auto* here = town_named(towns, filter.town);
    if (here == nullptr && !filter.town.empty()) return {.cards = {}, .town_unknown = true};
    SeenCards seen{.cards = store.list(filter, all, services.clock.now(), box_of(here, filter))};
    AuthorsSeen authors(sight);
    std::erase_if(seen.cards, [&](Card& card) {
        return !authors.sees(card.said_by, [&] { return card.claim; }) &&
               !stand_on_what_is_seen(connection, card, sight);
    });
    if (here != nullptr) stay_near(seen.cards, *here, filter.kilometres);
    return seen;
}

SeenOutlines seen_outlines(Services& services, storage::Connection& connection,
                           const Filter& filter, const federation::Sight& sight,
                           const std::vector<KnownTown>& towns) {
    const auto* here = filter.town.empty() ? nullptr : town_named(towns, filter.town);
    if (here == nullptr && !filter.town.empty()) return {.cards = {}, .town_unknown = true};
    SeenOutlines seen;
    CardStore store(connection);
    AuthorsSeen authors(sight);
    store.each_outline(
        filter, services.clock.now(), box_of(here, filter),
        [&](Outline&& one, const std::string& said_by, const CardStore::ClaimIri& claim) {
            if (!authors.sees(said_by, claim)) {  // it may stand on another's
                auto card = store.by_id(one.id);
                if (!card || !stand_on_what_is_seen(connection, *card, sight)) return;
                one = outline_of(*card);
            }
            seen.cards.push_back(std::move(one));
        });
    if (here != nullptr) stay_near(seen.cards, *here, filter.kilometres);
    return seen;
}

std::vector<Card> seen_whole(storage::Connection& connection, std::span<const Outline> cards,
                             const federation::Sight& sight) {
    std::vector<Card> whole;
    CardStore store(connection);
    for (const auto& one : cards) {
        auto card = store.by_id(one.id);
        if (!card || !stand_on_what_is_seen(connection, *card, sight)) continue;
        card->distance = one.distance;
        whole.push_back(std::move(*card));
    }
    return whole;
}

Outline outline_of(const Card& card) {
    const auto& one = card.initiative;
    return {.id = card.id,
            .self = card.self,
            .group = group_of(one.kind),
            .currency = is_currency(one.kind),
            .department = one.department,
            .country = one.country,
            .launched = one.launched,
            .node = card.self ? card.said_by : std::string(),
            .latitude = one.latitude,
            .longitude = one.longitude,
            .distance = card.distance};
}

std::vector<Outline> outlines_of(const std::vector<Card>& cards) {
    std::vector<Outline> all;
    all.reserve(cards.size());
    for (const auto& card : cards) all.push_back(outline_of(card));
    return all;
}

void fill_in(storage::Connection& connection, std::span<Card> cards) {
    CardStore store(connection);
    for (auto& card : cards)
        if (const auto claim = store.claim(card.claim))
            card.initiative = initiative_of(nlohmann::json::parse(claim->document, nullptr, false));
}

std::optional<Card> seen_card(storage::Connection& connection, const std::string& slug,
                              const federation::Sight& sight) {
    auto card = CardStore(connection).by_slug(slug);
    if (!card || !stand_on_what_is_seen(connection, *card, sight)) return std::nullopt;
    if (!card->shown && sight.viewer() < federation::Viewer::Writer) return std::nullopt;
    return card;
}

std::vector<Claim> seen_claims(storage::Connection& connection, std::int64_t card,
                               const federation::Sight& sight) {
    auto claims = CardStore(connection).claims(card);
    std::erase_if(claims,
                  [&](const Claim& claim) { return !sees(sight, claim.iri, claim.said_by); });
    return claims;
}

std::string kind_words(web::Language language, const Initiative& one) {
    return choice_label(Schema::Initiative, language, "kind", one.kind);
}

std::string status_words(web::Language language, const Initiative& one) {
    if (one.status.empty()) return {};
    // What circulates nothing is simply at work (domain.md §3.1 B).
    if (one.status == "circulating" && group_of(one.kind) != KindGroup::Currency)
        return "active";  // the same word in both languages
    return choice_label(Schema::Initiative, language, "status", one.status);
}

std::string country_words(Services& services, web::Language language, std::string_view country) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kCountries = {
        {{"FR", web::tr_later("France")},
         {"BE", web::tr_later("Belgique")},
         {"CH", web::tr_later("Suisse")},
         {"DE", web::tr_later("Allemagne")},
         {"IT", web::tr_later("Italie")},
         {"ES", web::tr_later("Espagne")},
         {"GB", web::tr_later("Royaume-Uni")},
         {"LU", web::tr_later("Luxembourg")},
         {"MC", web::tr_later("Monaco")}}};
    for (const auto& [code, name] : kCountries)
        if (code == country) return services.translations.tr(language, name);
    return std::string(country);
}

std::string place_words(Services& services, web::Language language, const Initiative& one) {
    std::string words = one.place;
    const auto add = [&](const std::string& more) {
        if (more.empty() || more == words) return;
        if (!words.empty()) words += ", ";
        words += more;
    };
    if (const auto* where = department(one.department); where != nullptr && one.country == "FR") {
        add(std::string(where->name));
    } else if (!one.country.empty() && one.country != "FR") {
        add(country_words(services, language, one.country));
    } else if (words.empty()) {
        add(country_words(services, language, one.country));
    }
    return words;
}

std::string date_words(web::Language language, std::string_view date) {
    if (date.size() < 7) return std::string(date);
    int year = 0;
    unsigned month = 1;
    unsigned day = 1;
    std::from_chars(date.data(), date.data() + 4, year);
    std::from_chars(date.data() + 5, date.data() + 7, month);
    if (date.size() == 10) std::from_chars(date.data() + 8, date.data() + 10, day);
    const std::chrono::year_month_day whole{std::chrono::year(year), std::chrono::month(month),
                                            std::chrono::day(day)};
    if (!whole.ok()) return std::string(date);
    const base::Instant noon = std::chrono::sys_days(whole) + std::chrono::hours(12);
    auto words = web::format_date(language, noon);
    if (date.size() == 10) return words;
    // Without its day: what follows the first space, which may be a no-break one.
    auto at = words.find(' ');
    for (const std::string_view space : {"\u00a0", "\u202f"})
        if (const auto found = words.find(space); found < at) at = found + space.size() - 1;
    return words.substr(at + 1);
}

Freshness freshness(Services& services, web::Language language, const Card& card) {
    const auto& words = services.translations;
    const auto now = services.clock.now();
    Freshness fresh;
    fresh.node = card.self;
    fresh.stale = is_stale(card, now);
    if (card.self) {
        fresh.who = words.tr(language, "Dit par elle-même");
        fresh.when = fresh.stale
                         ? words.tr(language, "sans nouvelles depuis le {date}",
                                    {{"date", web::format_date(language, card.said_at)}})
                         : words.tr(language, "à jour {ago}",
                                    {{"ago", web::format_ago(language, card.said_at, now)}});
        return fresh;
    }
    fresh.who = words.tr(language, "Fiche à confirmer");
    if (!card.said_by.empty()) {
        fresh.who =
            words.tr(language, "Dit par {name}", {{"name", face_of(services, card.said_by).name}});
        fresh.when = web::format_ago(language, card.said_at, now);
        return fresh;
    }
    const auto year = year_of_source(card.initiative.source);
    fresh.when = year == 0
                     ? words.tr(language, "source non datée")
                     : words.tr(language, "source de {year}", {{"year", std::to_string(year)}});
    return fresh;
}

std::string card_url(const Card& card) { return "/reseau/annuaire/" + card.slug; }

web::Response moved_card(const web::Request& request, const std::string& path) {
    auto response =
        web::Response::see_other(path + (request.query.empty() ? "" : "?" + request.query));
    response.status = 301;
    // Whoever asks again is asked for again: not everybody may see that card.
    return std::move(response).with("Cache-Control", "private, no-cache");
}

}  // namespace essaim::directory
