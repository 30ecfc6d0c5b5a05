// A card and the claims it stands on: who said what, when, and how it came here
// (domain.md §2.6). The claim that counts most is shown; the others stay, side
// by side with it. Rules only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/directory/initiative.h"

namespace essaim::directory {

enum class Method { Self, ThirdParty, Import };  // its own word; another's; a file's
std::string_view method_name(Method method);     // as the schema has it
Method method_from(std::string_view name);

struct Claim {
    std::int64_t id = 0;
    std::string iri = {};
    std::int64_t card = 0;
    std::string said_by = {};  // IRI of the actor; "" for a file that was taken over
    Method method = Method::ThirdParty;
    std::string document = {};  // JSON, as it was said
    std::string digest = {};
    base::Instant said_at{};
    base::Instant received_at{};
    std::string received_from = {};  // host; "" from here
    bool proven = false;
    bool withdrawn = false;  // taken back: only its name is left
    std::int64_t turn = 0;   // greater than that of every claim that came or changed before
};

// What a claim said before.
struct PastClaim {
    std::int64_t claim = 0;
    std::string document = {};
    base::Instant said_at{};
    base::Instant until{};
};

// One row of the list.
struct Card {
    std::int64_t id = 0;
    std::string slug = {};
    bool shown = false;
    bool dismissed = false;
    bool self = false;
    Initiative initiative = {};  // of the claim that counts most; in a list only what it shows
    std::string region = {};
    std::string claim = {};  // its IRI
    std::string said_by = {};
    Method method = Method::Import;
    base::Instant said_at{};              // or confirmed: vouched_at() of its claim
    std::optional<double> distance = {};  // km, when a town was asked for
};

// Its own word before another's, another's before a file's, then the newest.
bool counts_more(const Claim& a, const Claim& b);

// May this author speak for the initiative with this website? Its node is that
// site, or stands under it (design/domain.md §2.1, authority rule).
bool speaks_for(std::string_view author, std::string_view website);

// When a person last stood by it: a node may say its card again by itself, with other figures
// or another key, and leaves its `confirmedAt` then. Never later than it was said.
base::Instant vouched_at(const nlohmann::json& document, base::Instant said_at);

// The year in brackets that ends a source, "[2018]"; 0: it names none.
int year_of_source(std::string_view source);

// Nobody has confirmed it for so long that it is shown in grey.
inline constexpr std::chrono::months kStale{18};
bool is_stale(const Card& card, base::Instant now);

}  // namespace essaim::directory
