#include "node/accounts/door_pages.h"

#include "node/accounts/invitations.h"
#include "node/base/text.h"
#include "node/web/frame.h"
#include "node/web/problem.h"
#include "node/web/router.h"

namespace essaim::accounts {

namespace {

using web::tr_later;
using Problems = std::vector<FieldProblem>;

constexpr const char* kHalfWay = "etape";  // cookie
constexpr long kHalfWaySeconds = 600;

std::string value(const web::Request& request, std::string_view field) {
    return request.form_value(field).value_or("");
}

std::string target_of(const web::Request& request) {
    const auto asked =
        request.method == "POST" ? request.form_value("vers") : request.query_value("vers");
    return safe_target(asked.value_or("/"));
}

web::Response too_many(web::Response response) {
    return std::move(response).with("Retry-After", "900");
}

// --- the second code

web::Response code_page(const DoorDesk& desk, const web::Request& request, const Problems& problems,
                        int status) {
    web::Page page;
    page.set("target", target_of(request));
    return desk.show_form(request, "accounts/code.html", tr_later("Votre second code"), page,
                          problems, status);
}

web::Response from_the_start(const web::Request& request) {
    return web::Response::see_other("/connexion?vers=" + base::percent_encode(target_of(request)));
}

web::Response code(const DoorDesk& desk, const web::Request& request, bool posted) {
    const auto token = desk.cookies.read(request, kHalfWay);
    if (!desk.accounts.is_held_back(token)) return from_the_start(request);
    if (!posted) return code_page(desk, request, {}, 200);
    if (!desk.form_is_ours(request)) {
        return code_page(desk, request, {{"code", std::string(kStaleForm)}}, 403);
    }
    const auto account = desk.accounts.give_code(token, value(request, "code"), request.client);
    if (account) {
        return desk.enter(request, *account, target_of(request))
            .with("Set-Cookie", desk.cookies.clear(kHalfWay));
    }
    const auto& error = account.error();
    switch (error.fault) {
        case Fault::Unauthorized:
            return code_page(desk, request, {{"code", error.detail}}, 401);
        case Fault::TooMany:
            return too_many(code_page(desk, request, {{"code", error.detail}}, 429));
        case Fault::Gone:
            return from_the_start(request);
        default:
            return web::plain_problem(error);
    }
}

// --- the recovery sheet

web::Response recovery_page(const DoorDesk& desk, const web::Request& request,
                            const Problems& problems, int status) {
    web::Page page;
    page.set("email", value(request, "email")).set("code", value(request, "code"));
    return desk.show_form(request, "accounts/recovery.html", tr_later("Phrase de passe perdue"),
                          page, problems, status);
}

web::Response recover(const DoorDesk& desk, const web::Request& request) {
    if (!desk.form_is_ours(request)) {
        return recovery_page(desk, request, {{"passphrase", std::string(kStaleForm)}}, 403);
    }
    const auto account = desk.accounts.recover(value(request, "email"), value(request, "code"),
                                               value(request, "passphrase"), request.client);
    if (account) return enter_or_ask_code(desk, request, *account);
    const auto& error = account.error();
    switch (error.fault) {
        case Fault::Unauthorized:
            return recovery_page(desk, request, {{"email", error.detail}}, 401);
        case Fault::Unprocessable:
            return recovery_page(desk, request, {{"passphrase", error.detail}}, 422);
        case Fault::TooMany:
            return too_many(recovery_page(desk, request, {{"email", error.detail}}, 429));
        default:
            return web::plain_problem(error);
    }
}

// --- asking for an invitation

web::Response request_page(const DoorDesk& desk, const web::Request& request,
                           const Problems& problems, int status) {
    web::Page page;
    page.set("name", value(request, "name")).set("email", value(request, "email"));
    page.set("reason", value(request, "reason"));
    return desk.show_form(request, "accounts/request.html", tr_later("Demander une invitation"),
                          page, problems, status);
}

Problems problems_in(const web::Request& request) {
    Problems problems = problems_of(tidy_name(value(request, "name")),
                                    tidy_email(value(request, "email")), "no passphrase here");
    const auto reason = value(request, "reason");
    if (base::trim(reason).empty() || !base::is_valid_utf8(reason)) {
        problems.push_back(
            {"reason", std::string(tr_later("Dites en une phrase qui vous êtes et pourquoi."))});
    } else if (reason.size() > Invitations::kReasonBytes) {
        problems.push_back(
            {"reason", std::string(tr_later("Ce texte est trop long : 1 000 signes au plus."))});
    }
    return problems;
}

web::Response ask(const DoorDesk& desk, const web::Request& request) {
    if (!desk.form_is_ours(request)) {
        return request_page(desk, request, {{"reason", std::string(kStaleForm)}}, 403);
    }
    if (const auto problems = problems_in(request); !problems.empty()) {
        return request_page(desk, request, problems, 422);
    }
    const auto asked = desk.accounts.ask_to_join(value(request, "email"), value(request, "name"),
                                                 value(request, "reason"), request.client);
    if (!asked) {
        if (asked.error().fault != Fault::TooMany) return web::plain_problem(asked.error());
        return too_many(request_page(desk, request, {{"reason", asked.error().detail}}, 429));
    }
    web::Page page;
    return desk.show(request, "accounts/request_sent.html", tr_later("Demander une invitation"),
                     page, 200);
}

}  // namespace

web::Response enter_or_ask_code(const DoorDesk& desk, const web::Request& request,
                                const Account& account) {
    const auto target = target_of(request);
    if (const auto token = desk.accounts.hold_back(account)) {
        return web::Response::see_other("/connexion/code?vers=" + base::percent_encode(target))
            .with("Cache-Control", "no-store")
            .with("Set-Cookie", desk.cookies.set(kHalfWay, *token, kHalfWaySeconds));
    }
    return desk.enter(request, account, target);
}

void add_door_routes(web::Router& router, const DoorDesk& desk) {
    using web::Request;
    router.get("/connexion/code", [desk](const Request& r) { return code(desk, r, false); });
    router.post("/connexion/code", [desk](const Request& r) { return code(desk, r, true); });
    router.get("/connexion/secours",
               [desk](const Request& r) { return recovery_page(desk, r, {}, 200); });
    router.post("/connexion/secours", [desk](const Request& r) { return recover(desk, r); });
    router.get("/demander", [desk](const Request& r) { return request_page(desk, r, {}, 200); });
    router.post("/demander", [desk](const Request& r) { return ask(desk, r); });
}

}  // namespace essaim::accounts
