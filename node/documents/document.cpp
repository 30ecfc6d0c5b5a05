#include "node/documents/document.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "activitypub/iri.h"
#include "node/base/text.h"
#include "node/web/plain_line.h"
#include "node/web/translations.h"

namespace essaim::documents {

namespace {

using web::tr_later;

constexpr std::size_t kTitle = 150;      // characters, as the form's maxlength
constexpr std::size_t kAbstract = 1000;  // characters
constexpr std::size_t kGroups = 12;
constexpr std::size_t kLine = 120;          // characters of a group, a territory, a note
constexpr std::size_t kSource = 400'000;    // bytes
constexpr std::size_t kAddressBytes = 500;  // of a link

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::optional<int> number_of(std::string_view text) {
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return {};
    return value;
}

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// The parts from the year on.
std::optional<std::string> date_of(const std::vector<std::optional<int>>& parts) {
    if (!std::ranges::all_of(parts, [](const auto& part) { return part.has_value(); })) return {};
    const int year = *parts[0];
    if (year < 1800 || year > 2200) return {};
    auto date = std::to_string(year);
    if (parts.size() == 1) return date;
    if (*parts[1] < 1 || *parts[1] > 12) return {};
    date += "-" + two(*parts[1]);
    if (parts.size() == 2) return date;
    const std::chrono::year_month_day day{std::chrono::year(year),
                                          std::chrono::month(static_cast<unsigned>(*parts[1])),
                                          std::chrono::day(static_cast<unsigned>(*parts[2]))};
    if (*parts[2] < 1 || !day.ok()) return {};
    return date + "-" + two(*parts[2]);
}

}  // namespace

const std::vector<Code>& kinds() {
    static const std::vector<Code> codes = {
        {"guide", tr_later("guide")},          {"template", tr_later("modèle")},
        {"minutes", tr_later("compte rendu")}, {"study", tr_later("étude")},
        {"poster", tr_later("affiche")},       {"spreadsheet", tr_later("tableur")},
        {"video", tr_later("vidéo")},          {"other", tr_later("autre document")}};
    return codes;
}

const std::vector<Code>& licences() {
    static const std::vector<Code> codes = {
        {"CC-BY-SA-4.0", tr_later("CC BY-SA 4.0 : à citer, à repartager de même"),
         "https://creativecommons.org/licenses/by-sa/4.0/"},
        {"CC-BY-4.0", tr_later("CC BY 4.0 : à citer"),
         "https://creativecommons.org/licenses/by/4.0/"},
        {"CC0-1.0", tr_later("CC0 : libre de tout usage"),
         "https://creativecommons.org/publicdomain/zero/1.0/"},
        {"CC-BY-NC-SA-4.0", tr_later("CC BY-NC-SA 4.0 : à citer, sans usage commercial"),
         "https://creativecommons.org/licenses/by-nc-sa/4.0/"},
        {"etalab-2.0", tr_later("Licence ouverte 2.0 (État)"),
         "https://spdx.org/licenses/etalab-2.0.html"},
        {"LAL-1.3", tr_later("Art libre 1.3"), "https://artlibre.org/licence/lal/"},
        {"reserved", tr_later("tous droits réservés : à lire seulement"),
         "http://rightsstatements.org/vocab/InC/1.0/"}};
    return codes;
}

const std::vector<Code>& statuses() {
    static const std::vector<Code> codes = {{"draft", tr_later("brouillon")},
                                            {"reviewed", tr_later("relu")},
                                            {"valid", tr_later("validé")},
                                            {"outdated", tr_later("périmé")},
                                            {"unstated", tr_later("non précisé")}};
    return codes;
}

const Code* find_code(const std::vector<Code>& codes, std::string_view code) {
    const auto found = std::ranges::find(codes, code, &Code::code);
    return found == codes.end() ? nullptr : &*found;
}

const Code* licence_at(std::string_view address) {
    const auto found = std::ranges::find(licences(), address, &Code::address);
    return found == licences().end() ? nullptr : &*found;
}

std::optional<std::string> kept_date(std::string_view typed) {
    typed = base::trim(typed);
    std::vector<std::optional<int>> parts;
    const bool french = typed.find('/') != std::string_view::npos;
    for (const auto part : base::split(typed, french ? '/' : '-')) parts.push_back(number_of(part));
    if (parts.empty() || parts.size() > 3) return {};
    if (french) std::ranges::reverse(parts);
    return date_of(parts);
}

std::vector<std::string> groups_in(std::string_view typed) {
    std::string lines(typed);
    std::ranges::replace(lines, ',', '\n');
    std::vector<std::string> groups;
    for (const auto line : base::split(lines, '\n'))
        if (auto name = web::plain_line(base::trim(line)); !name.empty())
            groups.push_back(std::move(name));
    return groups;
}

std::vector<FieldProblem> problems_of(const DocumentDraft& draft, bool first) {
    std::vector<FieldProblem> problems;
    const auto say = [&](const char* field, std::string_view message) {
        problems.push_back({field, std::string(message)});
    };
    const int brought = (draft.media.empty() ? 0 : 1) + (base::trim(draft.source).empty() ? 0 : 1) +
                        (base::trim(draft.link).empty() ? 0 : 1);
    if (first && brought == 0)
        say("file", tr_later("Choisissez un fichier, ou écrivez le texte, ou donnez l’adresse."));
    if (brought > 1)
        say("file", tr_later("Un seul des trois : un fichier, un texte ou une adresse."));
    if (base::trim(draft.title).empty()) say("title", tr_later("Donnez un titre."));
    if (characters(draft.title) > kTitle)
        say("title", tr_later("Ce titre est trop long : 150 caractères au plus."));
    if (base::trim(draft.abstract).empty())
        say("abstract", tr_later("Dites en une phrase ce que l’on trouve dans ce document."));
    if (characters(draft.abstract) > kAbstract)
        say("abstract", tr_later("Ce résumé est trop long : 1 000 caractères au plus."));
    if (!find_code(kinds(), draft.kind)) say("kind", tr_later("Choisissez une sorte de document."));
    const auto groups = groups_in(draft.groups);
    if (groups.size() > kGroups ||
        std::ranges::any_of(groups, [](const auto& name) { return characters(name) > kLine; }))
        say("groups", tr_later("Douze groupes au plus, de 120 caractères chacun."));
    if (!base::trim(draft.dated).empty() && !kept_date(draft.dated))
        say("dated", tr_later("Écrivez 2024, 05/2024 ou 18/05/2024."));
    if (!find_code(licences(), draft.licence))
        say("licence", tr_later("Choisissez une licence : sans elle, personne ne sait ce qu’il "
                                "peut faire de ce document."));
    if (!find_code(statuses(), draft.status)) say("status", tr_later("Choisissez un état."));
    if (const auto day = base::trim(draft.review_on);
        !day.empty() && (day.size() != 10 || !kept_date(day)))
        say("review_on", tr_later("Donnez un jour, par exemple 01/03/2027."));
    if (characters(draft.territory) > kLine) say("territory", tr_later("120 caractères au plus."));
    if (draft.source.size() > kSource)
        say("source", tr_later("Ce texte est trop long pour une page : envoyez-le comme fichier."));
    if (const auto link = std::string(base::trim(draft.link));
        !link.empty() && (link.size() > kAddressBytes || !activitypub::is_iri(link)))
        say("link", tr_later("Cette adresse n’est pas complète : elle commence par https://."));
    if (characters(draft.note) > kLine) say("note", tr_later("120 caractères au plus."));
    return problems;
}

DocumentDraft draft_of(const Document& document) {
    std::string groups;
    for (const auto& name : document.groups) groups += (groups.empty() ? "" : "\n") + name;
    auto dated = document.dated;
    if (const auto parts = base::split(dated, '-'); parts.size() > 1) {
        std::string french;
        for (auto part = parts.rbegin(); part != parts.rend(); ++part)
            french += (french.empty() ? "" : "/") + std::string(*part);
        dated = french;
    }
    return {.title = document.title,
            .abstract = document.abstract,
            .kind = document.kind,
            .groups = groups,
            .dated = dated,
            .language = document.language,
            .licence = document.licence,
            .status = document.status,
            .review_on = document.review_on,
            .territory = document.territory,
            .media = {},
            .source = {},
            .link = {},
            .note = {}};
}

void fill(Document& document, const DocumentDraft& draft) {
    document.title = web::plain_line(base::trim(draft.title));
    document.abstract = base::strip_control(base::trim(draft.abstract));
    document.kind = draft.kind;
    document.groups = groups_in(draft.groups);
    document.dated = kept_date(draft.dated).value_or("");
    document.language = draft.language == "en" ? "en" : "fr";
    document.licence = draft.licence;
    document.status = draft.status;
    document.review_on = kept_date(draft.review_on).value_or("");
    document.territory = web::plain_line(base::trim(draft.territory));
}

bool is_due(const Document& document, std::string_view today) {
    return document.status == "outdated" ||
           (!document.review_on.empty() && document.review_on <= today);
}

}  // namespace essaim::documents
