#include "activitypub/signatures/cavage.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>

#include "activitypub/signatures/digest.h"
#include "activitypub/signatures/encoding.h"

namespace activitypub::cavage {

namespace {

constexpr std::size_t kMaxHeader = 8192;
constexpr std::size_t kMaxComponents = 32;

// name="value" pairs separated by commas; unquoted numbers are allowed for
// created and expires. A name twice, or anything else, is refused (A9).
Result<std::map<std::string, std::string, std::less<>>> parameters(std::string_view text) {
    std::map<std::string, std::string, std::less<>> found;
    std::size_t i = 0;
    const auto skip = [&] {
        while (i < text.size() && (text[i] == ' ' || text[i] == '\t')) ++i;
    };
    for (;;) {
        skip();
        const auto start = i;
        while (i < text.size() &&
               ((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z')))
            ++i;
        const std::string name(text.substr(start, i - start));
        skip();
        if (name.empty() || i >= text.size() || text[i] != '=')
            return refuse(Fault::BadSignature, "Signature: a parameter has no value");
        ++i;
        skip();
        std::string value;
        if (i < text.size() && text[i] == '"') {
            const auto end = text.find('"', i + 1);
            if (end == std::string_view::npos)
                return refuse(Fault::BadSignature, "Signature: an open quote");
            value = text.substr(i + 1, end - i - 1);
            if (value.find('\\') != std::string::npos)
                return refuse(Fault::BadSignature, "Signature: an escape");
            i = end + 1;
        } else {
            while (i < text.size() && text[i] >= '0' && text[i] <= '9') value += text[i++];
            if (value.empty()) return refuse(Fault::BadSignature, "Signature: an empty value");
        }
        if (!found.emplace(name, value).second)
            return refuse(Fault::BadSignature, "Signature: " + name + " twice");
        skip();
        if (i == text.size()) return found;
        if (text[i++] != ',') return refuse(Fault::BadSignature, "Signature: no comma");
    }
}

std::optional<Time> seconds_in(const std::string& text) {
    std::int64_t seconds = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (fault != std::errc{} || end != text.data() + text.size() || seconds < 0 ||
        seconds > 253'402'300'799)
        return std::nullopt;
    return Time(std::chrono::seconds(seconds));
}

bool is_signed(const SignatureClaim& claim, std::string_view component) {
    return std::ranges::count(claim.components, component) == 1;
}

Result<std::string> base_string(const HttpMessage& message, const SignatureClaim& claim,
                                std::string_view target) {
    std::string text;
    for (const auto& component : claim.components) {
        if (!text.empty()) text += '\n';
        text += component + ": ";
        if (component == "(request-target)") {
            for (const char c : message.method)
                text += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
            text += ' ';
            text += target;
        } else if (component == "(created)" || component == "(expires)") {
            const auto& time = component == "(created)" ? claim.created : claim.expires;
            if (!time) return refuse(Fault::BadSignature, component + " is signed but not given");
            text += std::to_string(
                std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count());
        } else if (component == "content-length" && message.count(component) == 0) {
            text += std::to_string(message.body.size());  // a proxy may have changed the framing
        } else {
            if (message.count(component) == 0)
                return refuse(Fault::BadSignature, component + " is signed but absent");
            text += message.joined(component);
        }
    }
    return text;
}

Result<void> check_covered(const HttpMessage& message, const SignatureClaim& claim) {
    for (const auto& component : claim.components) {
        if (!is_signed(claim, component))
            return refuse(Fault::BadSignature, component + " is signed twice");
    }
    if (!is_signed(claim, "(request-target)") || !is_signed(claim, "host")) {
        return refuse(Fault::BadSignature, "(request-target) and host must be signed");
    }
    if (!is_signed(claim, "date") && !is_signed(claim, "(created)")) {
        return refuse(Fault::BadSignature, "date must be signed");
    }
    // draft-12 §2.3: a time in parentheses belongs to hs2019.
    if (claim.algorithm != "hs2019" &&
        (is_signed(claim, "(created)") || is_signed(claim, "(expires)"))) {
        return refuse(Fault::BadSignature, "(created) or (expires) without hs2019");
    }
    if (message.carries_body() && !is_signed(claim, "digest"))
        return refuse(Fault::BadSignature, "digest must be signed");
    for (const auto* once : {"host", "date", "digest"}) {
        if (is_signed(claim, once) && message.count(once) != 1) {
            return refuse(Fault::BadSignature, std::string(once) + " must be there once");
        }
    }
    return {};
}

bool same_host(std::string_view given, std::string_view expected, std::string_view scheme) {
    if (given == expected) return true;
    const std::string with_port = std::string(expected) + (scheme == "https" ? ":443" : ":80");
    return given == with_port;
}

Result<void> check_time(const HttpMessage& message, const SignatureClaim& claim, Time now,
                        const SignatureWindow& window) {
    Time when;
    if (is_signed(claim, "date")) {
        const auto date = parse_http_date(*message.header("date"));
        if (!date) return refuse(Fault::BadSignature, "date is no time");
        when = *date;
    } else {
        if (!claim.created) return refuse(Fault::BadSignature, "no time");
        when = *claim.created;
    }
    if (when < now - window.past || when > now + window.future)
        return refuse(Fault::BadSignature, "too old or too early");
    if (claim.created && *claim.created > now + window.future)
        return refuse(Fault::BadSignature, "created too early");
    if (claim.expires && *claim.expires < now) return refuse(Fault::BadSignature, "expired");
    return {};
}

}  // namespace

Result<SignatureClaim> parse(const HttpMessage& message) {
    const auto header = message.header("signature");
    if (!header) return refuse(Fault::BadSignature, "no Signature header, or several");
    if (header->size() > kMaxHeader)
        return refuse(Fault::BadSignature, "Signature header too long");
    auto given = TRY(parameters(*header));
    SignatureClaim claim;
    claim.key_id = given["keyId"];
    claim.algorithm = given["algorithm"];
    if (claim.key_id.empty() || !given.contains("signature"))
        return refuse(Fault::BadSignature, "no keyId or signature");
    auto bytes = from_base64(given["signature"]);
    if (!bytes || bytes->empty()) return refuse(Fault::BadSignature, "the signature is not base64");
    claim.signature = std::move(*bytes);
    if (given.contains("created")) {
        claim.created = seconds_in(given["created"]);
        if (!claim.created) return refuse(Fault::BadSignature, "created is no time");
    }
    if (given.contains("expires")) {
        claim.expires = seconds_in(given["expires"]);
        if (!claim.expires) return refuse(Fault::BadSignature, "expires is no time");
    }
    std::string_view list = given["headers"];
    while (!list.empty()) {
        const auto name = list.substr(0, list.find(' '));
        list.remove_prefix(std::min(list.size(), name.size() + 1));
        if (name.empty()) return refuse(Fault::BadSignature, "headers: two spaces");
        std::string lower(name);
        std::ranges::transform(lower, lower.begin(), [](char c) {
            return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
        });
        claim.components.push_back(std::move(lower));
        if (claim.components.size() > kMaxComponents)
            return refuse(Fault::BadSignature, "too many headers");
    }
    return claim;
}

Result<void> verify(const HttpMessage& message, const SignatureClaim& claim, const PublicKey& key,
                    Time now, const SignatureWindow& window) {
    const bool known = claim.algorithm.empty() || claim.algorithm == "hs2019" ||
                       (claim.algorithm == "rsa-sha256" && key.kind() == KeyKind::Rsa) ||
                       (claim.algorithm == "ed25519" && key.kind() == KeyKind::Ed25519);
    if (!known) return refuse(Fault::Unsupported, "algorithm " + claim.algorithm);
    if (auto covered = check_covered(message, claim); !covered) return covered;
    if (!same_host(*message.header("host"), message.authority, message.scheme))
        return refuse(Fault::BadSignature, "signed for another host");
    if (auto timely = check_time(message, claim, now, window); !timely) return timely;
    if (message.carries_body()) {
        if (auto digest = check_digest(message); !digest) return digest;
    }
    if (key.verify(TRY(base_string(message, claim, message.target)), claim.signature)) return {};
    // Friendica, Mobilizon and Pleroma sign the path alone (federation.md §4.1).
    if (!message.query().empty() &&
        key.verify(TRY(base_string(message, claim, message.path())), claim.signature))
        return {};
    return refuse(Fault::BadSignature, "the signature does not verify");
}

SignedHeaders sign(const HttpMessage& message, const std::string& key_id, const PrivateKey& key,
                   Time now) {
    HttpMessage signing = message;
    SignedHeaders added{{"date", format_http_date(now)}};
    SignatureClaim claim;
    claim.components = {"(request-target)", "host", "date"};
    std::string names = "(request-target) host date";
    if (message.carries_body()) {
        added.emplace_back("digest", make_digest(message.body));
        claim.components.emplace_back("digest");
        names += " digest";
        if (message.count("content-type") > 0) {
            claim.components.emplace_back("content-type");
            names += " content-type";
        }
        if (message.count("collection-synchronization") > 0) {  // counts only signed (FEP-8fcf)
            claim.components.emplace_back("collection-synchronization");
            names += " collection-synchronization";
        }
    }
    if (message.count("host") == 0)
        signing.headers.emplace_back("host", message.authority);  // the client's to send
    signing.headers.insert(signing.headers.end(), added.begin(), added.end());
    const auto text = base_string(signing, claim, message.target);
    if (!text) std::abort();  // never sign nothing
    // keyId first and no spaces after the commas: NodeBB reads it naively.
    added.emplace_back("signature", "keyId=\"" + key_id + "\",algorithm=\"" +
                                        (key.kind() == KeyKind::Rsa ? "rsa-sha256" : "hs2019") +
                                        "\",headers=\"" + names + "\",signature=\"" +
                                        base64(key.sign(*text)) + "\"");
    return added;
}

}  // namespace activitypub::cavage
