#include "node/me/own_desk.h"

#include <array>
#include <utility>

namespace essaim::me {

namespace {

auto guarded(Services& services, Handler handler) {
    return [&services, handler = std::move(handler)](const web::Request& request) {
        auto visitor = services.accounts.require(request, accounts::Role::Reader);
        return visitor ? handler(request, *visitor) : std::move(visitor.error());
    };
}

// The first that the agent names: browsers name each other, the rarer one comes first.
using Names = std::pair<std::string_view, std::string_view>;
constexpr auto kBrowsers = std::to_array<Names>({{"Edg", "Edge"},
                                                 {"OPR/", "Opera"},
                                                 {"Vivaldi", "Vivaldi"},
                                                 {"SamsungBrowser", "Samsung Internet"},
                                                 {"Firefox", "Firefox"},
                                                 {"FxiOS", "Firefox"},
                                                 {"CriOS", "Chrome"},
                                                 {"Chrome", "Chrome"},
                                                 {"Safari", "Safari"}});
constexpr auto kSystems = std::to_array<Names>({{"iPhone", "iPhone"},
                                                {"iPad", "iPad"},
                                                {"Android", "Android"},
                                                {"CrOS", "ChromeOS"},
                                                {"Windows", "Windows"},
                                                {"Mac OS X", "Mac"},
                                                {"Linux", "Linux"}});

template <std::size_t N>
std::string named(const std::string& agent, const std::array<Names, N>& names) {
    for (const auto& [mark, name] : names) {
        if (agent.find(mark) != std::string::npos) return std::string(name);
    }
    return {};
}

}  // namespace

void on_get(Services& services, web::Router& router, const std::string& path, Handler handler) {
    router.get(path, guarded(services, std::move(handler)));
}

void on_post(Services& services, web::Router& router, const std::string& path, Handler handler) {
    router.post(path, guarded(services, std::move(handler)));
}

void show_wrong(Services& services, web::Page& page, web::Language language,
                const std::vector<Wrong>& wrong) {
    std::vector<web::FieldError> errors;
    for (const auto& one : wrong) {
        const auto message = services.translations.tr(language, one.message);
        std::string name;
        for (const char c : one.field) name += static_cast<char>(c - 'a' + 'A');
        page.show(name + "_WRONG");
        page.section(name + "_ERROR").set("MESSAGE", message);
        errors.push_back({one.field, message});
    }
    page.set_html("SUMMARY", web::form_summary(services.templates, language, errors));
}

void show_codes(web::Page& page, const std::vector<std::string>& codes) {
    for (const auto& code : codes) page.section("CODE").set("TEXT", code);
}

std::string agent_name(const std::string& agent) {
    const auto browser = named(agent, kBrowsers);
    const auto system = named(agent, kSystems);
    if (browser.empty() || system.empty()) return browser + system;
    return browser + ", " + system;
}

}  // namespace essaim::me
