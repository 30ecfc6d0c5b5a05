#include "node/directory/twins.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/nearby.h"

namespace essaim::directory {

namespace {

constexpr double kNear = 2;  // km

// One letter changed, added or left out: "Buzuk" and "Buzuck".
bool is_one_step_away(const std::string& a, const std::string& b) {
    const auto& longer = a.size() >= b.size() ? a : b;
    const auto& shorter = a.size() >= b.size() ? b : a;
    if (longer.size() - shorter.size() > 1 || shorter.size() < 4) return a == b;
    const auto [left, right] = std::ranges::mismatch(shorter, longer);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (left == shorter.end()) return a == b || !is_digit(longer.back());
    if (is_digit(*left) || is_digit(*right)) return false;  // "Paris 14e" is not "Paris 19e"
    const auto rest = shorter.size() == longer.size() ? left + 1 : left;
    return std::equal(rest, shorter.end(), right + 1, longer.end());
}

bool is_near(const Initiative& a, const Initiative& b) {
    return a.latitude && a.longitude && b.latitude && b.longitude &&
           kilometres_between(*a.latitude, *a.longitude, *b.latitude, *b.longitude) < kNear;
}

}  // namespace

bool look_alike(const Card& a, const Card& b) {
    const auto& left = a.initiative;
    const auto& right = b.initiative;
    const auto name = sorting_name(left);
    if (name.empty() || !is_one_step_away(name, sorting_name(right))) return false;
    const bool same_department = !left.department.empty() && left.department == right.department &&
                                 left.country == right.country;
    return same_department || is_near(left, right);
}

namespace {

constexpr std::size_t kNeighbours = 8;  // in the order of names or of sites
constexpr int kMostOfSharedSite = 3;    // pairs of one site at a time

struct Compared {
    const Card* card;
    std::string name;
    std::string site;
};

struct Pair {
    const Compared* a;
    const Compared* b;
    bool same_site;  // that is all that speaks for it
    int rank;        // those of more use to a reader first
};

// What nobody shows and nobody but a file says asks nothing of anybody.
bool asks_nothing(const Card& card) { return !card.shown && card.said_by.empty(); }

// On a site of many, a federation's mostly, each has a page of its own: two that name the
// same one are likelier to be one.
bool same_page(const Card& a, const Card& b) {
    const auto& left = a.initiative.website;
    const auto& right = b.initiative.website;
    return left == right || (is_whole_site(left) && is_whole_site(right));
}

// The address that stays is the one that people know.
Twins twins_of(const Card& a, const Card& b) {
    const bool second = std::pair(b.self, b.shown) > std::pair(a.self, a.shown);
    return second ? Twins{b, a} : Twins{a, b};
}

}  // namespace

std::vector<Twins> suggested_twins(storage::Connection& connection, const std::vector<Card>& cards,
                                   std::size_t most) {
    std::vector<Compared> all;
    std::map<std::string, int> of_site;
    for (const auto& card : cards) {
        all.push_back(
            {&card, sorting_name(card.initiative), site_of_website(card.initiative.website)});
        ++of_site[all.back().site];
    }
    std::vector<Pair> pairs;
    std::set<std::pair<std::int64_t, std::int64_t>> known;
    // Names that look alike begin alike, mostly: neighbours in the order of names
    // and of sites are compared, not every pair. What is shown stands together.
    const auto compare = [&](std::string Compared::* key) {
        std::vector<const Compared*> order;
        for (const auto& one : all) order.push_back(&one);
        std::ranges::stable_sort(order, [&](const Compared* a, const Compared* b) {
            return std::tie(a->*key, b->card->shown) < std::tie(b->*key, a->card->shown);
        });
        for (std::size_t i = 0; i < order.size(); ++i) {
            for (auto j = i + 1; j < std::min(i + kNeighbours, order.size()); ++j) {
                const auto& a = *order[i];
                const auto& b = *order[j];
                if (asks_nothing(*a.card) && asks_nothing(*b.card)) continue;
                const bool alike = look_alike(*a.card, *b.card);
                const bool same_site = !a.site.empty() && a.site == b.site;
                if (!(alike || same_site)) continue;
                if (!known.insert(std::minmax(a.card->id, b.card->id)).second) continue;
                // A site of two cards is one initiative's, one of many may be a federation's.
                const bool sure = alike || of_site[a.site] == 2 || same_page(*a.card, *b.card);
                const int shown = int{a.card->shown} + int{b.card->shown};
                pairs.push_back(
                    {.a = &a, .b = &b, .same_site = !alike, .rank = (sure ? 0 : 3) + 2 - shown});
            }
        }
    };
    compare(&Compared::name);
    compare(&Compared::site);
    std::ranges::stable_sort(pairs, {}, &Pair::rank);
    CardStore store(connection);
    std::vector<Twins> twins;
    std::map<std::string, int> asked_of_site;
    for (const auto& pair : pairs) {
        if (twins.size() == most) break;
        if (pair.same_site && asked_of_site[pair.a->site] == kMostOfSharedSite) continue;
        if (store.are_apart(pair.a->card->id, pair.b->card->id)) continue;
        if (pair.same_site) ++asked_of_site[pair.a->site];
        twins.push_back(twins_of(*pair.a->card, *pair.b->card));
    }
    return twins;
}

}  // namespace essaim::directory
