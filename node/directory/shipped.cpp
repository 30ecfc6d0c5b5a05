#include "node/directory/shipped.h"

#include <nlohmann/json.hpp>
#include <span>

#include "node/base/embedded.h"
#include "node/base/log.h"
#include "node/base/random.h"
#include "node/directory/card_store.h"
#include "node/storage/connection.h"

namespace essaim::directory {

std::span<const base::Embedded> embedded_files();

namespace {

// Another one when the card's columns change, or what is in them: every card is then read anew.
constexpr const char* kCardProjection = "0077";

base::Instant start_of(int year) {
    if (year == 0) return {};
    return std::chrono::sys_days(std::chrono::year(year) / std::chrono::January / 1);
}

}  // namespace

Claim claim_of_row(const Initiative& initiative, base::Instant now) {
    auto document = with_fields(nlohmann::json::object(), initiative);
    document["licence"] = kLicence;
    document["method"] = "import";
    // Named after what it is about, so that every node names it alike.
    const auto name = base::sha256_hex(folded(initiative.name) + "|" + folded(initiative.place) +
                                       "|" + initiative.country);
    return {.iri = "urn:essaim:fiche:" + name.substr(0, 24),
            .method = Method::Import,
            .document = document.dump(),
            .digest = digest_of(document),
            .said_at = start_of(year_of_source(initiative.source)),
            .received_at = now};
}

Result<void> load_shipped(storage::Connection& connection, base::Instant now) {
    CardStore cards(connection);
    if (!cards.is_remembered("card_projection", kCardProjection)) {
        cards.project_all();
        cards.remember("card_projection", kCardProjection);
    }
    for (const auto& file : embedded_files()) {
        if (!file.path.ends_with(".csv")) continue;
        if (cards.is_remembered("directory_file", file.sha256)) return {};
        const auto rows = read_initiatives(file.bytes);
        for (const auto& problem : rows.problems)
            base::log::warning("initiative left out",
                               {{"line", std::to_string(problem.line)},
                                {"why", std::string(problem.fault.sentence)}});
        for (const auto& row : rows.rows) {
            auto claim = claim_of_row(row.initiative, now);
            cards.file(claim, {});
        }
        cards.remember("directory_file", file.sha256);
    }
    return {};
}

Result<void> show_shipped(storage::Connection& connection) {
    CardStore(connection).show_files(true);
    return {};
}

}  // namespace essaim::directory
