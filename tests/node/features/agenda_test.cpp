// Meetings of ours: their form, the agenda, the calendar files, what leaves.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/text.h"
#include "node/news/own_meeting.h"
#include "node/news/publishing.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using news::MeetingForm;
using test::Visitor;
using test::WholeNode;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

const Visitor& named(const WholeNode& node, const std::string& name) {
    return *std::ranges::find(node.visitors(), name, &Visitor::name);
}
std::string get(WholeNode& node, const std::string& who, const std::string& target) {
    return node.ask(named(node, who), "GET", target, "text/html");
}
std::string post(WholeNode& node, const std::string& target,
                 const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string form;
    for (const auto& [name, value] : fields)
        form += (form.empty() ? "" : "&") + name + "=" + base::percent_encode(value);
    return node.ask(named(node, "writer"), "POST", target, "text/html", form);
}

std::vector<std::pair<std::string, std::string>> market() {
    return {{"title", "Marché de la Saint-Jean"},
            {"source", "Douze étals, et la *Noisette*."},
            {"language", "fr"},
            {"day", "2026-06-24"},
            {"time", "18:00"},
            {"end_time", "22:30"},
            {"place", "Place des Halles, Corvol"},
            {"zone", "Europe/Paris"},
            {"once", "A"}};
}

std::string line_of(const std::string& answer, std::string_view name) {
    const auto at = answer.find("\n" + std::string(name));
    if (at == std::string::npos) return "";
    const auto end = answer.find('\n', at + 1);
    auto line = answer.substr(at + 1, end - at - 1);
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

}  // namespace

TEST_CASE("the clocks of the place decide, summer and winter, and the form reads back") {
    const auto now = base::from_millis(1'780'315'200'000);  // 2026-06-01
    struct Case {
        const char* zone;
        const char* day;
        const char* time;
        const char* utc;
    };
    for (const auto& one :
         {Case{"Europe/Paris", "2026-06-24", "18:00", "2026-06-24T16:00:00Z"},
          Case{"Europe/Paris", "2026-12-24", "18:00", "2026-12-24T17:00:00Z"},
          Case{"Indian/Reunion", "2026-12-24", "18:00", "2026-12-24T14:00:00Z"},
          Case{"America/Martinique", "2026-06-24", "20:00", "2026-06-25T00:00:00Z"},
          Case{"Pacific/Noumea", "2026-06-24", "08:00", "2026-06-23T21:00:00Z"}}) {
        CAPTURE(one.zone);
        const MeetingForm form{.day = one.day,
                               .time = one.time,
                               .end_day = "",
                               .end_time = "",
                               .place = "Ici",
                               .zone = one.zone};
        const auto meeting = news::meeting_in(form, now);
        REQUIRE(meeting);
        CHECK(web::iso_time(meeting->start) == one.utc);
        const auto again = news::form_of(*meeting);
        CHECK(again.day == one.day);
        CHECK(again.time == one.time);
        CHECK(again.zone == one.zone);
    }
    CHECK(news::is_zone("Europe/Paris"));
    CHECK_FALSE(news::is_zone("Mars/Olympus"));
    CHECK_FALSE(news::is_zone(""));
}

TEST_CASE("what is wrong with a meeting is said at its field, and nothing is stored") {
    WholeNode node;
    struct Case {
        const char* field;
        const char* value;
        const char* anchor;
    };
    for (const auto& [field, value, anchor] :
         {Case{"title", "", "#title"}, Case{"source", " ", "#source"}, Case{"day", "", "#day"},
          Case{"day", "2026-02-30", "#day"}, Case{"day", "24/06/2026", "#day"},
          Case{"day", "9026-06-24", "#day"}, Case{"time", "25:00", "#day"},
          Case{"time", "18h", "#day"}, Case{"end_time", "17:00", "#end_time"},
          Case{"end_time", "zz", "#end_time"}, Case{"end_day", "2027-06-24", "#end_time"},
          Case{"zone", "Mars/Olympus", "#zone"}, Case{"place", "\xff", "#place"}}) {
        CAPTURE(field);
        CAPTURE(value);
        auto fields = market();
        std::erase_if(fields, [&, &name = field](const auto& one) { return one.first == name; });
        fields.emplace_back(field, value);
        const auto page = post(node, "/agenda/ecrire", fields);
        CHECK(page.starts_with("422"));
        CHECK(has(page, "href=\"" + std::string(anchor) + "\""));
        if (std::string(field) != "title") CHECK(has(page, "Marché de la Saint-Jean"));
    }
    CHECK(has(get(node, "anonymous", "/agenda"), "Aucune rencontre annoncée"));
    CHECK(get(node, "member", "/agenda/ecrire").starts_with("403"));
    CHECK(get(node, "anonymous", "/agenda/ecrire").starts_with("303"));
}

