// What a feature plugs into the node: routes, inbox handlers, jobs. A feature
// is one folder with one function `void add_<name>(Services&, Plug&)`; the
// list is node/features.cpp. Services are references that outlive the server.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "node/accounts/accounts.h"
#include "node/base/clock.h"
#include "node/base/config.h"
#include "node/feature/imported.h"
#include "node/federation/federation.h"
#include "node/federation/visibility.h"
#include "node/mail/mail.h"
#include "node/mail/paper.h"
#include "node/media/media.h"
#include "node/storage/database.h"
#include "node/storage/job_queue.h"
#include "node/web/frame.h"
#include "node/web/router.h"
#include "node/web/template.h"
#include "node/web/translations.h"

namespace essaim {

struct Services {
    const base::Config& config;
    const base::Clock& clock;
    storage::Database& database;
    storage::Scheduler& jobs;
    federation::Federation& federation;
    accounts::Accounts& accounts;
    media::Media& media;
    mail::Mail& mail;
    web::Templates& templates;
    const web::Translations& translations;
};

// One item of the front page or the network page, whatever feature it is of.
struct TimelineItem {
    std::string id;      // IRI
    std::string author;  // IRI of the actor
    std::string kind;    // "Actualité", "Document" … in the language asked
    std::string title;
    std::string summary;  // plain text
    std::string url;      // page here, or at its origin
    base::Instant published;
    bool local = false;
    std::string language = {};  // of title and summary; may be empty
    std::int64_t replies = 0;
    std::vector<std::string> shared_by = {};  // IRIs of those we follow who passed it on
    bool liked = false;                       // by us
    bool boosted = false;
    std::string folded = {};  // plain text, shown on demand: the rest is its warning
    // What hangs on it, drawn for one visitor whom a form leads back to `back`. May be empty.
    std::function<web::SafeHtml(const accounts::Visitor&, web::Language, const std::string& back)>
        more = {};
};

// A number that a feature knows, for the front page: 3, "actualités publiées".
struct Figure {
    std::int64_t value = 0;
    std::string label;
};

// What a new association still has to do, for the management page. Texts are
// in the language asked.
struct FirstStep {
    std::string key;  // what "plus tard" remembers: "texte"
    std::string title;
    std::string why;
    std::string action;  // label of the link
    std::string url;
    bool done = false;
};

// One stored thing as moderation meets it, hidden or not.
struct Subject {
    std::string id;       // IRI
    std::string author;   // IRI of the actor
    std::string title;    // plain text; may be empty
    std::string excerpt;  // plain text
    std::string url;      // page here, or at its origin
    bool local = false;
};

// What a feature answers to moderation.
struct Moderated {
    // By IRI, or by the address of its page.
    std::function<std::optional<Subject>(const std::string& address)> find;
    // Ours, gone for everybody; Fault::NotFound: not this feature's.
    std::function<Result<void>(const std::string& id)> take_back;
};

// A page that search engines may know, and when it last changed.
struct PublicPage {
    std::string path;
    std::optional<base::Instant> changed = {};
};

// A page that other sites may show in a frame (oEmbed).
struct Embeddable {
    std::string title;
    std::string author;  // name
    std::string frame;   // path of what the frame shows, below /integrer/
    int height = 320;    // pixels, that it asks for
};

// What a feature tells by mail: texts of ours, whole, as anybody may see them.
struct LetterNews {
    std::vector<mail::Piece> fresh = {};   // published since, newest first
    std::vector<mail::Piece> coming = {};  // what there is to go to, soonest first
};

// What stands at the side of the front page, for one visitor; may be empty.
// Those who manage may leave it out by its key (/gestion/apparence).
struct FrontPart {
    std::string key;  // "agenda"
    std::function<web::SafeHtml(const accounts::Visitor&, web::Language)> draw;
};

// Puts an address on the weekly letter, in the caller's transaction; where one
// click takes it off again.
using AddToLetter =
    std::function<Result<std::string>(storage::Connection&, const std::string&, web::Language)>;

struct Plug {
    web::Router& router;
    // Newest first, at most `limit`, of what is in sight; local only, or of peers only.
    enum class Origin { Here, Peers };
    using Timeline = std::function<std::vector<TimelineItem>(Origin, std::size_t limit,
                                                             const federation::Sight&)>;
    std::vector<Timeline> timelines = {};
    std::vector<std::function<std::vector<Figure>(web::Language)>> figures = {};
    std::vector<std::function<FirstStep(web::Language)>> first_steps = {};  // in their order
    std::vector<Moderated> moderated = {};
    // What stands at the side of the front page, for one visitor. May be empty.
    std::vector<FrontPart> front_side = {};
    std::vector<std::function<std::vector<PublicPage>()>> public_pages = {};
    // By its path, as far as anybody may see it.
    std::vector<std::function<std::optional<Embeddable>(const std::string& path)>> embeddable = {};
    AddToLetter add_to_letter = {};  // of the letters; none without them
    // Published from the first to before the second moment.
    std::vector<std::function<LetterNews(base::Instant, base::Instant, web::Language)>> letters =
        {};
    // What goes into the archive of everything: a file by its name inside, its bytes, its time.
    using AddFile = std::function<void(const std::string&, const std::string&, base::Instant)>;
    std::vector<std::function<void(const AddFile&)>> archive = {};
    // What one account made here, as a key of its own, when its person asks for their data.
    std::vector<std::function<void(const std::string& account, nlohmann::json& data)>> own_data =
        {};
    // Who keeps what an import brings (feature/imported.h). None: it cannot be taken yet.
    ImportText import_text = {};
    ImportDocument import_document = {};
    // Where an address of the site that was here before leads now; asked for what no
    // route knows, before the answer is "not found".
    std::function<std::optional<std::string>(const web::Request&)> old_address = {};
};

// What a page says of itself; the rest of the frame is the same everywhere.
struct PageHead {
    std::string title;
    std::string description = {};
    std::string section = {};    // the navigation entry it belongs to: "actualites", "reseau"
    std::string alternate = {};  // the same thing as ActivityStreams, if it is one
    bool indexed = true;         // may search engines keep it?
    bool embeddable = false;     // one of Plug::embeddable: says where its oEmbed is
    std::string picture = {};    // path of one that shows it; else our own
    std::vector<std::string> modules = {};  // static .js modules
    std::vector<std::string> styles = {};   // static .css besides essaim.css
};

web::Response show_page(Services& services, const web::Request& request,
                        const accounts::Visitor& visitor, const PageHead& head,
                        const std::string& template_name, const web::Page& page, int status = 200);
// A page that says what went wrong, in words, with a way on. `detail` is public
// text in the reader's language; without it the page says what usually helps.
web::Response show_problem(Services& services, const web::Request& request, int status,
                           const std::string& detail = "");
// What a letter is written on.
mail::Paper paper_of(Services& services);
// The same for every page: name, hue, navigation, footer.
web::Site site_of(Services& services);

// What this visitor may see of what we hold; without one: what anybody may.
federation::Sight sight_of(Services& services, const accounts::Visitor& visitor = {});

// A form did its work: leads to `target`, whose page says so once. `what` is
// one of the words of feature.cpp: "publie", "fiche" …
web::Response done(Services& services, const std::string& target, const std::string& what);

// How an actor, ours or remote, is shown; its IRI's host when it is unknown.
struct Face {
    std::string name;
    std::string handle;  // "@user@host"
    std::string url;
    int hue = 0;
};
Face face_of(Services& services, const std::string& actor);

// The associations that accepted our Follow, as far as anybody may see them.
std::vector<federation::Followed> neighbours(Services& services);

// Where a text with this IRI is reported.
std::string report_url(const std::string& iri);

// The last segment of an IRI of ours: "01J…" of "https://…/o/01J…".
std::string id_part(const std::string& iri);
std::optional<std::int64_t> whole_number(const std::string& text);

// A form that is sent twice acts once: where the first sending led, kept an hour.
std::optional<std::string> first_result_of(Services& services, const std::string& once);
void remember_result_of(Services& services, const std::string& once, const std::string& target);

}  // namespace essaim
