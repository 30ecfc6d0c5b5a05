// For the tests of pages about what others do: all features on a TestNode,
// with other servers on an Internet in a table and somebody who writes here.
#pragma once

#include <span>

#include "node/base/embedded.h"
#include "node/base/text.h"
#include "node/features.h"
#include "node/mail/mail.h"
#include "tests/node/federation/social_node.h"

namespace essaim {
namespace accounts {
std::span<const base::Embedded> embedded_files();
}
namespace news {
std::span<const base::Embedded> embedded_files();
}
namespace home {
std::span<const base::Embedded> embedded_files();
}
namespace mail {
std::span<const base::Embedded> embedded_files();
}
namespace letters {
std::span<const base::Embedded> embedded_files();
}
namespace admin {
std::span<const base::Embedded> embedded_files();
}
namespace imports {
std::span<const base::Embedded> embedded_files();
}
}  // namespace essaim

namespace essaim::test {

class SocialPagesNode : public SocialNode {
  public:
    explicit SocialPagesNode(media::PictureReader reader = {})
        : jobs(database, clock),
          accounts(config, clock, database),
          media(clock, database,
                {.directory = directory.path(), .quota = 0, .reader = std::move(reader)}),
          mail(config, clock, database, jobs, [] { return mail::Sender{"La Noisette", ""}; }),
          templates({{"accounts", accounts::embedded_files()},
                     {"news", news::embedded_files()},
                     {"home", home::embedded_files()},
                     {"mail", mail::embedded_files()},
                     {"letters", letters::embedded_files()},
                     {"admin", admin::embedded_files()},
                     {"imports", imports::embedded_files()}},
                    translations),
          services{config,   clock, database, jobs,      *federation,
                   accounts, media, mail,     templates, translations} {
        federation->stop();  // the handlers of features replace those of SocialNode
        Plug plug{.router = router};
        add_features(services, plug, internet);
        old_address = plug.old_address;
        federation->start();
        const auto account = accounts.create("camille@noisette.example", "Camille",
                                             accounts::Role::Writer, "une phrase de passe longue");
        REQUIRE(account);
        session = *accounts.open_session(*account, "test");
    }

    web::Request asked(const std::string& method, const std::string& path, bool signed_in) const {
        web::Request request;
        request.method = method;
        request.target = path;
        request.path = path.substr(0, path.find('?'));
        if (const auto mark = path.find('?'); mark != std::string::npos)
            request.query = path.substr(mark + 1);
        request.headers = {{"host", "lanoisette.example"}, {"accept", "text/html"}};
        if (signed_in) request.headers.emplace_back("cookie", "__Host-session=" + session);
        return request;
    }
    std::string page(const std::string& path, bool signed_in = false) {
        auto request = asked("GET", path, signed_in);
        return router.route(request).body;
    }
    web::Response submit(const std::string& path, std::map<std::string, std::string> fields,
                         bool with_token = true) {
        auto request = asked("POST", path, true);
        request.headers.emplace_back("origin", kBase);
        request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
        if (with_token) fields["csrf"] = accounts.visitor(request).csrf_token;
        for (const auto& [name, value] : fields) {
            request.body +=
                (request.body.empty() ? "" : "&") + name + "=" + base::percent_encode(value);
        }
        return router.route(request);
    }

    storage::Scheduler jobs;
    accounts::Accounts accounts;
    media::Media media;
    mail::Mail mail;
    web::Translations translations;
    web::Templates templates;
    Services services;
    decltype(Plug::old_address) old_address;
    std::string session;
};

inline bool has(const std::string& page, const std::string& text) {
    return page.find(text) != std::string::npos;
}

}  // namespace essaim::test
