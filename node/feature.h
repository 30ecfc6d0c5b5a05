// What a feature plugs into the node: routes, inbox handlers, jobs. A feature
// is one folder with one function `void add_<name>(Services&, Plug&)`; the
// list is node/features.cpp. Services are references that outlive the server.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "node/accounts/accounts.h"
#include "node/base/clock.h"
#include "node/base/config.h"
#include "node/federation/federation.h"
#include "node/storage/database.h"
#include "node/storage/job_queue.h"
#include "node/web/router.h"
#include "node/web/template.h"
#include "node/web/frame.h"
#include "node/web/translations.h"

namespace essaim {

struct Services {
    const base::Config& config;
    const base::Clock& clock;
    storage::Database& database;
    storage::Scheduler& jobs;
    federation::Federation& federation;
    accounts::Accounts& accounts;
    web::Templates& templates;
    const web::Translations& translations;
};

// One item of the front page or the network page, whatever feature it is of.
struct TimelineItem {
    std::string id;         // IRI
    std::string author;     // IRI of the actor
    std::string kind;       // "Actualité", "Document" … in the language asked
    std::string title;
    std::string summary;    // plain text
    std::string url;        // page here, or at its origin
    base::Instant published;
    bool local = false;
};

struct Plug {
    web::Router& router;
    // Newest first, at most `limit`; local only, or of peers only.
    enum class Origin { Here, Peers };
    std::vector<std::function<std::vector<TimelineItem>(Origin, std::size_t limit)>> timelines;
};

// What a page says of itself; the rest of the frame is the same everywhere.
struct PageHead {
    std::string title;
    std::string description = {};
    std::string section = {};    // the navigation entry it belongs to: "actualites", "reseau"
    std::string alternate = {};  // the same thing as ActivityStreams, if it is one
    bool indexed = true;         // may search engines keep it?
    std::vector<std::string> modules = {};  // static .js modules
};

web::Response show_page(Services& services, const web::Request& request,
                        const accounts::Visitor& visitor, const PageHead& head,
                        const std::string& template_name, const web::Page& page, int status = 200);
// A page that says what went wrong, in words, with a way on.
web::Response show_problem(Services& services, const web::Request& request, int status);

// The name to show for an actor, ours or remote; its IRI's host if unknown.
std::string author_name(Services& services, const std::string& actor);
std::string author_handle(Services& services, const std::string& actor);  // "@user@host"

// The last segment of an IRI of ours: "01J…" of "https://…/o/01J…".
std::string id_part(const std::string& iri);
std::optional<std::int64_t> whole_number(const std::string& text);

// A form that is sent twice acts once: where the first sending led, kept an hour.
std::optional<std::string> first_result_of(Services& services, const std::string& once);
void remember_result_of(Services& services, const std::string& once, const std::string& target);

}  // namespace essaim
