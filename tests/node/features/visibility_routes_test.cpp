// security.md B10 and B11 over every route there is, for every visitor: what
// somebody may not see answers, byte for byte, as what never was, and no page,
// feed, collection or count changes because of it. The routes come from the
// router and the fields of forms from the sources, so a new one is not forgotten.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "node/base/text.h"
#include "node/federation/moderation.h"
#include "node/federation/outbox.h"
#include "node/news/publishing.h"
#include "node/storage/connection.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using federation::PolicyLevel;
using nlohmann::json;
using test::kBase;
using test::Visitor;
using test::WholeNode;

namespace {

const std::string kUs = kBase + "/@lanoisette";
constexpr const char* kPublic = "https://www.w3.org/ns/activitystreams#Public";

// One thing that is stored and not for everybody.
struct Kept {
    std::string what;
    std::string id;                         // IRI
    std::string page;                       // address of its page, if it is one of ours
    std::vector<std::string> seen_by = {};  // visitors who may see it
};

json note(const std::string& id, const std::string& author, const char* to) {
    return {{"id", id},
            {"type", "Note"},
            {"attributedTo", author},
            {"content", "<p>Zibeline</p>"},
            {"name", "Zibeline"},
            {"to", {to}},
            {"cc", json::array()},
            {"published", "2026-06-01T10:00:00Z"}};
}

// We follow them.
void meet(WholeNode& node, const std::string& actor, const std::string& name) {
    node.write([&](storage::Connection& connection) {
        connection
            .query("INSERT OR IGNORE INTO following VALUES ('lanoisette', ?, 'x', 'accepted', 1)")
            .arg(actor)
            .run();
        connection
            .query(
                "INSERT OR IGNORE INTO remote_actor (id, host, handle, type, name, url, inbox, "
                "json, fetched_at) VALUES (?,?,'x@y','Person',?,?,?,'{}',1)")
            .arg(actor)
            .arg(actor.substr(8, actor.find('/', 8) - 8))
            .arg(name)
            .arg(actor)
            .arg(actor + "/inbox")
            .run();
    });
}

// One of whose texts moderation hid, while she is a neighbour like another.
const std::string kBea = "https://other.example/b";

// As the inbox would have kept it, with its place in the tables that pages read.
void keep_remote(WholeNode& node, const std::string& id, const std::string& author,
                 const std::string& in_reply_to) {
    node.write([&](storage::Connection& connection) {
        auto object = note(id, author, kPublic);
        if (!in_reply_to.empty()) object["inReplyTo"] = in_reply_to;
        connection
            .query(
                "INSERT INTO object (id, type, actor, local, json, published, updated) VALUES "
                "(?,'Note',?,0,?,1,1)")
            .arg(id)
            .arg(author)
            .arg(object.dump())
            .run();
        connection
            .query(
                "INSERT INTO post (id, local, author, title, summary, source, html, url, language, "
                "state, in_reply_to, published, updated) "
                "VALUES "
                "(?,0,?,'Zibeline','Zibeline','','<p>Zibeline</p>',?,'fr','published',?,?,1)")
            .arg(id)
            .arg(author)
            .arg(id)
            .arg(in_reply_to.empty() ? std::optional<std::string>() : std::optional(in_reply_to))
            .arg(base::to_millis(node.clock.now()) - 1000)
            .run();
        connection
            .query(
                "INSERT INTO thread_item (object, actor, parent, thread, published) VALUES "
                "(?,?,?,?,2)")
            .arg(id)
            .arg(author)
            .arg(in_reply_to)
            .arg(in_reply_to.empty()
                     ? ""
                     : kBase + "/t/" + in_reply_to.substr(in_reply_to.rfind('/') + 1))
            .run();
    });
    meet(node, author, "Zibeline");
}

// A text of ours, with a visible answer from elsewhere: what hidden things hang on.
std::string publish(WholeNode& node, const std::string& title) {
    const auto post =
        news::Publishing(node.services())
            .add({.title = title, .summary = "", .source = "Douze étals.", .language = "fr"},
                 news::PostState::Published, "test");
    REQUIRE(post);
    return post->id;
}

std::vector<Kept> keep_hidden_things(WholeNode& node, const std::string& ours) {
    meet(node, kBea, "Une voisine");
    std::vector<Kept> kept;
    const auto draft =
        news::Publishing(node.services())
            .add({.title = "Zibeline", .summary = "", .source = "Zibeline", .language = "fr"},
                 news::PostState::Draft, "test");
    REQUIRE(draft);
    kept.push_back({"a draft", draft->id, draft->url, {"writer", "moderator", "manager"}});
    const auto secret = kBase + "/o/01SECRETSECRETSECRETSECRET";
    const json create = {{"@context", "https://www.w3.org/ns/activitystreams"},
                         {"id", secret + "#create"},
                         {"type", "Create"},
                         {"actor", kUs},
                         {"to", {"https://stranger.example/a"}},
                         {"cc", json::array()},
                         {"object", note(secret, kUs, "https://stranger.example/a")}};
    node.write([&](storage::Connection& connection) {
        REQUIRE(node.services().federation.outbox().publish(
            connection, create, federation::Listing::Unlisted, node.clock.now()));
    });
    kept.push_back({"a letter", secret, ""});
    const auto hidden =
        news::Publishing(node.services())
            .add({.title = "Zibeline 2", .summary = "", .source = "Zibeline", .language = "fr"},
                 news::PostState::Published, "test");
    REQUIRE(hidden);
    node.hide(hidden->id);
    node.write([&](storage::Connection& connection) {
        connection.query("INSERT INTO pinned VALUES (?, 1)").arg(hidden->id).run();
    });
    kept.push_back({"a text of ours that moderation hid", hidden->id, hidden->url});
    for (const auto* reply_to : {"", ours.c_str()}) {
        const std::string last = *reply_to == '\0' ? "-cache" : "-cachee";
        keep_remote(node, "https://blocked.example/a/bloque" + last, "https://blocked.example/a",
                    reply_to);
        kept.push_back({"of a blocked server", "https://blocked.example/a/bloque" + last, ""});
        keep_remote(node, "https://silenced.example/a/silence" + last, "https://silenced.example/a",
                    reply_to);
        kept.push_back({"of a silenced server",
                        "https://silenced.example/a/silence" + last,
                        "",
                        {"moderator", "manager"}});
        keep_remote(node, "https://other.example/hidden/masquee" + last,
                    "https://other.example/hidden", reply_to);
        kept.push_back({"of a hidden person", "https://other.example/hidden/masquee" + last, ""});
        keep_remote(node, kBea + "/texte" + last, kBea, reply_to);
        node.hide(kBea + "/texte" + last);
        kept.push_back({"a hidden text", kBea + "/texte" + last, ""});
    }
    node.hide("https://other.example/hidden");
    return kept;
}

bool is_trusted(const Visitor& who) {
    return who.name == "writer" || who.name == "moderator" || who.name == "manager";
}

// Every name of a form's field or of a query, wherever the sources mention one.
std::vector<std::string> field_names() {
    std::set<std::string> names;
    const std::regex in_html("name=\"([a-z_-]+)\"");
    const std::regex in_code("(?:query_value|form_value|field)\\((?:request, )?\"([a-z_-]+)\"\\)");
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(ESSAIM_SOURCE_DIR) + "/node")) {
        const auto extension = entry.path().extension();
        if (extension != ".html" && extension != ".cpp") continue;
        if (entry.path().string().find("node_modules") != std::string::npos) continue;
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        const auto all = text.str();
        const auto& expression = extension == ".html" ? in_html : in_code;
        for (auto at = std::sregex_iterator(all.begin(), all.end(), expression);
             at != std::sregex_iterator(); ++at) {
            names.insert((*at)[1]);
        }
    }
    for (const auto* not_ids : {"csrf", "once", "action", "langue", "language", "geste", "confirm"})
        names.erase(not_ids);
    return {names.begin(), names.end()};
}

