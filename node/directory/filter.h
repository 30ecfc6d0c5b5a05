// Which cards a page, a map or an export is about: the fields of one GET form,
// the same for all of them. What is no choice counts as not chosen. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/web/request.h"

namespace essaim::directory {

struct Filter {
    std::string words = {};       // q: name, town, anything the card says
    std::string kind = {};        // nature: a code, or a group ("monnaies", "temps", "partenaires")
    std::string status = {};      // etat
    std::string department = {};  // departement
    std::string region = {};      // region
    std::string country = {};     // pays
    std::string medium = {};      // support
    std::string town = {};        // autour: a town of the directory
    int kilometres = 50;          // km
    std::string who = {};         // qui: "elle-meme" or "autres"
    bool fresh = false;           // recent: said within a year

    bool operator==(const Filter&) const = default;
    bool is_narrow() const { return *this != Filter{}; }
    // "a=b&c=d" of what is chosen, in one order; "" for everything.
    std::string query() const;
};

Filter filter_in(const web::Request& request);

// The codes that a choice of "nature" stands for; empty: all.
std::vector<std::string> kinds_of(std::string_view choice);
// Which of the three groups a code is in.
enum class KindGroup { Currency, Time, Partner };
KindGroup group_of(std::string_view kind);

// "/reseau/annuaire?…" with the query and more fields, each "name=value".
std::string directory_url(const Filter& filter, const std::vector<std::string>& more = {},
                          const std::string& path = "/reseau/annuaire");

}  // namespace essaim::directory
