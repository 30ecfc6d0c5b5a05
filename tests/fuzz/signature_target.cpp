// Signature headers of both schemes. The input is a request as text: a line of
// method and target, lines of headers, an empty line, the body. A claim that
// is read is also signed here with a true key: what then verifies must cover
// all that security.md A1 to A3 ask for, however the headers were written.
#include <algorithm>
#include <set>

#include "activitypub/signatures/cavage.h"
#include "activitypub/signatures/digest.h"
#include "activitypub/signatures/request_signature.h"
#include "activitypub/signatures/rfc9421.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/key.h"

using namespace activitypub;
using essaim::fuzz::promise;

namespace {

const Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(12);

std::string_view line_of(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

HttpMessage message_in(std::string_view text) {
    HttpMessage message{"POST", "/inbox", "https", "nous.example", {}, {}};
    const auto first = line_of(text);
    const auto space = first.find(' ');
    if (space != std::string_view::npos) {
        message.method = first.substr(0, space);
        message.target = first.substr(space + 1);
    }
    while (!text.empty()) {
        const auto line = line_of(text);
        if (line.empty()) break;
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos) continue;
        message.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    message.body = text;
    return message;
}

// The names before '=' in a list, apart from what stands in quotes: a reading
// of its own, simpler than the library's.
void check_names_once(std::string_view list, char separator) {
    std::set<std::string> seen;
    std::string name;
    bool quoted = false, named = false;
    const auto end_one = [&] {
        if (!name.empty()) promise(seen.insert(name).second, "parameter twice: " + name);
        name.clear();
        named = false;
    };
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (quoted && list[i] == '\\') {
            ++i;
        } else if (list[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && list[i] == separator) {
            end_one();
        } else if (!quoted && list[i] == '=') {
            named = true;
        } else if (!quoted && !named && list[i] != ' ' && list[i] != '\t') {
            name += list[i];
        }
    }
    end_one();
}

bool covers(const SignatureClaim& claim, std::string_view component) {
    return std::ranges::count(claim.components, component) == 1;
}

// draft-cavage §2.3, written apart from the library.
std::string cavage_base(const HttpMessage& message, const SignatureClaim& claim) {
    std::string base;
    const auto seconds = [](const std::optional<Time>& time) {
        return time ? std::to_string(time->time_since_epoch().count() / 1000) : "";
    };
    for (const auto& component : claim.components) {
        std::string value = message.joined(component);
        if (component == "(request-target)") {
            value = message.method;
            for (auto& c : value) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
            value += ' ' + message.target;
        }
        if (component == "(created)") value = seconds(claim.created);
        if (component == "(expires)") value = seconds(claim.expires);
        if (component == "content-length" && value.empty())
            value = std::to_string(message.body.size());
        base += (base.empty() ? "" : "\n") + component + ": " + value;
    }
    return base;
}

// What holds for every request that verifies (A1, A2, A3, A4).
void check_verified(const HttpMessage& message, const SignatureClaim& claim) {
    for (const auto& component : claim.components)
        promise(covers(claim, component), "each part is signed once");
    if (claim.scheme == Scheme::Cavage) {
        promise(covers(claim, "(request-target)") && covers(claim, "host"), "the place is signed");
        promise(covers(claim, "date") || covers(claim, "(created)"), "the time is signed");
        promise(message.header("host").value_or("").starts_with("nous.example"), "our host");
        if (message.carries_body())
            promise(covers(claim, "digest") && check_digest(message), "the body is signed");
    } else {
        promise(covers(claim, "@method"), "the method is signed");
        promise(covers(claim, "@target-uri") || covers(claim, "@authority"), "the host is signed");
        promise(claim.created.has_value(), "the time is signed");
        if (message.carries_body())
            promise(covers(claim, "content-digest") && check_content_digest(message),
                    "the body is signed");
    }
    const SignatureWindow window;
    if (claim.created) promise(*claim.created <= kNow + window.future, "not from the future");
    if (claim.expires) promise(*claim.expires >= kNow, "not expired");
}

void check_claim(const HttpMessage& message, SignatureClaim claim) {
    promise(!claim.key_id.empty() && !claim.signature.empty(), "a claim names key and signature");
    promise(claim.components.size() <= 32, "a claim has at most 32 parts");
    for (const auto* name : {"signature", "signature-input"})
        promise(message.header(name).value_or("").size() <= 8192, "at most 8 KB");
    const auto& key = essaim::fuzz::key();
    if (verify_request(message, claim, key.public_key(), kNow)) check_verified(message, claim);
    if (claim.scheme == Scheme::Cavage) {
        check_names_once(*message.header("signature"), ',');
        claim.signature = key.sign(cavage_base(message, claim));
    } else {
        check_names_once(*message.header("signature"), ',');
        check_names_once(*message.header("signature-input"), ',');
        check_names_once(claim.parameters.substr(claim.parameters.rfind(')')), ';');
        const auto base = rfc9421::signature_base(message, claim, "https");
        if (!base) return;
        claim.signature = key.sign(*base);
    }
    if (verify_request(message, claim, key.public_key(), kNow)) check_verified(message, claim);
}

void check_ours(const HttpMessage& given, Scheme scheme) {
    HttpMessage message = given;
    message.headers = {{"host", message.authority}};
    const auto& key = essaim::fuzz::key();
    const auto added = sign_request(message, scheme, "https://peer.example/a#k", key, kNow);
    message.headers.insert(message.headers.end(), added.begin(), added.end());
    const auto verifies = [&] {
        const auto claim = claimed_signature(message);
        return claim && verify_request(message, *claim, key.public_key(), kNow).has_value();
    };
    promise(verifies(), "what we sign verifies");
    message.target.insert(0, "/x");
    promise(!verifies(), "another target does not verify");
    message.target = given.target;
    const std::string longer = std::string(given.body) + "x";
    message.body = longer;
    promise(!verifies(), "another body does not verify");
}

}  // namespace

FUZZ_TARGET(signature) {
    const auto message = message_in(bytes);
    if (const auto claim = claimed_signature(message)) check_claim(message, *claim);
    // Ten operations of OpenSSL: for some inputs only, or nothing else would run.
    if (bytes.size() % 8 == 0) check_ours(message, Scheme::Cavage);
    if (bytes.size() % 8 == 4) check_ours(message, Scheme::Rfc9421);
}
