#include "node/news/cited.h"

#include <algorithm>

#include "node/federation/quotes.h"
#include "node/storage/connection.h"

namespace essaim::news {

namespace {
constexpr std::size_t kMostNamed = 30;
}

web::SafeHtml cited_part(Services& services, storage::Connection& connection,
                         const Looking& looking, const Post& post) {
    if (!post.local) return {};
    auto quotes = federation::Quotes(connection).granted_for(post.id);
    std::erase_if(quotes, [&](const federation::GrantedQuote& quote) {
        return !looking.sight.sees({.id = quote.quoting, .author = quote.actor});
    });
    if (quotes.empty()) return {};
    web::Page page;
    page.set("COUNT", services.templates.trn(looking.language, "Cité {n} fois", "Cité {n} fois",
                                             static_cast<std::int64_t>(quotes.size())));
    for (std::size_t i = 0; i < quotes.size() && i < kMostNamed; ++i) {
        const auto& quote = quotes[i];
        const auto face = face_of(services, quote.actor);
        auto& row = page.section("CITED");
        row.set("AUTHOR", face.name).set("HANDLE", face.handle).set_url("URL", quote.quoting);
        row.set("REPORT_URL", report_url(quote.quoting));
        if (!sight_of(services).sees({.id = quote.quoting, .author = quote.actor}))
            row.show("QUIET");
        if (looking.visitor.may(accounts::Role::Manager)) {
            row.section("TAKE_BACK")
                .set("CSRF", looking.visitor.csrf_token)
                .set("ID", quote.id)
                .set("BACK", looking.path);
        }
    }
    if (quotes.size() > kMostNamed) page.show("MORE");
    return services.templates.render(looking.language, "news/cited.html", page);
}

}  // namespace essaim::news
