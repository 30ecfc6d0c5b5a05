#include "node/directory/initiative_store.h"

#include "node/storage/connection.h"

namespace essaim::directory {

void InitiativeStore::save(const Initiative& initiative) {
    auto insert = connection_.query(
        "INSERT INTO initiative (name, association, kind, status, launched, place, department, "
        "country, latitude, longitude, website, source) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) "
        "ON CONFLICT (name, place, country) DO UPDATE SET association = excluded.association, "
        "kind = excluded.kind, status = excluded.status, launched = excluded.launched, "
        "department = excluded.department, latitude = excluded.latitude, "
        "longitude = excluded.longitude, website = excluded.website, source = excluded.source");
    insert.arg(initiative.name).arg(initiative.association).arg(initiative.kind);
    insert.arg(initiative.status).arg(initiative.launched).arg(initiative.place);
    insert.arg(initiative.department).arg(initiative.country);
    insert.arg(initiative.latitude).arg(initiative.longitude);
    insert.arg(initiative.website).arg(initiative.source);
    insert.run();
}

std::int64_t InitiativeStore::count() {
    auto query = connection_.query("SELECT count(*) FROM initiative");
    query.step();
    return query.number(0);
}

}  // namespace essaim::directory