// Answers that hang on another server: whose key is it, what is at that address?
bool asks_elsewhere(const web::Route& route, const Visitor& who, const std::string& iri) {
    if (!who.signature.empty() && route.pattern.ends_with("/followers_synchronization"))
        return true;
    if (route.pattern == "/recherche" && !who.session.empty() && !iri.starts_with(kBase))
        return true;
    return route.method == "POST" && route.pattern == "/authorize_interaction" &&
           !iri.starts_with(kBase);
}

std::string last_part(const std::string& address) { return address.substr(address.rfind('/') + 1); }

std::string filled(std::string pattern, const std::string& value) {
    for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{')) {
        const bool name =
            pattern.compare(open, 6, "{name}") == 0 && open > 0 && pattern[open - 1] == '@';
        pattern.replace(open, pattern.find('}', open) - open + 1,
                        name ? "lanoisette" : base::percent_encode(value));
    }
    return pattern;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

// The thing's address in every form an answer may echo it.
std::string without(std::string answer, const std::string& address) {
    for (const auto& form : {base::percent_encode(address), address,
                             base::percent_encode(last_part(address)), last_part(address)}) {
        if (!form.empty()) answer = replaced(answer, form, "·");
    }
    return answer;
}

// As long, and like it, but of nothing there ever was.
std::string never(std::string address) {
    address.back() = address.back() == '~' ? '-' : '~';
    return address;
}

// Where two answers part: a few letters of each; "" if they do not.
std::string difference(const std::string& one, const std::string& other) {
    if (one == other) return {};
    const auto parted = std::ranges::mismatch(one, other);
    const auto at = static_cast<std::size_t>(parted.in1 - one.begin());
    const auto from = at < 60 ? 0 : at - 60;
    return "[" + one.substr(from, 160) + "] and [" + other.substr(from, 160) + "]";
}

// Pages whose purpose is to show what is hidden to those who hid it.
bool is_moderation(const std::string& pattern) {
    return pattern.starts_with("/gestion/moderation") || pattern == "/gestion/reseau" ||
           pattern == "/gestion/journal";
}

// Forms that make something new of what they are sent, or end the visit.
bool makes_something(const web::Route& route) {
    if (route.method != "POST") return false;
    for (const auto* start : {"/gestion", "/moi", "/deconnexion"}) {
        if (route.pattern.starts_with(start)) return true;
    }
    return route.pattern == "/ecrire";
}

}  // namespace

