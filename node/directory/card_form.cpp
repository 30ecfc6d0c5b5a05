#include "node/directory/card_form.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/text.h"
#include "node/directory/card_facts.h"
#include "node/directory/card_store.h"
#include "node/directory/vocabulary.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr FactField kSource{"source", Kind::Line, 0, true};

std::string input_name(std::string_view path) {
    std::string name(path);
    std::ranges::replace(name, '.', '-');
    return name;
}

std::vector<FactField> fields_of(CardForm form) {
    std::vector<FactField> fields;
    for (const auto& field : fact_fields())
        if (form == CardForm::Own || field.basic) fields.push_back(field);
    if (form == CardForm::Others) fields.push_back(kSource);
    return fields;
}

std::string typed_in(const web::Request& request, const FactField& field) {
    const auto name = input_name(field.path);
    if (field.kind != Kind::Many) return request.form_value(name).value_or("");
    std::string lines;
    for (const auto& choice : choices_of(Schema::Initiative, web::Language::French, field.path))
        if (request.form_value(name + "-" + choice.code)) lines += choice.code + "\n";
    return lines;
}

std::string expected(Services& services, web::Language language, Kind kind) {
    const auto& words = services.translations;
    switch (kind) {
        case Kind::Date:
            return words.tr(language, "Écrivez une date : 2019, 2019-05 ou 2019-05-18.");
        case Kind::Url:
        case Kind::Urls:
            return words.tr(language, "Une adresse commence par https://.");
        case Kind::Number:
        case Kind::Numbers:
            return words.tr(language, "Écrivez un nombre, dans les limites que dit l’aide.");
        case Kind::One:
        case Kind::Many:
            return words.tr(language, "Choisissez dans la liste.");
        case Kind::Line:
        case Kind::Text:
        case Kind::Lines:
        case Kind::Yes:
            break;
    }
    return words.tr(language, "Ce n’est pas de la forme attendue : lisez l’aide au-dessus.");
}

// By itself, in a card that has nothing else to be wrong.
bool fits(const FactField& field, const std::string& text) {
    json probe = {{"type", "Initiative"},
                  {"name", "x"},
                  {"kind", "partner"},
                  {"source", std::string("x")},
                  {"place", {{"country", "FR"}}},
                  {"geo", {{"lat", 0}, {"lon", 0}}}};
    return set_fact(field, probe, text) && !fault_of(Schema::Initiative, probe);
}

// The middle of a town that another card is in: nobody types coordinates twice.
void complete_coordinates(Services& services, json& document) {
    const auto one = initiative_of(document);
    if (one.latitude || one.place.empty()) return;
    auto reader = services.database.read();
    Filter there;
    there.words = one.place;
    for (const auto& card : CardStore(*reader).list(there, true, services.clock.now())) {
        const auto& other = card.initiative;
        if (!other.latitude || folded(other.place) != folded(one.place) ||
            other.department != one.department)
            continue;
        document["geo"] = {{"lat", *other.latitude}, {"lon", *other.longitude}};
        return;
    }
}

void show_field(web::Page& group, web::Language language, const FactField& field,
                const std::string& value, const std::string& error) {
    const auto name = input_name(field.path);
    auto& row = group.section("FIELD");
    const char* shape = "INPUT";
    if (field.kind == Kind::One) shape = "SELECT";
    if (field.kind == Kind::Many) shape = "CHECKS";
    if (field.kind == Kind::Yes) shape = "TICK";
    if (field.kind == Kind::Text || field.kind == Kind::Lines || field.kind == Kind::Urls ||
        field.kind == Kind::Numbers)
        shape = "AREA";
    auto& part = row.section(shape);
    part.set("NAME", name);
    part.set("LABEL", label_of(Schema::Initiative, language, field.path));
    part.set_if("HELP", help_of(Schema::Initiative, language, field.path));
    if (!error.empty()) {
        part.section("ERROR").set("MESSAGE", error).set("NAME", name);
        part.section("WRONG").set("NAME", name);
    }
    if (field.kind == Kind::One) {
        for (const auto& choice : choices_of(Schema::Initiative, language, field.path)) {
            auto& option = part.section("OPTION");
            option.set("VALUE", choice.code).set("TEXT", choice.label);
            if (choice.code == value) option.show("CHOSEN");
        }
    } else if (field.kind == Kind::Many) {
        for (const auto& choice : choices_of(Schema::Initiative, language, field.path)) {
            auto& option = part.section("OPTION");
            option.set("VALUE", choice.code).set("TEXT", choice.label).set("NAME", name);
            if (("\n" + value + "\n").find("\n" + choice.code + "\n") != std::string::npos)
                option.show("CHOSEN");
        }
    } else if (field.kind == Kind::Yes) {
        if (!value.empty()) part.show("CHOSEN");
    } else {
        part.set("VALUE", value);
    }
}

}  // namespace

SentCard sent_card(Services& services, const web::Request& request, CardForm form, json document,
                   web::Language language) {
    const auto& words = services.translations;
    SentCard sent{
        .document = std::make_shared<json>(std::move(document)), .typed = {}, .errors = {}};
    for (const auto& field : fields_of(form)) {
        const auto path = std::string(field.path);
        const auto text = typed_in(request, field);
        sent.typed[path] = text;
        const auto plain = std::string(base::trim(text));
        if (!plain.empty() && !fits(field, plain)) {
            sent.errors[path] = expected(services, language, field.kind);
            continue;
        }
        set_fact(field, *sent.document, plain);
    }
    const auto need = [&](const char* path, std::string_view sentence) {
        if (base::trim(sent.typed[path]).empty()) sent.errors[path] = words.tr(language, sentence);
    };
    need("name", web::tr_later("Donnez le nom de l’initiative."));
    need("kind", web::tr_later("Choisissez ce qu’elle est."));
    need("place.country", web::tr_later("Donnez le pays : FR, BE, CH…"));
    if (form == CardForm::Others)
        need("source", web::tr_later("Dites d’où vous le tenez, et de quelle année."));
    if (base::trim(sent.typed["geo.lat"]).empty() != base::trim(sent.typed["geo.lon"]).empty())
        sent.errors["geo.lat"] =
            words.tr(language, "Donnez la latitude et la longitude, ou aucune des deux.");
    if (sent.errors.empty()) complete_coordinates(services, *sent.document);
    return sent;
}

web::SafeHtml card_fields(Services& services, web::Language language, CardForm form,
                          const json& document, const SentCard* sent) {
    web::Page page;
    const auto groups = fact_groups();
    for (std::size_t number = 0; number < groups.size(); ++number) {
        web::Page* group = nullptr;
        for (const auto& field : fields_of(form)) {
            if (field.group != number) continue;
            if (group == nullptr) {
                group = &page.section("GROUP");
                group->set("TITLE", services.translations.tr(language, groups[number]));
            }
            const auto path = std::string(field.path);
            const auto value = sent != nullptr && sent->typed.contains(path)
                                   ? sent->typed.at(path)
                                   : fact_input(field, document);
            const auto error = sent != nullptr && sent->errors.contains(path)
                                   ? sent->errors.at(path)
                                   : std::string();
            show_field(*group, language, field, value, error);
        }
    }
    return services.templates.render(language, "directory/fields.html", page);
}

std::vector<web::FieldError> form_errors(const SentCard& sent) {
    std::vector<web::FieldError> errors;
    for (const auto& [path, message] : sent.errors) errors.push_back({input_name(path), message});
    return errors;
}

}  // namespace essaim::directory