TEST_CASE("a meeting is announced once, stands in the agenda, the calendar and on the front page") {
    WholeNode node;
    const auto made = post(node, "/agenda/ecrire", market());
    CHECK(made.starts_with("303"));
    CHECK(has(made, "Location: /actualites/marche-de-la-saint-jean"));
    CHECK(has(post(node, "/agenda/ecrire", market()),
              "Location: /actualites/marche-de-la-saint-jean\n"));  // sent twice
    for (const auto* page : {"/agenda", "/"}) {
        const auto text = get(node, "anonymous", page);
        CHECK(has(text, "href=\"/actualites/marche-de-la-saint-jean\""));
        CHECK(has(text, "<b>24</b>juin"));
    }
    CHECK(has(get(node, "anonymous", "/actualites/marche-de-la-saint-jean"),
              "Place des Halles, Corvol"));
    for (const auto* file : {"/agenda.ics", "/agenda/marche-de-la-saint-jean.ics"}) {
        CAPTURE(file);
        const auto ics = get(node, "anonymous", file);
        CHECK(has(ics, "Content-Type: text/calendar; charset=utf-8"));
        CHECK(line_of(ics, "DTSTART") == "DTSTART:20260624T160000Z");
        CHECK(line_of(ics, "DTEND") == "DTEND:20260624T203000Z");
        CHECK(line_of(ics, "LOCATION") == "LOCATION:Place des Halles\\, Corvol");
        CHECK(line_of(ics, "STATUS") == "STATUS:CONFIRMED");
    }
    CHECK(get(node, "anonymous", "/agenda/rien.ics").starts_with("404"));
    // It is over: it leaves the agenda for the past, and the calendar a month later.
    node.clock.advance(std::chrono::hours(24 * 24));
    CHECK(has(get(node, "anonymous", "/agenda"), "Aucune rencontre annoncée"));
    CHECK(has(get(node, "anonymous", "/agenda?passees=1"), "Marché de la Saint-Jean"));
    CHECK(has(get(node, "anonymous", "/agenda.ics"), "DTSTART"));
    node.clock.advance(std::chrono::hours(24 * 31));
    CHECK_FALSE(has(get(node, "anonymous", "/agenda.ics"), "DTSTART"));
}

TEST_CASE("a meeting leaves as an Event that says when and where to who reads no Event") {
    WholeNode node;
    REQUIRE(post(node, "/agenda/ecrire", market()).starts_with("303"));
    const auto page = get(node, "writer", "/actualites/marche-de-la-saint-jean");
    const auto link = page.find("href=\"/ecrire/");
    REQUIRE(link != std::string::npos);
    const auto id = page.substr(link + 14, 26);
    const auto stored = node.services().federation.stored(test::kBase + "/o/" + id);
    REQUIRE(stored);
    const auto event = nlohmann::json::parse(stored->json);
    CHECK(event["type"] == "Event");
    CHECK(event["name"] == "Marché de la Saint-Jean");
    CHECK(event["startTime"] == "2026-06-24T16:00:00Z");
    CHECK(event["endTime"] == "2026-06-24T20:30:00Z");
    CHECK(event["timezone"] == "Europe/Paris");
    CHECK(event["location"]["name"] == "Place des Halles, Corvol");
    CHECK(event["ical:status"] == "CONFIRMED");
    for (const auto& text :
         {event["content"].get<std::string>(), event["preview"]["content"].get<std::string>()}) {
        CHECK(has(text, "mercredi 24"));
        CHECK(has(text, "Place des Halles, Corvol"));
    }
    // Its own form opens for it, and a change of nothing but the state says so everywhere.
    CHECK(has(get(node, "writer", "/ecrire/" + id), "Location: /agenda/ecrire/" + id));
    const auto form = get(node, "writer", "/agenda/ecrire/" + id);
    for (const auto* part : {"value=\"2026-06-24\"", "value=\"18:00\"", "value=\"22:30\""})
        CHECK(has(form, part));
    auto fields = market();
    fields.emplace_back("cancelled", "1");
    node.clock.advance(std::chrono::minutes(1));
    CHECK(post(node, "/agenda/ecrire/" + id, fields).starts_with("303"));
    const auto after =
        nlohmann::json::parse(node.services().federation.stored(test::kBase + "/o/" + id)->json);
    CHECK(after["ical:status"] == "CANCELLED");
    CHECK(after["updated"] > event["published"]);
    CHECK(has(get(node, "anonymous", "/agenda"), "Annulé"));
    CHECK(line_of(get(node, "anonymous", "/agenda.ics"), "STATUS") == "STATUS:CANCELLED");
}

TEST_CASE("a draft of a meeting is in no agenda, and hidden meetings leave it") {
    WholeNode node;
    auto fields = market();
    fields.emplace_back("action", "draft");
    REQUIRE(post(node, "/agenda/ecrire", fields).starts_with("303"));
    for (const auto* page : {"/agenda", "/agenda.ics", "/", "/agenda/marche-de-la-saint-jean.ics"})
        CHECK_FALSE(has(get(node, "anonymous", page), "Saint-Jean"));
    auto other = market();
    other.back().second = "B";
    REQUIRE(post(node, "/agenda/ecrire", other).starts_with("303"));
    CHECK(has(get(node, "anonymous", "/agenda"), "Saint-Jean"));
    const auto page = get(node, "writer", "/actualites/marche-de-la-saint-jean-2");
    const auto id = page.substr(page.find("href=\"/ecrire/") + 14, 26);
    node.hide(test::kBase + "/o/" + id);
    for (const auto* where : {"/agenda", "/agenda.ics", "/"})
        CHECK_FALSE(has(get(node, "anonymous", where), "Saint-Jean"));
}
