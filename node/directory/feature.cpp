#include "node/directory/feature.h"

#include <span>

#include "node/base/embedded.h"
#include "node/base/log.h"
#include "node/directory/initiative.h"
#include "node/directory/initiative_store.h"
#include "node/storage/connection.h"

namespace essaim::directory {

std::span<const base::Embedded> embedded_files();

namespace {

// The rows shipped with the node go into the table once; they are not shown
// until the directory has its pages.
Result<void> load_shipped_rows(storage::Connection& connection) {
    InitiativeStore store(connection);
    if (store.count() > 0) return {};
    for (const auto& file : embedded_files()) {
        const auto rows = read_initiatives(file.bytes);
        for (const auto& problem : rows.problems) {
            base::log::warning("initiative left out",
                               {{"line", std::to_string(problem.line)}, {"why", problem.message}});
        }
        for (const auto& initiative : rows.initiatives) store.save(initiative);
    }
    return {};
}

}  // namespace

void add_directory(Services& services, Plug&) {
    if (auto loaded = services.database.write(load_shipped_rows); !loaded) {
        base::log::error("initiatives not loaded", {{"why", loaded.error().detail}});
    }
}

}  // namespace essaim::directory