TEST_CASE("B10: on every route and for everybody, what one may not see answers as what never was") {
    WholeNode node;
    const auto ours = publish(node, "Le marché");
    const auto kept = keep_hidden_things(node, ours);
    const auto names = field_names();
    REQUIRE(names.size() > 10);
    int compared = 0;
    for (const auto& thing : kept) {
        if (thing.id.ends_with("-cachee")) continue;  // answers: below, where they would be listed
        // Unknown things of the same shape: another id, another page, on the same server.
        std::vector<std::pair<std::string, std::string>> pairs = {{thing.id, never(thing.id)}};
        if (!thing.page.empty()) pairs.push_back({thing.page, never(thing.page)});
        for (const auto& [known, unknown] : pairs) {
            for (const auto& route : node.routes()) {
                if (is_moderation(route.pattern) || route.pattern.starts_with("/static/")) continue;
                for (const auto& who : node.visitors()) {
                    if (std::ranges::find(thing.seen_by, who.name) != thing.seen_by.end()) continue;
                    if (!who.session.empty() && makes_something(route)) continue;
                    if (asks_elsewhere(route, who, known)) continue;
                    // By the IRI; ours also by its last part.
                    for (const bool whole : {true, false}) {
                        if (!whole && !known.starts_with(kBase)) continue;
                        const auto part = [&](const std::string& address) {
                            return whole ? address : last_part(address);
                        };
                        const auto answer = [&](const std::string& address) {
                            std::string fields;
                            for (const auto& name : names) {
                                fields += (fields.empty() ? "" : "&") + name + "=" +
                                          base::percent_encode(part(address));
                            }
                            const auto path = filled(route.pattern, part(address));
                            const bool get = route.method == "GET";
                            std::string all;
                            for (const auto* accept : {"text/html", "application/activity+json"}) {
                                if (accept[0] == 'a' && !who.session.empty())
                                    continue;  // nobody signs in to read those
                                all += node.ask(who, route.method, get ? path + "?" + fields : path,
                                                accept, get ? "" : fields);
                            }
                            return without(all, address);
                        };
                        const auto seen = answer(known);
                        const auto absent = answer(unknown);
                        ++compared;
                        // Those who are trusted see other hidden things on the way.
                        const bool clean =
                            is_trusted(who) || seen.find("Zibeline") == std::string::npos;
                        if (seen == absent && clean) continue;
                        CAPTURE(thing.what);
                        CAPTURE(known);
                        CAPTURE(who.name);
                        CAPTURE(route.method);
                        CAPTURE(route.pattern);
                        const auto differs = difference(seen, absent);
                        CAPTURE(differs);
                        CHECK(differs.empty());
                        CHECK(clean);
                    }
                }
            }
        }
    }
    CHECK(compared > 3000);
}

