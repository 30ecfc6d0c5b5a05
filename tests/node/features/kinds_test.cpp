// Meetings, questions, attachments and quotes of others, as our pages show them.
#include "node/federation/retention.h"
#include "node/news/meeting_words.h"
#include "node/news/polls.h"
#include "node/news/post_details.h"
#include "node/news/publishing.h"
#include "tests/node/features/social_pages_node.h"

using namespace essaim;
using namespace essaim::test;
using namespace std::chrono_literals;

namespace {

// We follow Bob: what he publishes is on /reseau.
class KindsNode : public SocialPagesNode {
  public:
    KindsNode() {
        REQUIRE(database.write([&](storage::Connection& connection) -> Result<void> {
            connection.query("INSERT INTO following VALUES ('lanoisette', ?, 'x', 'accepted', 1)")
                .arg(kBob.id)
                .run();
            return {};
        }));
    }
    std::string publish_theirs(json object) {
        tell(create_of(kBob, object));
        return object["id"];
    }
    std::string network(bool signed_in = false) { return page("/reseau", signed_in); }
    int status_of(const std::string& path, std::map<std::string, std::string> fields) {
        return submit(path, std::move(fields)).status;
    }
    // What went to Bob's inbox.
    std::vector<json> votes() {
        std::vector<json> all;
        auto reader = database.read();
        auto query = reader->query(
            "SELECT json FROM object WHERE local = 1 AND type = 'Create' AND "
            "json_extract(json, '$.object.name') IS NOT NULL AND "
            "json_extract(json, '$.object.type') = 'Note' ORDER BY rowid");
        while (query.step()) all.push_back(json::parse(query.text(0)));
        return all;
    }
};

json question_of(const Peer& peer, bool several = false) {
    auto question = peer.note("q", "Quel jour pour le marché ?");
    question["type"] = "Question";
    auto& options = question[several ? "anyOf" : "oneOf"] = json::array();
    for (const auto& [name, votes] : {std::pair{"samedi", 3}, {"dimanche", 1}}) {
        options.push_back({{"type", "Note"},
                           {"name", name},
                           {"replies", {{"type", "Collection"}, {"totalItems", votes}}}});
    }
    question["endTime"] = "2026-12-05T17:30:00Z";
    question["votersCount"] = 4;
    return question;
}

json event_of(const Peer& peer) {
    auto event = peer.note("e", "<p>Venez nombreux</p>");
    event["type"] = "Event";
    event["name"] = "Assemblée";
    event["startTime"] = "2026-12-05T18:30:00+01:00";
    event["endTime"] = "2026-12-05T20:00:00+01:00";
    event["timezone"] = "Europe/Paris";
    event["location"] = {{"type", "Place"},
                         {"name", "Salle des fêtes"},
                         {"address", {{"addressLocality", "Bègles"}}}};
    return event;
}

json attached(const Peer& peer, json attachments) {
    auto note = peer.note("a", "Regardez");
    note["attachment"] = std::move(attachments);
    return note;
}

std::string spaces(std::string text) {  // no-break ones made plain
    for (const std::string space : {"\u00A0", "\u202F"}) {
        for (auto at = text.find(space); at != std::string::npos; at = text.find(space))
            text.replace(at, space.size(), " ");
    }
    return text;
}

}  // namespace

TEST_CASE("case 68: a meeting says when and where, in the words of the page") {
    KindsNode node;
    node.publish_theirs(event_of(kBob));
    const auto page = spaces(node.network());
    CHECK(has(page, "Assemblée"));
    CHECK(has(page,
              "Rencontre le samedi 5 décembre 2026 à 18 h 30, jusqu’à 20 h 00, lieu : "
              "Salle des fêtes, Bègles"));
    CHECK(has(spaces(node.page("/reseau?langue=en")),
              "Meeting on Saturday 5 December 2026 at 18:30"));
}

