#include "node/base/config_mail.h"

#include <fmt/format.h>

#include <fstream>

#include "node/base/config_rules.h"
#include "node/base/mail_address.h"
#include "node/base/text.h"

namespace essaim::base {

namespace {

using Security = Config::Mail::Security;

constexpr int kMostPerHour = 100'000;

Security security_in(Reading& reading) {
    const auto word = reading.text("mail.security", "starttls", "starttls");
    if (word == "tls") return Security::Tls;
    if (word == "none") return Security::None;
    if (word != "starttls") {
        reading.problem("mail.security",
                        "mail.security must be \"starttls\" (usual, port 587), \"tls\" (port 465) "
                        "or \"none\" (only for a server on this machine)");
    }
    return Security::StartTls;
}

int usual_port(Security security) {
    if (security == Security::Tls) return 465;
    return security == Security::None ? 25 : 587;
}

// The first line of a file beside the configuration, so that this can be shown to others.
std::string password_in(Reading& reading, const std::filesystem::path& beside) {
    auto password = reading.text("mail.password", "", "…");
    const auto file = reading.text("mail.password_file", "", "smtp-password");
    if (file.empty()) return password;
    if (!password.empty()) {
        reading.problem("mail.password_file", "give mail.password or mail.password_file, not both");
    }
    std::ifstream in(beside / file);
    if (!std::getline(in, password) || trim(password).empty()) {
        reading.problem("mail.password_file",
                        fmt::format("mail.password_file: there is no password to read in \"{}\"",
                                    (beside / file).string()));
        return "unknown";
    }
    return std::string(trim(password));
}

void check(const Config::Mail& mail, Reading& reading) {
    const bool local = is_on_this_machine(mail.server);
    if (!is_host(mail.server)) {
        reading.problem("mail.server",
                        "mail.server must be the name of a server of mail, such as "
                        "\"smtp.example.org\"");
    }
    if (mail.security == Security::None && !local) {
        reading.problem("mail.security",
                        "mail.security = \"none\" is only for a server on this machine; write "
                        "\"starttls\" or \"tls\"");
    }
    if (mail.from.empty() || !is_mail_address(mail.from)) {
        reading.problem("mail.from",
                        "mail.from must be the address of the sender in lower case, such as "
                        "\"nouvelles@lanoisette.example\"");
    }
    if (mail.user.empty() != mail.password.empty()) {
        reading.problem(mail.user.empty() ? "mail.password" : "mail.user",
                        "mail.user and mail.password (or mail.password_file) go together");
    }
    if ((mail.user + mail.password).find_first_of("\r\n") != std::string::npos) {
        reading.problem("mail.user", "mail.user and mail.password must each be one line");
    }
    if (!mail.ca_file.empty()) {
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(mail.ca_file, ignored)) {
            reading.problem("mail.ca_file",
                            fmt::format("mail.ca_file: there is no file \"{}\"", mail.ca_file));
        }
    }
}

}  // namespace

const char* const kMailTemplate =
    "\n# To send mail (the weekly letter, invitations, lost passphrases): take the # away.\n"
    "#[mail]\n#server = \"smtp.example.org\"\n#security = \"starttls\"  # or \"tls\"\n"
    "#user = \"nouvelles@example.org\"\n#password_file = \"smtp-password\"  # beside this file\n"
    "#from = \"nouvelles@example.org\"\n";

Config::Mail read_mail(Reading& reading, const std::filesystem::path& beside) {
    Config::Mail mail;
    mail.server = ascii_lower(reading.text("mail.server", "", "smtp.example.org"));
    mail.security = security_in(reading);
    mail.port = reading.number("mail.port", usual_port(mail.security), 1, 65535);
    mail.user = reading.text("mail.user", "", "nouvelles@example.org");
    mail.password = password_in(reading, beside);
    mail.from = reading.text("mail.from", "", "nouvelles@example.org");
    if (const auto named = reading.text("mail.ca_file", "", "ca.pem"); !named.empty()) {
        mail.ca_file = (beside / named).string();
    }
    mail.per_hour = reading.number("mail.per_hour", mail.per_hour, 1, kMostPerHour);
    if (mail.is_set()) {
        check(mail, reading);
    } else if (!(mail.user + mail.password + mail.from).empty()) {
        reading.problem("mail.server",
                        "mail.server is missing: which server takes the mail, such as "
                        "\"smtp.example.org\"");
    }
    return mail;
}

}  // namespace essaim::base