TEST_CASE(
    "B10: no page, feed, collection or count of any route changes when something hidden is there") {
    WholeNode node;
    const auto ours = publish(node, "Le marché");
    // Who writes sees drafts in lists, who moderates what silence keeps back.
    const auto everything = [&] {
        std::map<std::string, std::string> all;
        for (const auto& route : node.routes()) {
            if (route.method != "GET" || is_moderation(route.pattern) ||
                route.pattern.starts_with("/static/"))
                continue;
            // Where something is named, the text that everybody sees.
            for (const auto* accept : {"text/html", "application/activity+json", ""}) {
                for (const auto& value : {last_part(ours), std::string("le-marche")}) {
                    for (const auto* query : {"", "?page=1"}) {
                        for (const auto& who : node.visitors()) {
                            if (is_trusted(who) || asks_elsewhere(route, who, ours)) continue;
                            const auto target = filled(route.pattern, value) + query;
                            all[who.name + " " + target + " " + accept] =
                                node.ask(who, "GET", target, accept);
                        }
                    }
                }
            }
        }
        return all;
    };
    meet(node, kBea, "Une voisine");
    const auto before = everything();
    keep_hidden_things(node, ours);
    for (const auto& [target, answer] : everything()) {
        if (before.at(target) == answer && answer.find("Zibeline") == std::string::npos) continue;
        CAPTURE(target);
        const auto differs = difference(before.at(target), answer);
        CAPTURE(differs);
        CHECK(differs.empty());
        CHECK(answer.find("Zibeline") == std::string::npos);
    }
}

TEST_CASE("those who may see it do: drafts for writers, silence for moderators") {
    WholeNode node;
    const auto ours = publish(node, "Le marché");
    const auto kept = keep_hidden_things(node, ours);
    for (const auto& who : node.visitors()) {
        CAPTURE(who.name);
        const bool writes =
            who.name == "writer" || who.name == "moderator" || who.name == "manager";
        const bool moderates = who.name == "moderator" || who.name == "manager";
        const bool blocked = who.name == "blocked peer";
        CHECK(node.ask(who, "GET", "/actualites/zibeline", "text/html")
                  .starts_with(blocked  ? "403"
                               : writes ? "200"
                                        : "404"));
        const auto page = node.ask(who, "GET", "/actualites/le-marche", "text/html");
        CHECK((page.find("silenced.example") != std::string::npos) == moderates);
        const auto network = node.ask(who, "GET", "/reseau", "text/html");
        CHECK((network.find("silenced.example") != std::string::npos) == moderates);
        for (const auto* never : {"blocked.example", "other.example/hidden", "other.example/b/"}) {
            CHECK(page.find(never) == std::string::npos);
            CHECK(network.find(never) == std::string::npos);
        }
    }
}

TEST_CASE("B11: what is for one visitor or signer is for no shared cache") {
    WholeNode node;
    publish(node, "Le marché");
    for (const auto& route : node.routes()) {
        if (route.method != "GET" || route.pattern.starts_with("/static/")) continue;
        for (const auto& who : node.visitors()) {
            CAPTURE(route.pattern);
            CAPTURE(who.name);
            const auto answer =
                node.ask(who, "GET", filled(route.pattern, "le-marche"), "text/html");
            const auto head = answer.substr(0, answer.find("\n\n"));
            if (who.name == "blocked peer") {
                CHECK(answer.starts_with("403"));
                CHECK(head.find("Cache-Control: private, no-store") != std::string::npos);
                CHECK(head.find("Vary: Accept, Signature") != std::string::npos);
            } else if (!who.session.empty() && answer.starts_with("200") &&
                       head.find("Content-Type: text/html") != std::string::npos) {
                CHECK(head.find("no-store") != std::string::npos);
            }
        }
    }
}

