#include "node/federation/actor_name.h"

#include <algorithm>
#include <array>
#include <boost/algorithm/string/replace.hpp>

#include "node/base/text.h"
#include "node/web/translations.h"

namespace essaim::federation {

namespace {

using web::tr_later;

constexpr std::size_t kShortest = 3;
constexpr std::size_t kLongest = 30;

// Offices and machines: nobody is one of these alone.
constexpr std::array<std::string_view, 44> kReserved = {
    "abuse",           "accueil",   "actor",       "admin",      "administrateur", "administration",
    "administratrice", "aide",      "association", "bureau",     "collectif",      "conseil",
    "contact",         "essaim",    "fediverse",   "gestion",    "gestionnaire",   "help",
    "hostmaster",      "inbox",     "info",        "moderateur", "moderation",     "moderatrice",
    "moderator",       "node",      "noeud",       "officiel",   "official",       "outbox",
    "postmaster",      "president", "presidente",  "redaction",  "root",           "secretaire",
    "securite",        "security",  "staff",       "support",    "system",         "tresorerie",
    "tresorier",       "webmaster"};

bool is_well_formed(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    return name.size() >= kShortest && name.size() <= kLongest && name.front() >= 'a' &&
           name.front() <= 'z' && name.back() != '_' && std::ranges::all_of(name, allowed) &&
           name.find("__") == std::string_view::npos;
}

char looks_like(char c) {
    switch (c) {
        case '0':
            return 'o';
        case '1':
        case 'i':
        case 'j':
            return 'l';
        case '3':
            return 'e';
        case '4':
            return 'a';
        case '5':
            return 's';
        case '7':
            return 't';
        case '8':
            return 'b';
        case '9':
        case 'q':
            return 'g';
        default:
            return c;
    }
}

}  // namespace

std::string skeleton(std::string_view name) {
    std::string bones;
    for (const char c : base::ascii_lower(name)) {
        if (c != '_' && c != '-' && c != '.') bones += looks_like(c);
    }
    boost::algorithm::replace_all(bones, "rn", "m");
    boost::algorithm::replace_all(bones, "vv", "w");
    return bones;
}

std::string proposed_name(std::string_view person) {
    auto name = base::slugify(person);
    std::ranges::replace(name, '-', '_');
    name = name.substr(0, kLongest);
    while (name.ends_with('_')) name.pop_back();
    return name;
}

std::optional<std::string_view> problem_of_name(std::string_view name, std::string_view association,
                                                const std::vector<std::string>& taken) {
    if (!is_well_formed(name)) {
        return tr_later(
            "De 3 à 30 lettres sans accent, chiffres ou tirets bas, en commençant par une lettre.");
    }
    const auto bones = skeleton(name);
    const auto is_same = [&](std::string_view other) { return skeleton(other) == bones; };
    if (std::ranges::any_of(kReserved, is_same)) {
        return tr_later(
            "Ce nom ferait croire que vous parlez pour l’association. Choisissez-en un autre.");
    }
    if (bones.find(skeleton(association)) != std::string::npos) {
        return tr_later("Ce nom ressemble trop à celui de l’association. Choisissez-en un autre.");
    }
    if (std::ranges::any_of(taken, is_same)) {
        return tr_later(
            "Ce nom, ou un nom qui lui ressemble, est ou a été pris. Il n’est jamais donné deux "
            "fois.");
    }
    return std::nullopt;
}

}  // namespace essaim::federation
