#include "node/imports/checking.h"

#include "node/base/random.h"
#include "node/base/text.h"
#include "node/imports/import_job.h"
#include "node/imports/plan.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"
#include "node/web/plain_line.h"
#include "node/web/translations.h"

namespace essaim::imports {

namespace {

constexpr std::size_t kBatch = 50;  // rows in one transaction: others write meanwhile
constexpr std::size_t kNameBytes = 120;

std::string_view word_of(Format format) {
    return format == Format::Wxr ? "wxr" : format == Format::Atom ? "atom" : "rss";
}

std::string_view nobody_takes(const Takers& takers, const Item& item) {
    if (item.kind == "document" && !takers.document)
        return web::tr_later("les documents ne peuvent pas encore être repris");
    if ((item.kind == "text" || item.kind == "page") && !takers.text)
        return web::tr_later("les textes ne peuvent pas encore être repris");
    return {};
}

class Rows {
  public:
    Rows(Services& services, const Takers& takers, const std::string& run)
        : services_(services), takers_(takers), run_(run), now_(services.clock.now()) {}

    bool take(const Site& site, SiteItem&& found) {
        comments += found.comments;
        auto item = item_of(site, std::move(found), now_);
        if (!item) return true;
        item->place = ++place_;
        if (const auto why = nobody_takes(takers_, *item); item->state == "new" && !why.empty()) {
            item->state = "refused";
            item->reason = why;
            item->payload.clear();
        }
        waiting_.push_back(std::move(*item));
        return waiting_.size() < kBatch || write();
    }
    bool write() {
        const auto written =
            services_.database.write([&](storage::Connection& connection) -> Result<void> {
                ImportStore store(connection);
                for (auto& item : waiting_) {
                    if (item.state == "new" && item.kind != "picture" &&
                        store.known(item.guid, item.link)) {
                        item.state = "known";
                        item.payload.clear();
                    }
                    store.add(run_, item);
                }
                return {};
            });
        waiting_.clear();
        if (!written) failed = written.error();
        return written.has_value();
    }

    std::int64_t comments = 0;
    std::optional<Error> failed;
    bool empty() const { return place_ == 0; }

  private:
    Services& services_;
    const Takers& takers_;
    const std::string& run_;
    const base::Instant now_;
    std::int64_t place_ = 0;
    std::vector<Item> waiting_;
};

void forget(Services& services, const std::string& run) {
    std::ignore = services.database.write([&](storage::Connection& connection) -> Result<void> {
        ImportStore(connection).remove(run);
        return {};
    });
}

}  // namespace

Result<std::string> check_file(Services& services, const Takers& takers, web::Language language,
                               std::string_view bytes, const std::string& file_name,
                               const std::string& account) {
    const auto& words = services.translations;
    // Once without keeping anything: a broken file leaves nothing.
    std::size_t items = 0;
    const auto site = read_site(bytes, [&](const Site&, SiteItem&&) { return ++items > 0; });
    if (!site) {
        return refuse(Fault::Unprocessable,
                      words.tr(language, site.error().sentence,
                               {{"line", web::format_number(language, site.error().line)},
                                {"what", web::clean_utf8(site.error().what)}}));
    }
    if (items == 0)
        return refuse(Fault::Unprocessable,
                      words.tr(language, "Ce fichier se lit bien, mais ne contient aucun texte."));

    const auto now = services.clock.now();
    Run run{.id = base::new_ulid(now),
            .account = account,
            .file_name = base::truncate_utf8(web::plain_line(file_name), kNameBytes),
            .format = std::string(word_of(site->format)),
            .site = base::truncate_utf8(web::plain_line(site->title), kNameBytes),
            .link = base::truncate_utf8(web::plain_line(site->link), 1000),
            .comments = 0,
            .added = now};
    TRY(services.database.write([&](storage::Connection& connection) -> Result<void> {
        ImportStore(connection).add(run);
        forget_later(services, connection, run.id);
        return {};
    }));
    Rows rows(services, takers, run.id);
    const auto again = read_site(bytes, [&](const Site& known, SiteItem&& item) {
        auto whole = known;  // the head may come after the first items
        whole.format = site->format;
        return rows.take(whole, std::move(item));
    });
    if (!again || !rows.write() || rows.failed) {
        forget(services, run.id);
        return refuse(Fault::Unavailable, "the items could not be kept");
    }
    run.comments = rows.comments;
    run.state = "checked";
    TRY(services.database.write([&](storage::Connection& connection) -> Result<void> {
        ImportStore(connection).add(run);
        return {};
    }));
    return run.id;
}

}  // namespace essaim::imports