TEST_CASE("a meeting whose dates or place make no sense is shown without them") {
    struct Case {
        const char* what;
        json changed;
        std::string line;  // "" for none
    };
    const auto start = std::string("Rencontre le samedi 5 décembre 2026 à 18 h 30");
    const auto place = std::string(", lieu : Salle des fêtes, Bègles");
    const Case cases[] = {
        {"no date", {{"startTime", nullptr}}, ""},
        {"no time zone in its date", {{"startTime", "2026-12-05T18:30:00"}}, ""},
        {"words", {{"startTime", "samedi"}}, ""},
        {"the year 9999", {{"startTime", "9999-12-05T18:30:00Z"}}, ""},
        {"long ago", {{"startTime", "1066-12-05T18:30:00Z"}}, ""},
        {"an end before it begins", {{"endTime", "2026-12-05T10:00:00Z"}}, start + place},
        {"an end years later", {{"endTime", "2031-12-05T10:00:00Z"}}, start + place},
        {"a place of markup and turned letters",
         {{"endTime", nullptr}, {"location", "<b onclick=x>La \u202EHalle</b>\nBègles"}},
         start + ", lieu : La Halle Bègles"},
        {"elsewhere in the world",
         {{"endTime", nullptr}, {"location", nullptr}, {"timezone", "Indian/Reunion"}},
         start + " (heure de Paris), 21 h 30 sur place"},
        {"a zone of markup",
         {{"endTime", nullptr}, {"location", nullptr}, {"timezone", "<script>"}},
         start},
        {"cancelled",
         {{"endTime", nullptr}, {"location", nullptr}, {"ical:status", "CANCELLED"}},
         "Annulé : rencontre du samedi 5 décembre 2026 à 18 h 30"}};
    const auto now = base::Instant(std::chrono::sys_days(std::chrono::year(2026) / 6 / 1));
    const web::Translations words;
    for (const auto& one : cases) {
        CAPTURE(one.what);
        auto event = event_of(kBob);
        event.update(one.changed);
        const auto object = activitypub::parse_object(event);
        REQUIRE(object);
        const auto details = news::details_from(news::to_json(news::details_of(*object, now)));
        CHECK(details == news::details_of(*object, now));
        CHECK(details.meeting.has_value() == !one.line.empty());
        if (details.meeting)
            CHECK(spaces(news::in_words(words, web::Language::French, *details.meeting)) ==
                  one.line);
    }
}

TEST_CASE(
    "a question shows its answers with bars, and its numbers follow what its author says later") {
    KindsNode node;
    const auto id = node.publish_theirs(question_of(kBob));
    auto page = spaces(node.network());
    CHECK(has(page, "samedi"));
    CHECK(has(page, "<meter min=\"0\" max=\"100\" value=\"75\">"));
    CHECK(has(page, "3 voix"));
    CHECK(has(page, "4 personnes ont répondu, jusqu’au 5 décembre 2026 à 18 h 30"));
    CHECK_FALSE(has(page, "/consultations/repondre"));  // a visitor answers nothing

    // As Mastodon says it: the same question, the same dates.
    auto later = question_of(kBob);
    later["oneOf"][1]["replies"]["totalItems"] = 7;
    later["votersCount"] = 10;
    later["content"] = "Autre chose";
    node.tell(kBob.activity("u1", "Update", later));
    page = spaces(node.network());
    CHECK(has(page, "7 voix"));
    CHECK(has(page, "10 personnes ont répondu"));
    CHECK_FALSE(has(page, "Autre chose"));
    node.tell(kBob.activity("u2", "Update", question_of(kBob)));  // late
    CHECK(has(spaces(node.network()), "10 personnes ont répondu"));
    auto other = later;
    other["oneOf"][0]["name"] = "lundi";
    other["oneOf"][0]["replies"]["totalItems"] = 99;
    node.tell(kBob.activity("u3", "Update", other));  // other answers need an edit
    CHECK_FALSE(has(node.network(), "99"));
    CHECK(node.post(kEve.activity("u4", "Update", later), kEve) == 202);  // not hers
    later["closed"] = "2026-05-01T10:00:00Z";
    node.tell(kBob.activity("u5", "Update", later));
    CHECK(has(spaces(node.network()), "10 personnes ont répondu, terminé"));
    node.tell(kBob.activity("d", "Delete", id));
    CHECK_FALSE(has(node.network(), "samedi"));
}

