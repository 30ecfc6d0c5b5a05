#include "node/federation/followers_digest.h"

#include <algorithm>

#include "activitypub/iri.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/storage/connection.h"

namespace essaim::federation {

namespace {

constexpr std::size_t kLongestHeader = 4096;
constexpr std::size_t kDigestDigits = 64;

int nibble(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// name="value" with nothing escaped; false if it is not that.
bool read_parameter(std::string_view& rest, std::string_view& name, std::string_view& value) {
    rest = base::trim(rest);
    const auto quote = rest.find("=\"");
    if (quote == std::string_view::npos) return false;
    name = rest.substr(0, quote);
    rest.remove_prefix(quote + 2);
    const auto end = rest.find('"');
    if (end == std::string_view::npos) return false;
    value = rest.substr(0, end);
    rest = base::trim(rest.substr(end + 1));
    if (rest.empty()) return true;
    if (rest.front() != ',') return false;
    rest.remove_prefix(1);
    return true;
}

}  // namespace

std::string followers_digest(std::vector<std::string> ids) {
    std::ranges::sort(ids);
    const auto repeats = std::ranges::unique(ids);
    ids.erase(repeats.begin(), repeats.end());
    std::string digest(kDigestDigits, '0');
    for (const auto& id : ids) {
        const auto one = base::sha256_hex(id);
        for (std::size_t i = 0; i < kDigestDigits; ++i) {
            digest[i] = "0123456789abcdef"[nibble(digest[i]) ^ nibble(one[i])];
        }
    }
    return digest;
}

std::vector<std::string> followers_at(storage::Connection& connection, const LocalActor& actor,
                                      const std::string& origin) {
    std::vector<std::string> ids;
    // All that lies between "origin/" and "origin0", the character after '/'.
    auto query = connection
                     .query(
                         "SELECT actor FROM follower WHERE local_name = ? AND actor >= ? "
                         "AND actor < ? ORDER BY actor")
                     .arg(actor.name)
                     .arg(origin + "/")
                     .arg(origin + "0");
    while (query.step()) ids.push_back(query.text(0));
    return ids;
}

std::string synchronization_header(storage::Connection& connection, const LocalActor& sender,
                                   const std::string& inbox) {
    const auto followers = sender.id + "/followers";
    return "collectionId=\"" + followers + "\", url=\"" + followers +
           "_synchronization\", digest=\"" +
           followers_digest(followers_at(connection, sender, activitypub::origin_of(inbox))) + "\"";
}

std::optional<Synchronization> parse_synchronization(std::string_view header) {
    if (header.size() > kLongestHeader) return std::nullopt;
    Synchronization read;
    while (!header.empty()) {
        std::string_view name;
        std::string_view value;
        if (!read_parameter(header, name, value)) return std::nullopt;
        auto* field = name == "collectionId" ? &read.collection
                      : name == "url"        ? &read.url
                      : name == "digest"     ? &read.digest
                                             : nullptr;
        if (field == nullptr) continue;  // what later versions may add
        if (!field->empty()) return std::nullopt;
        *field = value;
    }
    const bool hex = read.digest.size() == kDigestDigits &&
                     read.digest.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!hex || !activitypub::is_iri(read.collection) || !activitypub::is_iri(read.url)) {
        return std::nullopt;
    }
    return read;
}

}  // namespace essaim::federation
