#include "node/imports/run_page.h"

#include <map>
#include <nlohmann/json.hpp>

#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/typography.h"

namespace essaim::imports {

namespace {

using nlohmann::json;

constexpr std::size_t kListed = 200;  // of each list

// The items of a run by kind and state.
class Numbers {
  public:
    explicit Numbers(const std::vector<Count>& counts) {
        for (const auto& one : counts) {
            numbers_[one.kind + " " + one.state] = one.items;
            if (one.state == "new") pictures_ += one.pictures;
        }
    }
    std::int64_t of(const std::string& kind, const std::string& state) const {
        const auto found = numbers_.find(kind + " " + state);
        return found == numbers_.end() ? 0 : found->second;
    }
    // Of what is brought one by one: texts, pages and documents.
    std::int64_t brought(const std::string& state) const {
        return of("text", state) + of("page", state) + of("document", state);
    }
    std::int64_t refused() const { return brought("refused") + of("other", "refused"); }
    std::int64_t pictures() const { return pictures_; }
    std::int64_t whole() const {
        std::int64_t all = 0;
        for (const auto* state : {"new", "done", "known", "refused"}) all += brought(state);
        return all;
    }

  private:
    std::map<std::string, std::int64_t> numbers_;
    std::int64_t pictures_ = 0;
};

std::string format_words(Services& services, web::Language language, const Run& run) {
    const auto& words = services.translations;
    if (run.format == "wxr") return words.tr(language, "export de WordPress");
    if (run.format == "atom") return words.tr(language, "flux Atom");
    return words.tr(language, "flux RSS");
}

void show_check(Services& services, web::Page& page, storage::Connection& connection,
                const Numbers& numbers, const Run& run, web::Language language) {
    const auto& words = services.translations;
    auto& box = page.section("CHECK");
    const auto add = [&](const std::string& what, const char* level = "ok") {
        box.section("WHAT").set("TEXT", what).set("LEVEL", level);
    };
    const auto texts = numbers.of("text", "new");
    const auto pages = numbers.of("page", "new");
    const auto documents = numbers.of("document", "new");
    add(words.trn(language, "{n} texte", "{n} textes", texts));
    if (pages > 0)
        add(words.trn(language, "{n} page, qui devient une actualité à sa date",
                      "{n} pages, qui deviennent des actualités à leur date", pages));
    if (numbers.pictures() > 0)
        add(words.trn(language, "{n} image que ces textes montrent",
                      "{n} images que ces textes montrent", numbers.pictures()));
    if (documents > 0)
        add(words.trn(language, "{n} document à reprendre", "{n} documents à reprendre",
                      documents));
    if (const auto known = numbers.brought("known"); known > 0)
        add(words.trn(language, "{n} élément déjà là : il ne sera pas repris une seconde fois",
                      "{n} éléments déjà là : ils ne seront pas repris une seconde fois", known));
    if (run.comments > 0)
        add(words.trn(language, "{n} commentaire, qui n’est pas repris",
                      "{n} commentaires, qui ne sont pas repris", run.comments),
            "attention");
    if (numbers.refused() > 0)
        add(words.trn(language, "{n} élément qui ne peut pas venir : la raison est plus bas",
                      "{n} éléments qui ne peuvent pas venir : les raisons sont plus bas",
                      numbers.refused()),
            "attention");
    if (const auto span = ImportStore(connection).span(run.id))
        box.section("SPAN").set("TEXT",
                                words.tr(language, "Du {first} au {last}.",
                                         {{"first", web::format_date(language, span->first)},
                                          {"last", web::format_date(language, span->second)}}));
    if (texts + pages + documents > 0)
        box.show("GO");
    else
        box.show("NOTHING");
}

void show_progress(Services& services, web::Page& page, const Numbers& numbers, const Run& run,
                   web::Language language) {
    const auto& words = services.translations;
    const auto left = numbers.brought("new");
    auto& box = page.section("PROGRESS");
    box.set("DONE", std::to_string(numbers.whole() - left));
    box.set("ALL", std::to_string(numbers.whole()));
    box.set("TEXT", words.tr(language, "{done} sur {all}",
                             {{"done", web::format_number(language, numbers.whole() - left)},
                              {"all", web::format_number(language, numbers.whole())}}));
    if (!run.waits.empty()) box.section("WAITS").set("WHY", words.tr(language, run.waits));
    if (run.state == "running")
        box.show("RUNNING");
    else
        box.show("STOPPED");
}

void show_result(Services& services, web::Page& page, const Numbers& numbers, const Run& run,
                 web::Language language) {
    const auto& words = services.translations;
    auto& box = page.section("RESULT");
    const auto add = [&](const std::string& what, const char* level = "ok") {
        box.section("WHAT").set("TEXT", what).set("LEVEL", level);
    };
    add(words.trn(language, "{n} texte ou page repris", "{n} textes et pages repris",
                  numbers.of("text", "done") + numbers.of("page", "done")));
    if (const auto pictures = numbers.of("picture", "done"); pictures > 0)
        add(words.trn(language, "{n} image reprise", "{n} images reprises", pictures));
    if (const auto documents = numbers.of("document", "done"); documents > 0)
        add(words.trn(language, "{n} document repris", "{n} documents repris", documents));
    if (const auto known = numbers.brought("known"); known > 0)
        add(words.trn(language, "{n} déjà là", "{n} déjà là", known));
    if (numbers.refused() > 0)
        add(words.trn(language, "{n} non repris", "{n} non repris", numbers.refused()),
            "attention");
    if (run.ended) box.section("ENDED").set("DATE", web::format_date_time(language, *run.ended));
}

void show_refused(Services& services, web::Page& page, storage::Connection& connection,
                  const Run& run, web::Language language) {
    web::Page* list = nullptr;
    for (const auto& item : ImportStore(connection).in_state(run.id, "refused", kListed)) {
        if (item.kind == "picture") continue;
        if (list == nullptr) list = &page.section("REFUSED");
        list->section("ROW")
            .set("LINE", web::format_number(language, item.line))
            .set("TITLE", item.title.empty() ? item.file : item.title)
            .set("WHY", services.translations.tr(language, item.reason));
    }
}

void show_notes(Services& services, web::Page& page, storage::Connection& connection,
                const Run& run, web::Language language) {
    web::Page* list = nullptr;
    for (const auto& item : ImportStore(connection).with_notes(run.id, kListed)) {
        const auto notes = json::parse(item.notes, nullptr, false);
        if (!notes.is_array()) continue;
        if (list == nullptr) list = &page.section("NOTES");
        auto& row = list->section("ROW").set_url("URL", item.result).set("TITLE", item.title);
        for (const auto& note : notes)
            row.section("NOTE")
                .set("FILE", note.value("url", ""))
                .set("WHY", services.translations.tr(language, note.value("why", "")));
    }
}

}  // namespace

web::Response show_run(Services& services, const web::Request& request,
                       const accounts::Visitor& visitor, const Run& run) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    auto reader = services.database.read();
    const Numbers numbers(ImportStore(*reader).counts(run.id));
    web::Page page;
    page.set("CSRF", visitor.csrf_token)
        .set_url("HERE", "/gestion/imports/" + run.id)
        .set("SITE", run.site.empty() ? run.file_name : run.site)
        .set("FORMAT", format_words(services, language, run))
        .set("FILE", run.file_name)
        .set("ADDED", web::format_date_time(language, run.added));
    if (run.state == "checked") {
        show_check(services, page, *reader, numbers, run, language);
    } else if (run.state == "done") {
        show_result(services, page, numbers, run, language);
    } else {
        show_progress(services, page, numbers, run, language);
    }
    show_notes(services, page, *reader, run, language);
    show_refused(services, page, *reader, run, language);
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Import"), .indexed = false}, "imports/run.html",
                     page);
}

}  // namespace essaim::imports
