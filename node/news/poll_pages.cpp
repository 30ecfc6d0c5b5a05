#include "node/news/poll_pages.h"

#include "activitypub/vocabulary/terms.h"
#include "node/news/polls.h"
#include "node/news/reply_pages.h"
#include "node/web/problem.h"

namespace essaim::news {

namespace {

using accounts::Role;

std::vector<std::size_t> choices_in(const web::Request& request) {
    std::vector<std::size_t> choices;
    if (const auto one = whole_number(request.form_value("choix").value_or("")); one && *one >= 0)
        choices.push_back(static_cast<std::size_t>(*one));
    for (std::size_t i = 0; i < activitypub::kMaxOptions; ++i) {
        if (request.form_value("choix" + std::to_string(i)) == "1") choices.push_back(i);
    }
    return choices;
}

web::Response answer(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto question = request.form_value("objet").value_or("");
    const auto answered =
        Polls(services).answer(question, choices_in(request), sight_of(services, *visitor));
    if (!answered) {
        const auto fault = answered.error().fault;
        return show_problem(
            services, request, web::status_of(fault),
            fault == Fault::Internal
                ? ""
                : services.translations.tr(web::language_of(request), answered.error().detail));
    }
    services.accounts.journal(visitor->account->id, "poll.answer", question);
    return done(services, way_back(request), "vote");
}

web::Response take_back(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.require(request, Role::Manager);
    if (!visitor) return visitor.error();
    const auto id = request.form_value("accord").value_or("");
    const auto revoked = services.federation.revoke_quote(id);
    if (!revoked && revoked.error().fault != Fault::NotFound)
        return show_problem(services, request, web::status_of(revoked.error().fault));
    // Sent twice, it is taken back all the same.
    if (revoked) services.accounts.journal(visitor->account->id, "quote.revoke", id);
    return done(services, way_back(request), "citation-retiree");
}

}  // namespace

void add_poll_and_quote_routes(Services& services, web::Router& router) {
    router.post("/consultations/repondre",
                [&services](const web::Request& request) { return answer(services, request); });
    router.post("/citations/retirer",
                [&services](const web::Request& request) { return take_back(services, request); });
}

}  // namespace essaim::news
