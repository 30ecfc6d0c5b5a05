#include "node/web/rosette.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <pugixml.hpp>
#include <set>
#include <vector>

using namespace essaim::web;

namespace {

std::string figure(const std::string& svg) {
    const auto from = svg.find('>', svg.find("<g ")) + 1;
    return svg.substr(from, svg.find("</g>") - from);
}

std::uint32_t fnv1a(std::string_view text) {
    std::uint32_t hash = 2166136261U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash;
}

}  // namespace

TEST_CASE("the drawing is the mock's, figure by figure") {
    // Hashes of what shared/mock/src/lib.mjs draws for these keys.
    struct Row {
        std::string key;
        std::uint32_t hash;
    };
    for (const auto& [key, hash] : std::vector<Row>{{"La Noisette", 2538736986U},
                                                    {"Le Genêt", 2248887946U},
                                                    {"La Passerelle", 780943485U},
                                                    {"lesarment", 2508820116U},
                                                    {"Sol-Violette 2", 2156134162U},
                                                    {"", 3484207834U}}) {
        CAPTURE(key);
        CHECK(fnv1a(figure(rosette(key, 0).str())) == hash);
    }
}

TEST_CASE("the large rosette is of the key, too, and finer than the small one") {
    const auto large = [](std::string_view key) {
        return figure(rosette(key, 0, {.css_class = {}, .label = {}, .dense = true}).str());
    };
    CHECK(large("La Noisette") == large("lanoisette"));
    std::set<std::string> drawings;
    for (const auto* key : {"La Noisette", "Le Genêt", "La Passerelle", "lesarment"}) {
        CAPTURE(key);
        drawings.insert(large(key));
        CHECK(large(key).size() > figure(rosette(key, 0).str()).size() * 2);
        CHECK(large(key).size() < 16'000);  // the page carries it
    }
    CHECK(drawings.size() == 4);
}

TEST_CASE("a peer's icon tells the hue it chose; any other picture leaves it to the key") {
    const std::string key = "https://genet.example/@genet";
    struct Row {
        std::string icon;
        int hue;
    };
    for (const auto& [icon, hue] : std::vector<Row>{
             {"https://genet.example" + rosette_path(key, 8), 8},
             {"https://genet.example" + rosette_path(key, 11), 11},
             {"https://genet.example" + rosette_path("https://other.example/@other", 8),
              hue_of(key)},
             {"https://genet.example/logo.png", hue_of(key)},
             {"https://genet.example" + with_hue("/fichiers/ab/moyenne.png", 7), 7},
             {"https://genet.example" + with_hue("/other/moyenne.png", 7), hue_of(key)},
             {"", hue_of(key)}}) {
        CAPTURE(icon);
        CHECK(hue_shown(key, icon) == hue);
    }
}

TEST_CASE("a rosette is well-formed, says its name or hides, and stays in its twelve hues") {
    pugi::xml_document document;
    const std::string named =
        rosette("a", 3, {.size = 40, .css_class = {}, .label = "L'\"A\" <b>"}).str();
    REQUIRE(document.load_string(named.c_str()));
    CHECK(std::string(document.child("svg").attribute("aria-label").value()) == "L'\"A\" <b>");
    CHECK(rosette("a", 3).str().find("aria-hidden=\"true\"") != std::string::npos);
    CHECK(rosette("a", 15).str().find("ros h3") != std::string::npos);
    CHECK(rosette("a", -1).str().find("ros h11") != std::string::npos);
    REQUIRE(document.load_string(rosette_file("a", 3).c_str()));
    CHECK(std::string(document.child("svg").attribute("xmlns").value()) ==
          "http://www.w3.org/2000/svg");
    std::set<int> hues;
    for (char c = 'a'; c <= 'z'; ++c)
        for (char d = 'a'; d <= 'z'; ++d) hues.insert(hue_of(std::string{c, d}));
    CHECK(hues.size() == 12);
    CHECK(*hues.begin() == 0);
}

TEST_CASE("the address of a rosette needs no escaping and leads to the same drawing") {
    const std::string path = rosette_path("https://n.example/acteurs/é?x#y", 4);
    CHECK(path == "/static/rosette/4/rhttpsnexampleacteursexy.svg");
    CHECK(rosette_file("httpsnexampleacteursexy", 4) ==
          rosette_file("https://n.example/acteurs/é?x#y", 4));
}
