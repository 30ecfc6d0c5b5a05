#include "node/directory/twins.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>

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

std::vector<Twins> suggested_twins(storage::Connection& connection, std::vector<Card> cards,
                                   std::size_t most) {
    CardStore store(connection);
    std::vector<Twins> twins;
    // A site of two cards is one initiative's, one of many is a federation's.
    std::map<std::string, int> of_site;
    for (const auto& card : cards) ++of_site[site_of_website(card.initiative.website)];
    const auto share_a_site = [&](const Card& a, const Card& b) {
        const auto site = site_of_website(a.initiative.website);
        return !site.empty() && site == site_of_website(b.initiative.website) && of_site[site] == 2;
    };
    // Names that look alike begin alike, mostly: neighbours in the order of names
    // and of sites are compared, not every pair.
    const auto compare = [&](auto key) {
        std::ranges::stable_sort(cards, {}, key);
        for (std::size_t i = 0; i < cards.size() && twins.size() < most; ++i) {
            for (std::size_t j = i + 1; j < std::min(i + 8, cards.size()); ++j) {
                const auto& a = cards[i];
                const auto& b = cards[j];
                if (!(look_alike(a, b) || share_a_site(a, b)) || store.are_apart(a.id, b.id))
                    continue;
                const bool known = std::ranges::any_of(twins, [&](const Twins& one) {
                    return std::minmax(one.a.id, one.b.id) == std::minmax(a.id, b.id);
                });
                if (!known) twins.push_back(a.self || !b.self ? Twins{a, b} : Twins{b, a});
            }
        }
    };
    compare([](const Card& card) { return sorting_name(card.initiative); });
    compare([](const Card& card) { return site_of_website(card.initiative.website); });
    return twins;
}

}  // namespace essaim::directory