TEST_CASE("the association answers once, to the author alone, as Mastodon does") {
    KindsNode node;
    const auto id = node.publish_theirs(question_of(kBob));
    CHECK(has(node.network(true), "/consultations/repondre"));
    CHECK(node.status_of("/consultations/repondre", {{"objet", id}}) == 422);
    CHECK(node.status_of("/consultations/repondre", {{"objet", id}, {"choix", "2"}}) == 422);
    CHECK(node.status_of("/consultations/repondre",
                         {{"objet", id}, {"choix0", "1"}, {"choix1", "1"}}) == 422);
    CHECK(node.status_of("/consultations/repondre", {{"objet", kBob.id}, {"choix", "0"}}) == 404);
    CHECK(node.votes().empty());
    CHECK(node.status_of("/consultations/repondre",
                         {{"objet", id}, {"choix", "1"}, {"retour", "/reseau"}}) == 303);
    const auto votes = node.votes();
    REQUIRE(votes.size() == 1);
    CHECK(votes[0]["to"] == json::array({kBob.id}));
    CHECK(votes[0]["cc"] == json::array());
    const auto& note = votes[0]["object"];
    CHECK(note["type"] == "Note");
    CHECK(note["name"] == "dimanche");
    CHECK(note["inReplyTo"] == id);
    CHECK(note["attributedTo"] == kUs);
    CHECK_FALSE(note.contains("content"));
    CHECK(note["to"] == json::array({kBob.id}));
    const std::string activity = votes[0]["id"];
    CHECK(node.status(activity) == 404);  // nobody else reads what we answered
    CHECK(node.count("SELECT count(*) FROM outbox WHERE activity = '" + activity + "'") == 0);

    const auto page = node.network(true);
    CHECK(has(page, "Notre réponse"));
    CHECK_FALSE(has(page, "/consultations/repondre"));
    CHECK(node.status_of("/consultations/repondre", {{"objet", id}, {"choix", "0"}}) == 409);
    CHECK(node.votes().size() == 1);
}

TEST_CASE("of a question with several answers each that was chosen is sent; after its end none") {
    KindsNode node;
    auto question = question_of(kBob, true);
    question["endTime"] = "2026-06-02T12:00:00Z";
    const auto id = node.publish_theirs(question);
    const auto start = node.clock.now();
    node.clock.set(start + 24h);  // it ends this moment
    CHECK_FALSE(has(node.network(true), "/consultations/repondre"));
    CHECK(node.status_of("/consultations/repondre", {{"objet", id}, {"choix0", "1"}}) == 409);
    CHECK(node.votes().empty());
    node.clock.set(start + 23h);
    CHECK(node.status_of("/consultations/repondre",
                         {{"objet", id}, {"choix0", "1"}, {"choix1", "1"}}) == 303);
    CHECK(node.votes().size() == 2);
}