TEST_CASE(
    "M2: silence and blocks act at once on what is there already, and lifting them brings it "
    "back") {
    WholeNode node;
    const auto ours = publish(node, "Le marché");
    keep_remote(node, "https://later.example/a/n", "https://later.example/a", "");
    keep_remote(node, "https://later.example/a/r", "https://later.example/a", ours);
    const auto& anybody = node.visitors().front();
    const auto shown = [&] {
        std::string where;
        for (const auto* target : {"/", "/reseau", "/actualites/le-marche"}) {
            where +=
                node.ask(anybody, "GET", target, "text/html").find("Zibeline") == std::string::npos
                    ? "0"
                    : "1";
        }
        return where;
    };
    auto& moderation = node.services().federation.moderation();
    const auto at_first = shown();
    CHECK(at_first == "111");
    for (const auto level : {PolicyLevel::Silence, PolicyLevel::Block}) {
        node.rule("later.example", level);
        CHECK(shown() == "000");
        CHECK(node.ask(anybody, "GET", "/a-propos/serveurs", "text/html").find("later.example") !=
              std::string::npos);
        REQUIRE(moderation.clear("later.example", "cli"));
        CHECK(shown() == at_first);
    }
    node.hide("https://later.example/a");
    CHECK(shown() == "000");
    REQUIRE(moderation.show("https://later.example/a", "cli"));
    CHECK(shown() == at_first);
}

TEST_CASE("no picture of another server reaches any page") {
    WholeNode node;
    const auto ours = publish(node, "Le marché");
    const std::string html =
        R"(<p>Zibeline <img src="https://later.example/a.png" alt="un chat"><picture><source srcset="https://later.example/b.png"></picture>)"
        R"(<video poster="https://later.example/c.png" src="https://later.example/d.mp4"></video><svg><image href="https://later.example/e.png"/></svg>)"
        R"html(<span style="background:url(https://later.example/f.png)">x</span><input type="image" src="https://later.example/g.png"></p>)html";
    keep_remote(node, "https://later.example/a/n", "https://later.example/a", "");
    keep_remote(node, "https://later.example/a/r", "https://later.example/a", ours);
    node.write([&](storage::Connection&
                       connection) {  // as if the sanitiser had had a hole on the day it came
        connection.query("UPDATE post SET html = ? WHERE local = 0").arg(html).run();
        connection.query("UPDATE remote_actor SET json = ?")
            .arg(json{{"icon", {{"type", "Image"}, {"url", "https://later.example/icon.png"}}},
                      {"image", {{"url", "https://later.example/big.png"}}}}
                     .dump())
            .run();
    });
    const std::regex loads(
        R"((?:src|srcset|poster|data|xlink:href)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|<(?:img|image|video|audio|picture|source|object|embed|iframe)\b)",
        std::regex::icase);
    int pages = 0;
    for (const auto& route : node.routes()) {
        if (route.method != "GET" || route.pattern.starts_with("/static/")) continue;
        for (const auto& value : {last_part(ours), std::string("le-marche")}) {
            for (const auto& who : {node.visitors().front(), node.visitors().back()}) {
                const auto answer = node.ask(who, "GET", filled(route.pattern, value), "text/html");
                if (answer.find("Content-Type: text/html") == std::string::npos) continue;
                ++pages;
                CAPTURE(route.pattern);
                std::smatch found;
                const bool picture = std::regex_search(answer, found, loads);
                CHECK_MESSAGE(!picture, found.str());
            }
        }
    }
    CHECK(pages > 20);
    CHECK(node.ask(node.visitors().front(), "GET", "/actualites/le-marche", "text/html")
              .find("un chat") != std::string::npos);
}
