#include "node/directory/confirm_link_store.h"

#include "node/base/random.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

std::string kept(const std::string& token, std::int64_t until) {
    return base::sha256_hex(token) + " " + std::to_string(until);
}

}  // namespace

std::string ConfirmLinkStore::make(base::Instant now) {
    auto token = base::random_token();
    connection_.query("INSERT OR REPLACE INTO setting (name, value) VALUES ('confirm_link', ?)")
        .arg(kept(token, base::to_millis(now + kConfirmLinkLasts)))
        .run();
    return token;
}

bool ConfirmLinkStore::is_good(const std::string& token, base::Instant now) {
    auto query = connection_.query("SELECT value FROM setting WHERE name = 'confirm_link'");
    if (!query.step()) return false;
    const auto value = query.text(0);
    const auto space = value.find(' ');
    if (space == std::string::npos) return false;
    const auto until = std::stoll(value.substr(space + 1));
    return until > base::to_millis(now) && value == kept(token, until);
}

}  // namespace essaim::directory
