// security.md §1.4 for what is in a request's body: the limits (D1), the bytes
// (D2, D3), the queue (D6); and what one activity may make us ask (C4, C6).
#include <algorithm>

#include "running_node.h"

using namespace essaim;
using namespace essaim::test;

namespace {

const Peer kBob{"https://gironde.example/users/bob"};
const Peer kZoe{"https://autre.example/users/zoe", &rsa_key(1)};

std::string nested(std::size_t depth) {  // of arrays, as text: nlohmann would recurse
    return std::string(depth, '[') + std::string(depth, ']');
}

// A Like of Bob's with one more member, given as text.
std::string like_with(const std::string& member) {
    const auto text = kBob.activity("limit", "Like", kUs).dump();
    return text.substr(0, text.size() - 1) + "," + member + "}";
}

json list_of(std::size_t count, const json& element) {
    auto list = json::array();
    for (std::size_t i = 0; i < count; ++i) list.push_back(element);
    return list;
}

json people(std::size_t count) {
    auto list = json::array();
    for (std::size_t i = 0; i < count; ++i)
        list.push_back("https://gironde.example/p/" + std::to_string(i));
    return list;
}

json note_with(const std::string& name, json value) {
    auto note = kBob.note("n", "texte");
    note[name] = std::move(value);
    return note;
}

std::string create(json note) { return kBob.activity("limit", "Create", std::move(note)).dump(); }

struct Known : RunningNode {
    Known() {
        know(kBob);
        REQUIRE(status(draft(kBob.activity("known", "Like", kUs), kBob)) == 202);
    }
};

}  // namespace