TEST_CASE("numbers of a poll that lie cannot break its page") {
    news::Poll poll;
    poll.answers = {{"a", 1'000'000'000}, {"b", 1'000'000'000}};
    poll.voters = 1;
    CHECK(poll.people() == 2'000'000'000);
    poll.several = true;
    CHECK(poll.people() == 1'000'000'000);
    KindsNode node;
    auto question = question_of(kBob, true);
    question["anyOf"][0]["replies"]["totalItems"] = 1'000'000'000;
    question["votersCount"] = 1;
    for (int i = 0; i < 3; ++i) question["anyOf"].push_back({{"name", "samedi"}});  // one name
    node.publish_theirs(question);
    CHECK(has(node.network(), "value=\"100\""));
    CHECK(node.count("SELECT json_array_length(details, '$.poll.answers') FROM post WHERE form = "
                     "'Question'") == 2);
}

TEST_CASE("case 45: attachments are links that say what they are; nothing is loaded from there") {
    KindsNode node;
    node.publish_theirs(attached(kBob, {{{"type", "Document"},
                                         {"mediaType", "image/jpeg"},
                                         {"url", "https://gironde.example/p.jpg"},
                                         {"name", "Le marché"},
                                         {"width", 1200},
                                         {"height", 800},
                                         {"size", 85'000},
                                         {"blurhash", std::string(50'000, 'L')}},
                                        {{"type", "Link"},
                                         {"mediaType", "application/pdf"},
                                         {"href", "https://gironde.example/statuts.pdf"}},
                                        {{"type", "Video"},
                                         {"url", "https://gironde.example/v"},
                                         {"mediaType", "text/html\"><script>"}},
                                        {{"type", "Image"}, {"url", "javascript:alert(1)"}}}));
    const auto page = spaces(node.network());
    CHECK(has(page, "Image : Le marché"));
    CHECK(has(page, "image/jpeg, 1 200 × 800, 85 Ko, sur gironde.example"));
    CHECK(has(page, "href=\"https://gironde.example/statuts.pdf\""));
    CHECK(has(page, ">PDF<"));
    CHECK(has(page, "Vidéo"));
    CHECK_FALSE(has(page, "javascript:"));
    CHECK_FALSE(has(page, "<script>"));
    for (const auto* loads : {"<img", "<video", "<audio", "<iframe", "src=\"https://gironde"}) {
        CAPTURE(loads);
        CHECK_FALSE(has(page, loads));
    }
    for (const auto& request : node.internet.requests())
        CHECK_FALSE(request.url.starts_with("https://gironde.example/p.jpg"));
}

TEST_CASE("an answer to a text of ours keeps what is attached to it and what it quotes") {
    KindsNode node;
    const auto post = news::Publishing(node.services)
                          .add({.title = "Le marché", .summary = {}, .source = "Douze étals."},
                               news::PostState::Published, "test");
    REQUIRE(post);
    auto note = reply_of(kZoe, "n", post->id);
    note["attachment"] = json::array({{{"type", "Image"},
                                       {"mediaType", "image/png"},
                                       {"url", "https://autre.example/p.png"},
                                       {"name", "L’affiche"}}});
    note["quoteUrl"] = post->id;
    node.tell(create_of(kZoe, note), kZoe);
    const auto page = spaces(node.page(post->url.substr(std::string(kBase).size())));
    CHECK(has(page, "Image : L’affiche"));
    CHECK(has(page, "sur autre.example"));
    CHECK(has(page, "Renvoie à : "));  // nobody asked us
    CHECK_FALSE(has(page, "Cite : "));
    CHECK_FALSE(has(page, "<img"));
}

TEST_CASE("under a warning what is attached is folded, too") {
    KindsNode node;
    auto note = attached(kBob, {{{"type", "Image"},
                                 {"mediaType", "image/png"},
                                 {"url", "https://gironde.example/p.png"},
                                 {"name", "Zibeline"}}});
    note["summary"] = "Élections";
    note["sensitive"] = true;
    node.publish_theirs(note);
    const auto page = node.network();
    const auto fold = page.find("Ce qui va avec ce texte");
    REQUIRE(fold != std::string::npos);
    CHECK(fold < page.find("Zibeline"));
}

TEST_CASE("of a hundred attachments sixteen are shown") {
    KindsNode node;
    json many = json::array();
    for (int i = 0; i < 100; ++i)
        many.push_back({{"type", "Image"},
                        {"mediaType", "image/png"},
                        {"url", "https://gironde.example/" + std::to_string(i)}});
    node.publish_theirs(attached(kBob, many));
    CHECK(node.count("SELECT json_array_length(details, '$.files') FROM post WHERE local = 0") ==
          16);
}

TEST_CASE(
    "case 50: a text says how often it is quoted and by whom; a manager takes the consent back") {
    KindsNode node;
    const auto post = news::Publishing(node.services)
                          .add({.title = "Le marché", .summary = {}, .source = "Douze étals."},
                               news::PostState::Published, "test");
    REQUIRE(post);
    const auto path = post->url.substr(std::string(kBase).size());
    CHECK_FALSE(has(node.page(path), "Cité"));
    for (const auto* peer : {&kBob, &kZoe}) {
        auto note = peer->note("q", "Je cite");
        note["quote"] = post->id;
        auto request = peer->activity("r", "QuoteRequest", post->id);
        request["instrument"] = note;
        node.tell(request, *peer);
    }
    auto page = spaces(node.page(path));
    CHECK(has(page, "Cité 2 fois"));
    CHECK(has(page, "@bob@gironde.example"));
    CHECK(has(page, "href=\"" + kBob.id + "/q\""));
    CHECK_FALSE(has(page, "/citations/retirer"));
    CHECK_FALSE(has(node.page(path, true), "/citations/retirer"));  // a writer may not

    const auto id = node.text("SELECT id FROM quote_authorization WHERE actor = '" + kBob.id + "'");
    CHECK(node.status_of("/citations/retirer", {{"accord", id}}) == 403);
    const auto manager = node.accounts.create(
        "chef@noisette.example", "Chef", accounts::Role::Manager, "une phrase de passe longue");
    REQUIRE(manager);
    node.session = *node.accounts.open_session(*manager, "test");
    CHECK(has(node.page(path, true), "Retirer l’accord"));
    CHECK(node.submit("/citations/retirer", {{"accord", id}}, false).status == 403);  // no token
    CHECK(node.status(id) == 200);
    for (int twice = 0; twice < 2; ++twice)
        CHECK(node.status_of("/citations/retirer", {{"accord", id}, {"retour", path}}) == 303);
    CHECK(node.status(id) == 404);
    page = spaces(node.page(path));
    CHECK(has(page, "Cité 1 fois"));
    CHECK_FALSE(has(page, "@bob@gironde.example"));
    // Anybody may report it; hidden, it is neither shown nor counted.
    CHECK(has(page, "/signaler?objet=https%3A%2F%2Fautre.example"));
    CHECK(has(spaces(node.page("/signaler?objet=" + base::percent_encode(kZoe.id + "/q"))),
              kZoe.id + "/q »"));
    REQUIRE(node.federation->moderation().hide(kZoe.id + "/q", "essai", "test"));
    CHECK_FALSE(has(node.page(path), "Cité"));
    REQUIRE(node.federation->moderation().show(kZoe.id + "/q", "test"));
    CHECK(has(node.page(path), "Cité"));
    // Of a blocked server nothing is shown or counted.
    REQUIRE(node.federation->block(kZoe.host(), "essai"));
    CHECK_FALSE(has(node.page(path), "Cité"));
}

TEST_CASE("a quote is shown as one only with its author's consent, and never what is kept back") {
    KindsNode node;
    const auto quoted = kZoe.id + "/n1";
    const auto stamp = kZoe.id + "/stamps/1";
    node.internet.answer(quoted, kZoe.note("n1", "Une foire").dump());
    node.internet.answer(stamp, kZoe.authorization(stamp, kBob.id + "/q1", quoted).dump());
    auto note = kBob.note("q1", "Voyez");
    note["quote"] = quoted;
    note["quoteAuthorization"] = stamp;
    node.publish_theirs(note);
    for (int i = 0; i < 500 && node.text("SELECT state FROM quote") == "waiting"; ++i)
        std::this_thread::sleep_for(10ms);
    auto page = spaces(node.network());
    CHECK(has(page, "Cite :"));
    CHECK(has(page, "href=\"" + quoted + "\""));
    note = kBob.note("q2", "Voyez aussi");
    note["_misskey_quote"] = quoted;
    node.publish_theirs(note);
    CHECK(has(spaces(node.network()), "Renvoie à :"));
    REQUIRE(node.federation->block(kZoe.host(), "essai"));
    page = node.network();
    CHECK(has(page, "Voyez aussi"));
    CHECK_FALSE(has(page, kZoe.host()));
}

TEST_CASE("retention: what was made of an old question, its answer and a quote goes with it") {
    KindsNode node;
    auto question = question_of(kBob);
    question["quote"] = kZoe.id + "/n1";
    const auto id = node.publish_theirs(question);
    CHECK(node.status_of("/consultations/repondre", {{"objet", id}, {"choix", "1"}}) == 303);
    CHECK(node.count("SELECT count(*) FROM quote") == 1);
    CHECK(node.count("SELECT count(*) FROM poll_vote") == 1);
    node.clock.set(node.clock.now() + federation::Retention::kObjects + 1h);
    REQUIRE(node.database.write([&](storage::Connection& connection) -> Result<void> {
        connection.query("DELETE FROM following").run();
        return {};
    }));
    REQUIRE(node.federation->retention().run());
    CHECK(node.count("SELECT count(*) FROM post WHERE local = 0") == 0);
    CHECK(node.count("SELECT count(*) FROM quote") == 0);
    CHECK(node.count("SELECT count(*) FROM poll_vote") == 0);
}
