#include "node/imports/bringing.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/imports/addresses.h"
#include "node/imports/html_markdown.h"
#include "node/imports/old_files.h"
#include "node/imports/plan.h"
#include "node/storage/connection.h"
#include "node/web/translations.h"

namespace essaim::imports {

namespace {

using nlohmann::json;

constexpr std::int64_t kTries = 3;  // of an item, until it comes without its pictures
constexpr std::string_view kNoAlt = web::tr_later(
    "sans description : à compléter en modifiant le "
    "texte");
constexpr std::string_view kSilent = web::tr_later("l’ancien site ne répond pas");
constexpr std::string_view kTooMany =
    web::tr_later("plus de quatre images : un lien la remplace dans le texte");

// A picture that a text wants, and the row of the file that knows it.
struct Wanted {
    std::string url;
    std::string alt;
    std::optional<std::int64_t> place;
};

// The picture that heads it, then those in the text, then galleries; each once.
std::vector<Wanted> wanted_by(storage::Connection& connection, const std::string& run,
                              const Brought& brought, const Converted& text) {
    ImportStore store(connection);
    std::vector<Wanted> all;
    std::vector<std::string> keys;
    const auto add = [&](const std::optional<Item>& row, const std::string& url,
                         const std::string& alt) {
        const auto key = row ? row->file : file_key(url);
        if (key.empty() || std::ranges::find(keys, key) != keys.end()) return;
        keys.push_back(key);
        Wanted one{.url = url, .alt = alt, .place = {}};
        if (row) {
            one.place = row->place;
            if (one.alt.empty()) one.alt = row->title;
            // The one of full size; in the text stands a smaller one.
            if (const auto file = brought_from(row->payload).file; !file.empty()) one.url = file;
        }
        if (!one.url.empty()) all.push_back(std::move(one));
    };
    const auto by_number = [&](const std::string& number) {
        const auto row = store.by_number(run, number);
        if (row && row->kind == "picture") add(row, {}, {});
    };
    by_number(brought.featured);
    if (!brought.file.empty()) add(store.picture(run, file_key(brought.file)), brought.file, {});
    for (const auto& one : text.pictures)
        add(store.picture(run, file_key(one.url)), one.url, one.alt);
    for (const auto& number : text.galleries) by_number(number);
    return all;
}

std::string with_tags(std::string source, const std::vector<std::string>& tags) {
    std::string line;
    for (const auto& tag : tags) {
        const auto word = hashtag_of(tag);
        if (!word.empty()) line += (line.empty() ? "#" : " #") + word;
    }
    if (line.empty()) return source;
    return source + (source.empty() ? "" : "\n\n") + line;
}

}  // namespace

Result<media::Picture> Bringing::picture(const std::string& url) {
    if (run_.silent) return refuse(Fault::Unprocessable, std::string(kSilent));
    const auto bytes = TRY(fetch_file(*takers_.http, url, kMostPicture));
    return when_read([&] { return services_.media.take_picture(bytes, run_.account); });
}

void Bringing::move_addresses(ImportStore& store, const Item& item,
                              const Imported& imported) const {
    store.move(old_address_of(item.link), imported.id, imported.path);
    if (old_address_of(item.guid).find('?') != std::string::npos)
        store.move(old_address_of(item.guid), imported.id, imported.path);
    if (item.number.empty()) return;
    for (const std::string name : {"p", "page_id", "attachment_id"})
        store.move("/?" + name + "=" + item.number, imported.id, imported.path);
}

Result<void> Bringing::settle(Item item, std::string_view state, const std::string& reason) {
    item.state = state;
    item.reason = reason;
    return services_.database.write([&](storage::Connection& connection) -> Result<void> {
        ImportStore(connection).settle(run_.id, item);
        return {};
    });
}

Result<void> Bringing::take(Item item,
                            const std::function<Result<Imported>(const WithImported&)>& taker,
                            const std::function<void(ImportStore&, const Imported&)>& note) {
    bool came_meanwhile = false;  // by another run
    const auto imported =
        taker([&](storage::Connection& connection, const Imported& here) -> Result<void> {
            ImportStore store(connection);
            came_meanwhile = store.known(item.guid, item.link).has_value();
            if (came_meanwhile) return refuse(Fault::Conflict, "it came meanwhile");
            store.remember(item.guid, item.link, here.id);
            move_addresses(store, item, here);
            note(store, here);
            item.state = "done";
            item.result = here.path;
            store.settle(run_.id, item);
            return {};
        });
    if (imported) return {};
    if (came_meanwhile) return settle(item, "known", "");
    if (imported.error().fault == Fault::Unavailable && item.tries < kTries)
        return std::unexpected(imported.error());
    return settle(item, "refused", imported.error().detail);
}

Result<void> Bringing::bring(Item item) {
    {
        auto reader = services_.database.read();
        if (ImportStore(*reader).known(item.guid, item.link)) return settle(item, "known", "");
    }
    return item.kind == "document" ? bring_document(std::move(item)) : bring_text(std::move(item));
}

Result<void> Bringing::bring_text(Item item) {
    if (!takers_.text)
        return settle(item, "refused",
                      std::string(web::tr_later("les textes ne peuvent pas encore être repris")));
    const auto brought = brought_from(item.payload);
    MarkdownRules rules{.base = item.link.empty() ? run_.link : item.link,
                        .lines_count = brought.lines_count};
    std::vector<Wanted> wanted;
    {
        auto reader = services_.database.read();
        wanted = wanted_by(*reader, run_.id, brought, markdown_of(brought.html, rules));
    }
    ImportedText text{.account = run_.account,
                      .title = item.title,
                      .summary = brought.summary,
                      .source = {},
                      .language = brought.language,
                      .published = item.published,
                      .updated = brought.updated,
                      .draft = brought.draft,
                      .categories = brought.categories};
    json notes = json::array();
    std::vector<std::pair<Wanted, media::Picture>> kept;
    std::set<std::string> keys;
    for (const auto& one : wanted) {
        if (kept.size() == kPicturesOfText) {
            notes.push_back({{"url", one.url}, {"why", kTooMany}});
            continue;
        }
        const auto got = picture(one.url);
        if (!got && got.error().fault == Fault::Unavailable && item.tries < kTries)
            return std::unexpected(got.error());
        if (!got) {
            notes.push_back({{"url", one.url}, {"why", got.error().detail}});
            continue;
        }
        if (one.alt.empty()) notes.push_back({{"url", one.url}, {"why", kNoAlt}});
        text.pictures.push_back({got->id, one.alt});
        kept.emplace_back(one, *got);
        keys.insert(file_key(one.url));
    }
    // Those that came stand beside the text; of the others a link stays in it.
    for (const auto& one : markdown_of(brought.html, rules).pictures)
        if (keys.contains(file_key(one.url))) rules.taken.insert(one.url);
    text.source = with_tags(markdown_of(brought.html, rules).markdown, brought.tags);
    item.notes = notes.dump(-1, ' ', false, json::error_handler_t::replace);

    return take(
        item, [&](const WithImported& with) { return takers_.text(text, with); },
        [&](ImportStore& store, const Imported&) {
            for (const auto& [one, picture] : kept) {
                const auto path = picture.path(picture.files.front());
                store.move(old_address_of(one.url), "", path);
                // For those who ask for another size of it.
                store.move(old_address_of("x://" + file_key(one.url)), "", path);
                if (one.place) store.used(run_.id, *one.place, path);
            }
        });
}

Result<void> Bringing::bring_document(Item item) {
    if (!takers_.document)
        return settle(
            item, "refused",
            std::string(web::tr_later("les documents ne peuvent pas encore être repris")));
    if (run_.silent) return settle(item, "refused", std::string(kSilent));
    const auto brought = brought_from(item.payload);
    const auto bytes = fetch_file(*takers_.http, brought.file, kMostDocument);
    if (!bytes && bytes.error().fault == Fault::Unavailable && item.tries < kTries)
        return std::unexpected(bytes.error());
    if (!bytes) return settle(item, "refused", bytes.error().detail);
    const auto name = file_key(brought.file);
    const ImportedDocument document{.account = run_.account,
                                    .file_name = name.substr(name.rfind('/') + 1),
                                    .bytes = *bytes,
                                    .title = item.title,
                                    .abstract = brought.summary,
                                    .language = brought.language,
                                    .published = item.published,
                                    .came_from = brought.file};
    return take(
        item, [&](const WithImported& with) { return takers_.document(document, with); },
        [&](ImportStore& store, const Imported& here) {
            store.move(old_address_of(brought.file), here.id, here.path);
        });
}

}  // namespace essaim::imports
