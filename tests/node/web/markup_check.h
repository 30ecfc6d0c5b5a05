// A second, simple reading of HTML for tests: every tag and attribute must be
// on the list given here, quoted and closed in order. It shares no code with
// what it judges. Returns "" or what is wrong.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace essaim::tests {

inline std::string markup_fault(std::string_view html, const std::set<std::string>& tags,
                                std::size_t deepest = 33) {
    const std::set<std::string> void_tags = {"br", "hr"};
    std::vector<std::string> open;
    for (std::size_t at = 0; at < html.size(); ++at) {
        if (html[at] == '>') return "a bare >";
        if (html[at] == '"' || html[at] == '\'') return "a bare quote in text";
        if (html[at] != '<') continue;
        const bool closing = at + 1 < html.size() && html[at + 1] == '/';
        std::size_t from = at + (closing ? 2 : 1);
        std::size_t to = from;
        while (to < html.size() &&
               ((html[to] >= 'a' && html[to] <= 'z') || (html[to] >= '0' && html[to] <= '9')))
            ++to;
        const std::string tag(html.substr(from, to - from));
        if (!tags.contains(tag)) return "tag <" + std::string(html.substr(from, 20));
        if (closing) {
            if (to >= html.size() || html[to] != '>') return "end tag with more in it";
            if (open.empty() || open.back() != tag) return "</" + tag + "> closes nothing";
            open.pop_back();
            at = to;
            continue;
        }
        while (to < html.size() && html[to] == ' ') {
            const auto equals = html.find("=\"", to);
            if (equals == std::string_view::npos) return "attribute without quotes";
            const auto end = html.find('"', equals + 2);
            if (end == std::string_view::npos) return "attribute without end";
            const std::string name(html.substr(to + 1, equals - to - 1));
            const std::string_view value = html.substr(equals + 2, end - equals - 2);
            if (value.find_first_of("<>'") != std::string_view::npos) return "raw sign in " + name;
            if (name == "href") {
                if (!value.starts_with("http://") && !value.starts_with("https://") &&
                    !value.starts_with("HTTP") && !value.starts_with("mailto:"))
                    return "href " + std::string(value);
            } else if (name == "rel") {
                if (value != "nofollow noopener noreferrer ugc" &&
                    value != "nofollow noopener noreferrer ugc tag")
                    return "rel " + std::string(value);
            } else if (name != "class" && name != "lang" && name != "start" && name != "scope") {
                return "attribute " + name;
            }
            to = end + 1;
        }
        if (to >= html.size() || html[to] != '>') return "unreadable tag " + tag;
        if (!void_tags.contains(tag)) open.push_back(tag);
        if (open.size() > deepest) return "too deep";
        at = to;
    }
    return open.empty() ? "" : "<" + open.back() + "> stays open";
}

}  // namespace essaim::tests
