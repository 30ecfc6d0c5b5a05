#include "node/directory/card_files.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "node/base/text.h"
#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/vocabulary.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"
#include "node/web/negotiation.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr std::array<CardFileKind, 4> kKinds = {
    {{"jsonld", "JSON-LD"},
     {"vcf", "vCard"},
     {"organisation.json", "Murmurations, organisation"},
     {"monnaie.json", "Murmurations, monnaie"}}};

void set_if(json& where, const char* name, const std::string& value) {
    if (!value.empty()) where[name] = value;
}

// A line of a vCard (RFC 6350 §3.3): what would end a value is escaped.
std::string line(const std::string& name, const std::string& value) {
    std::string text;
    for (const char c : value) {
        if (c == '\n') {
            text += "\\n";
            continue;
        }
        if (c == ',' || c == ';' || c == '\\') text += '\\';
        if (c != '\r') text += c;
    }
    return value.empty() ? "" : name + ":" + text + "\r\n";
}

// A stranger's document may not tell a reader of ours what our terms mean, or
// have them fetch something: only we speak in JSON-LD keywords.
void drop_keywords(json& value) {
    if (value.is_object())
        std::erase_if(value.get_ref<json::object_t&>(),
                      [](const auto& member) { return member.first.starts_with('@'); });
    if (value.is_structured())
        for (auto& one : value) drop_keywords(one);
}

}  // namespace

std::span<const CardFileKind> card_file_kinds() { return kKinds; }

json plain_document(json document) {
    drop_keywords(document);
    for (const auto* gone : {"proof", "to", "cc"}) document.erase(gone);
    return document;
}

std::string licence_words(Services& services, web::Language language) {
    return services.translations.tr(language,
                                    "Licence CC0, sauf pour une fiche qui dit autre chose") +
           " – " + kLicence;
}

void show_licence(web::Page& page, const Initiative& one) {
    if (one.licence == kLicence) {
        page.show("CC0");
    } else if (const auto licence = licence_address(one.licence); !licence.empty()) {
        page.section("LICENCE").set_url("URL", licence).set("TEXT", licence);
    } else {
        page.show("NO_LICENCE");
    }
}

// The name was chosen by a stranger: it stays inside its attribute.
std::string embed_code(const std::string& url, const std::string& title) {
    return "<iframe src=\"" + web::escape_html(url) +
           "\" width=\"100%\" height=\"700\" loading=\"lazy\" title=\"" + web::escape_html(title) +
           "\"></iframe>";
}

json card_json(Services& services, const Card& card) {
    json document = json::object();
    if (auto reader = services.database.read(); true) {
        if (const auto claim = CardStore(*reader).claim(card.claim))
            document = json::parse(claim->document, nullptr, false);
    }
    document = plain_document(std::move(document));
    document["type"] = "Initiative";
    document["id"] = card.claim;
    document["page"] = services.federation.actors().base() + card_url(card);
    document["method"] = method_name(card.method);
    if (!card.said_by.empty()) document["attributedTo"] = card.said_by;
    return document;
}

json feature_of(Services& services, const Card& card) {
    const auto& one = card.initiative;
    json geometry = nullptr;
    if (one.latitude && one.longitude)
        geometry = {{"type", "Point"}, {"coordinates", {*one.longitude, *one.latitude}}};
    json properties = {{"name", one.name},
                       {"kind", one.kind},
                       {"page", services.federation.actors().base() + card_url(card)},
                       {"self_declared", card.self}};
    set_if(properties, "status", one.status);
    set_if(properties, "town", one.place);
    set_if(properties, "department", one.department);
    set_if(properties, "country", one.country);
    set_if(properties, "launched", one.launched);
    set_if(properties, "website", one.website);
    set_if(properties, "source", one.source);
    set_if(properties, "licence", one.licence);
    return {{"type", "Feature"},
            {"id", card.claim},
            {"geometry", geometry},
            {"properties", properties}};
}

std::string vcard(Services& services, const Card& card) {
    const auto& one = card.initiative;
    std::string text = "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\n";
    text +=
        line("FN", one.name) + line("ORG", one.association.empty() ? one.name : one.association);
    text += "ADR:;;;" +
            std::string(line("X", one.place).empty()
                            ? ""
                            : line("X", one.place).substr(2, line("X", one.place).size() - 4)) +
            ";;;" + one.country + "\r\n";
    text += line("URL", one.website);
    const auto document = card_json(services, card);
    if (document.contains("contact") && document["contact"].is_object())
        text += line("EMAIL", document["contact"].value("email", ""));
    if (one.latitude && one.longitude)
        text += "GEO:geo:" + std::to_string(*one.latitude) + "," + std::to_string(*one.longitude) +
                "\r\n";
    text += line("NOTE", one.summary.empty() ? one.source : one.summary + " (" + one.source + ")");
    text += line("SOURCE", services.federation.actors().base() + card_url(card) + ".vcf");
    text += line("X-LICENSE", one.licence);
    return text + "END:VCARD\r\n";
}

web::Response card_file(Services& services, const web::Request& request, const std::string& name) {
    const auto dot = name.find('.');
    const auto suffix = name.substr(dot + 1);
    auto reader = services.database.read();
    const auto card = seen_card(*reader, name.substr(0, dot), sight_of(services));
    if (!card || !card->shown) return show_problem(services, request, 404);
    if (card->slug != name.substr(0, dot))
        return moved_card(request, card_url(*card) + "." + base::percent_encode(suffix))
            .with("Access-Control-Allow-Origin", "*");
    web::Response response;
    if (suffix == "vcf") {
        response = web::Response::text(200, vcard(services, *card));
        response.headers = {{"Content-Type", "text/vcard; charset=utf-8"}};
    } else if (suffix == "jsonld") {
        auto document = card_json(services, *card);
        document["@context"] = vocabulary_context();
        response = web::Response::json(200, "application/ld+json", document.dump(1));
    } else if (suffix == "organisation.json") {
        response = web::Response::json(200, "application/json",
                                       murmurations_organisation(services, *card).dump(1));
    } else if (suffix == "monnaie.json") {
        response = web::Response::json(200, "application/json",
                                       murmurations_currency(services, *card).dump(1));
    } else {
        return show_problem(services, request, 404);
    }
    response.with("Access-Control-Allow-Origin", "*").with("Cache-Control", "public, max-age=300");
    if (const auto licence = licence_address(card->initiative.licence); !licence.empty())
        response.with("Link", "<" + licence + ">; rel=\"license\"");
    return web::conditional(request, std::move(response));
}

}  // namespace essaim::directory
