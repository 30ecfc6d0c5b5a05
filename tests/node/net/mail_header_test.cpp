#include "node/net/mail_header.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace essaim;
using namespace essaim::net;

namespace {

MailMessage message() {
    return {.from_name = "La Noisette",
            .from = "a@noisette.example",
            .to = "b@exemple.org",
            .subject = "Bonjour",
            .text = "x",
            .id = "01J@noisette.example",
            .date = base::from_millis(1'780'315'200'000)};
}

std::string line_of(const MailMessage& message, std::string_view name) {
    for (const auto& line : header_of(message)) {
        if (line.starts_with(std::string(name) + ":")) return line.substr(name.size() + 2);
    }
    return "absent";
}

}  // namespace

TEST_CASE("text in a header is plain ASCII, short, and one line, whatever it says (RFC 2047)") {
    struct Row {
        std::string text;
        std::string header;
    };
    const Row table[] = {
        {"Bonjour", "Bonjour"},
        {"  Bonjour\t", "Bonjour"},
        {"a\r\nBcc: c@d.example", "a  Bcc: c@d.example"},
        {"a\nb", "a b"},
        {"Étals", "=?UTF-8?B?w4l0YWxz?="},
        {"Le marché", "=?UTF-8?B?TGUgbWFyY2jDqQ==?="},
        {"=?UTF-8?B?dHJvbXBldXI=?=", "=?UTF-8?B?PT9VVEYtOD9CP2RISnZiWEJsZFhJPT89?="},
        {"Douze étals de fruits, de légumes et de miel sur la place du village samedi",
         "=?UTF-8?B?RG91emUgw6l0YWxzIGRlIGZydWl0cywgZGUgbMOpZ3VtZXMgZXQgZGUg?=\r\n "
         "=?UTF-8?B?bWllbCBzdXIgbGEgcGxhY2UgZHUgdmlsbGFnZSBzYW1lZGk=?="},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        CHECK(header_text(row.text) == row.header);
    }
    std::string all;
    for (int i = 0; i < 300; ++i) all += "é";
    std::size_t start = 0;
    for (const auto header = header_text(all); start < header.size();) {
        const auto end = std::min(header.find("\r\n", start), header.size());
        CHECK(end - start <= 76);
        start = end + 2;
    }
}

TEST_CASE("a name that would be read as something else is quoted or encoded") {
    auto mail = message();
    CHECK(line_of(mail, "From") == "La Noisette <a@noisette.example>");
    mail.from_name = "Noisette, la \"monnaie\"";
    CHECK(line_of(mail, "From") == "\"Noisette, la \\\"monnaie\\\"\" <a@noisette.example>");
    mail.from_name = "Genêt";
    CHECK(line_of(mail, "From") == "=?UTF-8?B?R2Vuw6p0?= <a@noisette.example>");
    mail.from_name = "x\r\nBcc: c@d.example";
    for (const auto& line : header_of(mail)) CHECK(line.find('\n') == std::string::npos);
}

TEST_CASE("no field of a message can add a line to its header (security.md E10)") {
    auto mail = message();
    mail.from = mail.to = mail.reply_to = mail.subject = mail.id = mail.unsubscribe = mail.list =
        "a\r\nBcc: c@d.example";
    CHECK(header_of(mail).size() == 10);
    for (const auto& line : header_of(mail)) {
        CAPTURE(line);
        CHECK(std::ranges::none_of(line, [](char c) { return c == '\r' || c == '\n'; }));
    }
}

TEST_CASE("a letter to many says how to stop it with one click (RFC 8058); another does not") {
    auto mail = message();
    CHECK(line_of(mail, "Date") == "Mon, 1 Jun 2026 12:00:00 +0000");
    CHECK(line_of(mail, "Message-ID") == "<01J@noisette.example>");
    CHECK(line_of(mail, "Auto-Submitted") == "auto-generated");
    CHECK(line_of(mail, "List-Unsubscribe") == "absent");
    CHECK(line_of(mail, "List-Unsubscribe-Post") == "absent");
    mail.unsubscribe = "https://noisette.example/lettre/arreter/x";
    CHECK(line_of(mail, "List-Unsubscribe") == "<https://noisette.example/lettre/arreter/x>");
    CHECK(line_of(mail, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click");
}
