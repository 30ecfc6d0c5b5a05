#include "node/accounts/invitation.h"

#include <algorithm>

#include "node/base/mail_address.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/web/plain_line.h"
#include "node/web/translations.h"

namespace essaim::accounts {

namespace {

constexpr std::size_t kPassphraseLeast = 12;  // characters
constexpr std::size_t kNameMost = 200;        // bytes

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::string new_code() {
    static constexpr char kLetters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string code;
    const auto bytes = base::random_bytes(16);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i > 0 && i % 4 == 0) code += '-';
        code += kLetters[static_cast<unsigned char>(bytes[i]) & 31U];
    }
    return code;
}

std::string hash_of_code(std::string_view code) {
    std::string plain;
    for (char c : code) {
        if (c == '-' || c == ' ') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        plain += c;
    }
    return base::sha256_hex("essaim invitation\n" + plain);
}

std::string tidy_email(std::string_view email) { return base::ascii_lower(base::trim(email)); }

std::string tidy_name(std::string_view name) {
    return base::is_valid_utf8(name) ? web::plain_line(name) : std::string(name);
}

std::vector<FieldProblem> problems_of(const std::string& name, const std::string& email,
                                      const std::string& passphrase) {
    using web::tr_later;
    std::vector<FieldProblem> problems;
    const auto add = [&problems](const char* field, std::string_view message) {
        problems.push_back({field, std::string(message)});
    };
    if (name.empty() || name.size() > kNameMost || !base::is_valid_utf8(name)) {
        add("name", tr_later("Donnez votre nom."));
    }
    if (!base::is_mail_address(email)) {
        add("email", tr_later("Cette adresse de courriel n’a pas la forme attendue."));
    }
    if (characters(passphrase) < kPassphraseLeast) {
        add("passphrase", tr_later("La phrase de passe doit avoir 12 signes au moins."));
    } else if (passphrase.size() > kPassphraseMost) {
        add("passphrase", tr_later("Cette phrase de passe est trop longue."));
    }
    return problems;
}

}  // namespace essaim::accounts
