#include "node/news/scheduling.h"

#include <doctest/doctest.h>

#include <regex>
#include <thread>

#include "node/base/text.h"
#include "tests/node/features/running_app.h"

using namespace essaim;
using namespace essaim::test;
using namespace std::chrono_literals;

namespace {

// 2026-06-01T12:00:00Z, 14:00 in Paris, is the clock's start.
struct Writer {
    Writer() : cookie(app.signed_in(accounts::Role::Writer)) {}
    std::string page(const std::string& path) {
        return app.ask("GET", path, "Accept: text/html\r\n" + cookie);
    }
    std::string send(const std::string& path, std::map<std::string, std::string> fields) {
        std::smatch token;
        const auto form = page("/ecrire");
        REQUIRE(std::regex_search(form, token, std::regex("name=\"csrf\" value=\"([^\"]+)\"")));
        fields["csrf"] = token[1].str();
        std::string body;
        for (const auto& [name, value] : fields)
            body += (body.empty() ? "" : "&") + name + "=" + base::percent_encode(value);
        return app.ask("POST", path,
                       "Accept: text/html\r\nOrigin: https://lanoisette.example\r\n"
                       "Content-Type: application/x-www-form-urlencoded\r\n" +
                           cookie,
                       body);
    }
    bool is_public() { return app.page("/actualites/le-bal").starts_with("HTTP/1.1 200"); }
    bool soon_public() {
        app.services().jobs.wake();
        for (int i = 0; i < 300 && !is_public(); ++i) std::this_thread::sleep_for(10ms);
        return is_public();
    }
    RunningApp app;
    std::string cookie;
};

std::map<std::string, std::string> text(const std::string& action, const std::string& day,
                                        const std::string& time) {
    return {{"title", "Le bal"},  {"source", "Samedi."}, {"language", "fr"},  {"later_day", day},
            {"later_time", time}, {"action", action},    {"once", day + time}};
}

bool has(const std::string& page, const std::string& part) {
    return page.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a text waits for its hour, says so to who writes, and then appears") {
    Writer writer;
    CHECK(has(writer.send("/ecrire", text("later", "2026-06-03", "09:00")), "HTTP/1.1 303"));
    CHECK_FALSE(writer.is_public());
    auto list = writer.page("/actualites");
    CHECK(has(list, "paraîtra le"));
    const auto hour = news::instant_of({"2026-06-03", "09:00"}, writer.app.clock.now());
    REQUIRE(hour);
    CHECK(*hour == writer.app.clock.now() + 43h);
    CHECK(has(list, web::format_date_time(web::Language::French, *hour)));
    std::smatch edit;
    const auto page = writer.page("/actualites/le-bal");
    REQUIRE(std::regex_search(page, edit, std::regex("href=\"(/ecrire/[^\"]+)\"")));
    const auto form = writer.page(edit[1].str());
    CHECK(has(form, "value=\"2026-06-03\""));
    CHECK(has(form, "value=\"09:00\""));

    writer.app.clock.advance(42h);  // 8 o'clock
    writer.app.services().jobs.wake();
    std::this_thread::sleep_for(100ms);
    CHECK_FALSE(writer.is_public());
    writer.app.clock.advance(61min);
    CHECK(writer.soon_public());
    CHECK_FALSE(has(writer.page("/actualites"), "paraîtra le"));
}

TEST_CASE("a text that is moved, kept back or published by hand appears when it was last said") {
    struct Row {
        const char* what;
        std::map<std::string, std::string> change;
        bool at_first_hour, at_second_hour;
    };
    const Row rows[] = {
        {"moved", text("later", "2026-06-04", "09:00"), false, true},
        {"kept as a draft", text("draft", "", ""), false, false},
        {"published by hand", text("publish", "", ""), true, true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        Writer writer;
        REQUIRE(has(writer.send("/ecrire", text("later", "2026-06-03", "09:00")), "HTTP/1.1 303"));
        std::smatch edit;
        const auto page = writer.page("/actualites/le-bal");
        REQUIRE(std::regex_search(page, edit, std::regex("href=\"(/ecrire/[^\"]+)\"")));
        REQUIRE(has(writer.send(edit[1].str(), row.change), "HTTP/1.1 303"));
        writer.app.clock.advance(44h);
        if (row.at_first_hour) {
            CHECK(writer.soon_public());
        } else {
            writer.app.services().jobs.wake();
            std::this_thread::sleep_for(100ms);
            CHECK_FALSE(writer.is_public());
        }
        writer.app.clock.advance(24h);
        if (row.at_second_hour) {
            CHECK(writer.soon_public());
        } else {
            writer.app.services().jobs.wake();
            std::this_thread::sleep_for(100ms);
            CHECK_FALSE(writer.is_public());
        }
    }
}

TEST_CASE("an hour that is past, too far or none is refused at the field") {
    Writer writer;
    for (const auto& [day, time] :
         std::vector<std::pair<std::string, std::string>>{{"2026-06-01", "13:59"},
                                                          {"2026-05-01", "09:00"},
                                                          {"2028-06-01", "09:00"},
                                                          {"", ""},
                                                          {"2026-06-03", ""},
                                                          {"demain", "9h"}}) {
        CAPTURE(day);
        CAPTURE(time);
        const auto answer = writer.send("/ecrire", text("later", day, time));
        CHECK(has(answer, "HTTP/1.1 422"));
        CHECK(has(answer, "Donnez un jour et une heure à venir"));
        CHECK(has(answer, "Samedi."));
    }
    CHECK_FALSE(has(writer.page("/actualites"), "Le bal"));
}