TEST_CASE("D1: a body beyond a limit gets a clear answer, one at the limit is taken") {
    const std::string long_id = kBob.id + "/" + std::string(2048 - kBob.id.size() - 1, 'x');
    struct Row {
        const char* what;
        std::string body;
        int status;
    };
    const std::string hundred_kb(100 * 1024, 'x');
    const Row rows[] = {
        {"depth 64", like_with("\"x\":" + nested(63)), 202},
        {"depth 65", like_with("\"x\":" + nested(64)), 400},
        {"depth 100 000", like_with("\"x\":" + nested(100'000)), 400},
        {"10 000 elements", like_with("\"x\":" + list_of(10'000, 1).dump()), 202},
        {"10 001 elements", like_with("\"x\":" + list_of(10'001, 1).dump()), 400},
        {"10 001 members",
         [] {
             json object;
             for (int i = 0; i < 10'001; ++i) object["k" + std::to_string(i)] = 1;
             return like_with("\"x\":" + object.dump());
         }(),
         400},
        {"1 MiB",
         [] {
             auto body = like_with("\"x\":\"\"");
             return body.insert(body.size() - 2, std::string(1'048'576 - body.size(), 'x'));
         }(),
         202},
        {"1 MiB and a byte",
         [] {
             auto body = like_with("\"x\":\"\"");
             return body.insert(body.size() - 2, std::string(1'048'577 - body.size(), 'x'));
         }(),
         413},
        {"500 recipients",
         kBob.activity("limit", "Like", kUs).dump().insert(1, "\"cc\":" + people(499).dump() + ","),
         202},
        {"501 recipients, in two lists",
         kBob.activity("limit", "Like", kUs).dump().insert(1, "\"cc\":" + people(500).dump() + ","),
         400},
        {"501 recipients of the note", create(note_with("cc", people(500))), 400},
        {"501 objects", kBob.activity("limit", "Flag", people(501)).dump(), 400},
        {"an id of 2 048 bytes",
         [&] {
             auto activity = kBob.activity("limit", "Like", kUs);
             activity["id"] = long_id;
             return activity.dump();
         }(),
         202},
        {"an id of 2 049 bytes",
         [&] {
             auto activity = kBob.activity("limit", "Like", kUs);
             activity["id"] = long_id + "x";
             return activity.dump();
         }(),
         400},
        {"an object of 2 049 bytes", kBob.activity("limit", "Like", long_id + "x").dump(), 400},
        {"a note's id of 2 049 bytes", create(note_with("id", long_id + "x")), 400},
        {"a text of 100 KB", create(note_with("content", hundred_kb)), 202},
        {"a text of 100 KB and a byte", create(note_with("content", hundred_kb + "x")), 400},
        {"a text and a summary", create([&] {
             auto note = note_with("content", hundred_kb);
             note["summary"] = "x";
             return note;
         }()),
         400},
        {"a text of 100 KB and a byte, by language", create([&] {
             auto note = note_with("contentMap", {{"fr", hundred_kb + "x"}});
             note.erase("content");
             return note;
         }()),
         400},
        {"the activity's own text", like_with("\"content\":\"" + hundred_kb + "x\""), 400},
        {"20 answers", create([] {
             auto poll = note_with("oneOf", list_of(20, {{"name", "oui"}}));
             poll["type"] = "Question";
             return poll;
         }()),
         202},
        {"21 answers", create([] {
             auto poll = note_with("anyOf", list_of(21, {{"name", "oui"}}));
             poll["type"] = "Question";
             return poll;
         }()),
         400},
        {"a note without id", create(note_with("id", nullptr)), 400},
        {"a note without type", create(note_with("type", nullptr)), 400},
        // Others do send more of these; what is too much is not looked at.
        {"1 000 tags",
         create(note_with("tag", list_of(1000, {{"type", "Hashtag"}, {"name", "#x"}}))), 202},
        {"1 000 attachments",
         create(note_with("attachment",
                          list_of(1000, {{"type", "Image"}, {"url", "https://a.example/1"}}))),
         202},
    };
    Known node;
    int number = 0;
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto body = row.body;  // each activity of its own, or the second would be a repeat
        if (const auto at = body.find("/limit\""); at != std::string::npos && row.status == 202) {
            body.replace(at, 7, "/" + std::to_string(10000 + number++) + "\"");
        }
        const auto before = node.rows();
        CHECK(node.status(node.draft(body, kBob)) == row.status);
        CHECK(changes(before, node.rows()).empty() == (row.status != 202));
    }
}

TEST_CASE("D2: bytes that are no text, or two texts at once, are refused, validly signed or not") {
    const auto like = kBob.activity("bytes", "Like", kUs).dump();
    const auto named = [](const std::string& bytes) {
        return like_with("\"name\":\"" + bytes + "\"");
    };
    struct Row {
        const char* what;
        std::string body;
    };
    const Row rows[] = {
        {"a byte that is never UTF-8", named("\xFF")},
        {"a lone continuation", named("\x80")},
        {"an unfinished letter", named("\xC3")},
        {"an overlong slash", named("\xC0\xAF")},
        {"a surrogate in UTF-8", named("\xED\xA0\x80")},
        {"beyond Unicode", named("\xF4\x90\x80\x80")},
        {"a lone high surrogate", named("\\ud800")},
        {"a lone low surrogate", named("\\udc00")},
        {"surrogates the wrong way round", named("\\udc00\\ud800")},
        {"a NUL byte", named(std::string("a\0b", 3))},
        {"an escaped NUL", named("a\\u0000b")},
        {"an escaped NUL in a key", like_with("\"na\\u0000me\":1")},
        {"a control character in a string", named("a\nb")},
        {"a member twice", like_with("\"type\":\"Follow\"")},
        {"an id twice, spelt in two ways", like_with("\"\\u0069d\":\"" + kBob.id + "/2\"")},
        {"a member twice, further in", like_with("\"x\":{\"a\":1,\"a\":2}")},
        {"UTF-16", std::string("\xFF\xFE{\0}\0", 6)},
        {"a number beyond numbers", like_with("\"x\":1e400")},
        {"NaN", like_with("\"x\":NaN")},
        {"a comment", like_with("/* */\"x\":1")},
        {"a comma too many", like_with("\"x\":[1,]")},
        {"something after the end", like + "{}"},
        {"a NUL after the end", like + std::string(1, '\0')},
        {"half of it", like.substr(0, like.size() / 2)},
        {"nothing", ""},
        {"spaces", "   "},
        {"a list", "[" + like + "]"},
        {"a text", "\"" + kBob.id + "\""},
        {"null", "null"},
        {"a number", "1"},
        {"no type", kBob.activity("bytes", "", kUs).dump()},
        {"a number for an actor",
         like_with("\"x\":1").replace(like_with("\"x\":1").find("\"actor\":\"") + 8,
                                      kBob.id.size() + 2, "1")},
        {"a path for an id",
         json{{"id", "/1"}, {"type", "Like"}, {"actor", kBob.id}, {"object", kUs}}.dump()},
    };
    Known node;
    const auto before = node.rows();
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK(node.status(node.draft(row.body, kBob)) == 400);
        auto unsigned_one = node.draft(row.body, kBob);
        unsigned_one.signature = "none";
        CHECK(node.status(unsigned_one) / 100 == 4);
    }
    CHECK(changes(before, node.rows()) == "");
}

TEST_CASE("D3: a compressed body is refused before a byte of it is unpacked") {
    Known node;
    const auto before = node.rows();
    for (const auto* coding :
         {"gzip", "deflate", "br", "zstd", "compress", "x-gzip", "gzip, identity", "unknown"}) {
        CAPTURE(coding);
        auto sent = node.draft(kBob.activity("packed", "Like", kUs), kBob);
        sent.headers = "Content-Encoding: " + std::string(coding) + "\r\n";
        CHECK(node.status(sent) == 415);
        sent.headers = "Transfer-Encoding: " + std::string(coding) + "\r\n";
        CHECK(node.status(sent) / 100 >= 4);
    }
    CHECK(changes(before, node.rows()) == "");
}

TEST_CASE("C4, C6: an activity makes us ask its own server a few times, and nobody else") {
    ActingNode node;
    node.know(kBob);
    node.we_follow(kBob);
    REQUIRE(node.tell(kBob.activity("0", "Like", kUs), kBob) == 202);
    json crowd = json::array();
    for (int i = 0; i < 400; ++i) {
        crowd.push_back({{"type", "Mention"},
                         {"href", "https://h" + std::to_string(i) + ".wild.example/u"},
                         {"name", "@u"}});
    }
    auto busy = kBob.note(
        "busy",
        "<p><a href=\"https://lien.example/\">lien</a> <img src=\"https://image.example/1\"></p>");
    busy["tag"] = crowd;
    busy["attachment"] = {{{"type", "Image"}, {"url", "https://image.example/1"}},
                          {{"type", "Link"}, {"href", "https://lien.example/"}}};
    busy["image"] = {{"type", "Image"}, {"url", "https://image.example/2"}};
    busy["inReplyTo"] = "https://fil.example/1";
    busy["context"] = "https://fil.example/contexte";
    busy["replies"] = {{"id", kBob.id + "/busy/replies"},
                       {"type", "Collection"},
                       {"first",
                        {{"type", "CollectionPage"},
                         {"next", kBob.id + "/busy/replies?page=1"},
                         {"items", {"https://fil.example/2"}}}}};
    busy["@context"] = {"https://contexte.example/1", "https://www.w3.org/ns/activitystreams"};
    busy["url"] = "https://lien.example/page";
    busy["quoteUrl"] = "https://lien.example/cite";
    auto for_group = busy;  // Mobilizon's pair: whether the group is one is asked
    for_group["id"] = kBob.id + "/group";
    for_group["type"] = "Article";
    for_group["actor"] = kBob.id;
    for_group["attributedTo"] = "https://gironde.example/groups/g";
    auto moved = kBob.document();
    moved["alsoKnownAs"] = {"https://ailleurs.example/a"};
    moved["movedTo"] = "https://ailleurs.example/b";
    moved["featured"] = kBob.id + "/featured";
    moved["icon"] = {{"type", "Image"}, {"url", "https://image.example/icone"}};
    const json activities[] = {
        kBob.activity("a1", "Create", busy),
        kBob.activity("a2", "Create", for_group),
        kBob.activity("a3", "Create", kBob.id + "/loop"),
        kBob.activity("a4", "Update", moved),
        kBob.activity("a5", "Announce", "https://fil.example/3"),
        kBob.activity("a6", "Announce", busy),
        kBob.activity("a7", "Like", "https://fil.example/4"),
        kBob.activity("a8", "Move", kBob.id),
        kBob.activity("a9", "Add", "https://fil.example/5"),
        kBob.activity("a10", "Follow", "https://fil.example/u"),
        kBob.activity("a11", "Flag",
                      json::array({"https://fil.example/6", "https://fil.example/7"})),
        kBob.activity("a12", "Create", "https://fil.example/8"),
        kBob.activity("a13", "Update", kBob.id + "/unknown"),
        kBob.activity("a14", "Delete", "https://fil.example/9"),
    };
    node.internet.redirect(kBob.id + "/loop", kBob.id + "/loop");
    for (const auto& activity : activities) {
        CAPTURE(activity["id"].dump());
        node.internet.clear_requests();
        CHECK(node.tell(activity, kBob) == 202);
        const auto requests = node.internet.requests();
        CHECK(requests.size() <= 12);
        // Who said it; and of what it answers or shares, the server that has it.
        for (const auto& request : requests) {
            CAPTURE(request.url);
            const bool may_be_asked = request.url.starts_with("https://gironde.example/") ||
                                      request.url.starts_with("https://fil.example/");
            CHECK(may_be_asked);
        }
    }
    // A hundred posts with a link: nobody looks at it (C6), and what all answer is
    // asked for once.
    node.internet.clear_requests();
    busy["tag"] = json::array();
    for (int i = 0; i < 100; ++i) {
        auto note = busy;
        note["id"] = kBob.id + "/many" + std::to_string(i);
        CHECK(node.post(kBob.activity("many" + std::to_string(i), "Create", note), kBob) == 202);
    }
    node.settle();
    CHECK(node.internet.requests().size() <= 12);
    for (const auto& request : node.internet.requests()) {
        CHECK(request.url.starts_with("https://fil.example/"));
    }
    CHECK(node.calls().size() >= 100);
}

TEST_CASE("D6: a host that floods delays only itself") {
    RunningNode node;  // not acting yet: the flood piles up
    for (const auto* peer : {&kBob, &kZoe}) {
        node.know(*peer);
        node.we_follow(*peer);
    }
    base::Guarded<std::vector<std::string>> order;
    node.federation->inbox_registry().on(
        "Create", "*",
        [&](storage::Connection&, const federation::Incoming& incoming) -> Result<void> {
            order.with([&](auto& all) { all.push_back(incoming.activity.actor); });
            return {};
        });
    constexpr int kFlood = 500;
    for (int i = 0; i < kFlood; ++i) {
        const auto name = std::to_string(i);
        CHECK(node.post(kBob.activity("c" + name, "Create", kBob.note(name, "flot")), kBob) == 202);
    }
    for (const auto* name : {"1", "2", "3"}) {
        CHECK(node.post(kZoe.activity(std::string("c") + name, "Create", kZoe.note(name, "calme")),
                        kZoe) == 202);
    }
    node.federation->start();
    node.settle();
    const auto seen = order.with([](auto& all) { return all; });
    REQUIRE(seen.size() == kFlood + 3);
    for (std::size_t nth = 1, i = 0; i < seen.size(); ++i) {
        if (seen[i] != kZoe.id) continue;
        CHECK(i < 2 * nth);  // in her turn: one of Bob's at most before each of hers
        ++nth;
    }
    node.federation->stop();
}

TEST_CASE(
    "D6: a server that does not answer holds one worker and its own thousand, nobody else's") {
    ActingNode node;
    for (const auto* peer : {&kBob, &kZoe}) {
        node.know(*peer);
        node.we_follow(*peer);
    }
    std::promise<void> release;
    const auto released = release.get_future().share();
    node.internet.handle_prefix(kBob.id + "/n",
                                [released](const net::HttpRequest&) -> Result<net::HttpAnswer> {
                                    released.wait();
                                    return refuse(Fault::NotFound, "nothing");
                                });
    node.internet.answer(kZoe.id + "/n1", kZoe.note("n1", "vite").dump());
    int taken = 0;
    int refused = 0;
    for (int i = 0; i < 1010; ++i) {
        const auto name = std::to_string(i);
        switch (node.post(kBob.activity("c" + name, "Create", kBob.id + "/n" + name), kBob)) {
            case 202:
                ++taken;
                break;
            case 503:
                ++refused;
                break;
            default:
                FAIL("neither taken nor put off");
        }
    }
    CHECK(taken == 1000);  // wherever they wait
    CHECK(refused == 10);
    const auto start = std::chrono::steady_clock::now();
    CHECK(node.post(kZoe.activity("c1", "Create", kZoe.id + "/n1"), kZoe) == 202);
    while (node.calls().empty() &&
           std::chrono::steady_clock::now() - start < std::chrono::seconds(5)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    CHECK(node.calls() == std::vector<std::string>{"Create " + kZoe.id + "/n1"});
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
    release.set_value();
    node.settle();
    CHECK(node.post(kBob.activity("again", "Like", kUs), kBob) == 202);  // there is room again
}
