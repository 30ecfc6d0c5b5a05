#include "node/admin/archive.h"

#include <nlohmann/json.hpp>

#include "node/accounts/people.h"
#include "node/admin/archive_store.h"
#include "node/admin/zip_file.h"
#include "node/federation/domain_lists.h"
#include "node/federation/domain_policy.h"
#include "node/storage/connection.h"
#include "node/web/csv.h"

namespace essaim::admin {

namespace {

using namespace std::chrono_literals;

constexpr auto kKept = 24h * 7;

std::string read_me(Services& services, base::Instant now) {
    return services.federation.profile().title + "\n" + services.config.public_url + "\n" +
           web::iso_time(now) +
           "\n\n"
           "actualites/*.md       textes et brouillons / texts and drafts (Markdown, YAML)\n"
           "objets.jsonld         tout ce qui est publié / all that is published "
           "(ActivityStreams)\n"
           "abonnes.csv           qui nous suit / who follows us\n"
           "suivis.csv            qui nous suivons / whom we follow (Mastodon)\n"
           "serveurs.csv          règles sur des serveurs / rules on servers (Mastodon)\n"
           "personnes.csv         comptes / accounts\n"
           "lettre.csv            abonnés à la lettre / subscribers of the letter\n"
           "profil.json           la fiche / the profile\n\n"
           "Adresses de personnes : ne publiez pas ce fichier.\n"
           "It holds people's addresses: do not publish this file.\n";
}

std::string documents_of(storage::Connection& connection, const std::string& base) {
    std::string out = R"({"@context":"https://www.w3.org/ns/activitystreams","id":")" + base +
                      R"(/archive","type":"OrderedCollection","orderedItems":[)";
    bool first = true;
    ArchiveStore(connection).documents([&](const std::string& json) {
        if (!first) out += ",\n";
        first = false;
        out += json;
    });
    return out + "]}\n";
}

std::string people_of(Services& services) {
    auto csv = web::csv_row({"email", "name", "role", "created", "closed"});
    for (const auto& person : services.accounts.people().all()) {
        csv += web::csv_row({person.account.email, person.account.name,
                             std::string(accounts::role_name(person.account.role)),
                             web::iso_time(person.created),
                             person.closed ? web::iso_time(*person.closed) : ""});
    }
    return csv;
}

std::string profile_of(Services& services) {
    const auto profile = services.federation.profile();
    auto fields = nlohmann::json::array();
    for (const auto& field : profile.fields) {
        fields.push_back({{"name", field.name}, {"value", field.value}});
    }
    return nlohmann::json{{"name", services.config.name}, {"title", profile.title},
                          {"tagline", profile.tagline},   {"sentence", profile.sentence},
                          {"about", profile.about},       {"place", profile.place},
                          {"email", profile.email},       {"unit", profile.unit},
                          {"worth", profile.worth},       {"hue", profile.hue},
                          {"fields", std::move(fields)},  {"tags", profile.tags}}
               .dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
           "\n";
}

std::string relations(
    const std::function<void(const std::function<void(const std::string&)>&)>& all) {
    auto csv = web::csv_row({"Account address"});
    all([&](const std::string& handle) { csv += web::csv_row({handle}); });
    return csv;
}

}  // namespace

std::filesystem::path archive_path(Services& services) {
    return services.config.data_directory / "archive" / "essaim.zip";
}

Result<void> make_archive(Services& services, const ArchiveParts& parts) {
    const auto now = services.clock.now();
    const auto path = archive_path(services);
    std::error_code failure;
    std::filesystem::create_directories(path.parent_path(), failure);
    std::filesystem::permissions(path.parent_path(), std::filesystem::perms::owner_all, failure);
    if (failure) return refuse(Fault::Unavailable, failure.message());
    ZipFile zip(path);
    auto reader = services.database.read();
    ArchiveStore store(*reader);
    const auto& base = services.federation.actors().base();
    const std::pair<const char*, std::string> files[] = {
        {"LISEZMOI.txt", read_me(services, now)},
        {"objets.jsonld", documents_of(*reader, base)},
        {"abonnes.csv", relations([&](const auto& each) { store.followers(each); })},
        {"suivis.csv", relations([&](const auto& each) { store.following(each); })},
        {"serveurs.csv", federation::write_domain_list(services.federation.domain_policy().list())},
        {"personnes.csv", people_of(services)},
        {"profil.json", profile_of(services)}};
    for (const auto& [name, bytes] : files) {
        if (auto added = zip.add(name, bytes, now); !added) return added;
    }
    Result<void> outcome;
    for (const auto& part : parts) {
        part([&](const std::string& name, const std::string& bytes, base::Instant at) {
            if (outcome) outcome = zip.add(name, bytes, at);
        });
    }
    if (!outcome) return outcome;
    return zip.close();
}

void forget_archive(Services& services) {
    std::error_code failure;
    const auto path = archive_path(services);
    const auto written = std::filesystem::last_write_time(path, failure);
    if (failure) return;
    if (std::filesystem::file_time_type::clock::now() - written > kKept) {
        std::filesystem::remove(path, failure);
    }
}

}  // namespace essaim::admin
