#include "activitypub/signatures/rfc9421.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <vector>

#include "activitypub/signatures/digest.h"
#include "activitypub/signatures/encoding.h"

namespace activitypub::rfc9421 {

namespace {

constexpr std::size_t kMaxHeader = 8192;
constexpr std::size_t kMaxComponents = 32;

// A reader of the structured fields (RFC 8941) that signatures use.
class Field {
  public:
    explicit Field(std::string_view text) : text_(text) {}
    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    bool spaces() {  // whether there was any
        const auto start = at_;
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        return at_ > start;
    }
    std::string token() {
        const auto start = at_;
        while (at_ < text_.size() &&
               ((text_[at_] >= 'a' && text_[at_] <= 'z') ||
                (text_[at_] >= '0' && text_[at_] <= '9') || text_[at_] == '_' ||
                text_[at_] == '-' || text_[at_] == '.' || text_[at_] == '*')) {
            ++at_;
        }
        return std::string(text_.substr(start, at_ - start));
    }
    Result<std::string> quoted() {
        if (!take('"')) return refuse(Fault::BadSignature, "a quote was expected");
        std::string value;
        while (at_ < text_.size() && text_[at_] != '"') {
            if (take('\\') && (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\\'))) {
                return refuse(Fault::BadSignature, "an unknown escape");
            }
            if (text_[at_] < ' ' || text_[at_] > '~')
                return refuse(Fault::BadSignature, "not ASCII");
            value += text_[at_++];
        }
        if (!take('"')) return refuse(Fault::BadSignature, "an open quote");
        return value;
    }
    std::string_view since(std::size_t start) const { return text_.substr(start, at_ - start); }
    std::size_t at() const { return at_; }
    bool end() const { return at_ >= text_.size(); }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

Result<Time> seconds_in(const std::string& text) {
    std::int64_t seconds = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (fault != std::errc{} || end != text.data() + text.size() || seconds < 0 ||
        seconds > 253'402'300'799) {
        return refuse(Fault::BadSignature, "a parameter is no time");
    }
    return Time(std::chrono::seconds(seconds));
}

struct Member {
    std::string label;
    std::string_view value;
};

// A dictionary: label=value, label=value. A label twice is refused (A9).
Result<std::vector<Member>> members(std::string_view header) {
    std::vector<Member> found;
    for (std::size_t start = 0; start <= header.size();) {
        std::size_t end = start;
        for (bool quoted = false; end < header.size() && (quoted || header[end] != ','); ++end) {
            if (header[end] == '"') quoted = !quoted;
            if (quoted && header[end] == '\\') ++end;
        }
        auto text = header.substr(start, end - start);
        while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
        while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
        Field field(text);
        auto label = field.token();
        if (label.empty() || !field.take('='))
            return refuse(Fault::BadSignature, "a label was expected");
        if (std::ranges::find(found, label, &Member::label) != found.end())
            return refuse(Fault::BadSignature, label + " twice");
        found.push_back({std::move(label), text.substr(field.at())});
        start = end + 1;
    }
    return found;
}

// ("@method" …);created=…;keyid="…" : an inner list and its parameters.
Result<void> read_input(Field& field, SignatureClaim& claim) {
    const auto start = field.at();
    if (!field.take('(')) return refuse(Fault::BadSignature, "Signature-Input: no list");
    bool spaced = true;
    for (field.spaces(); !field.take(')'); spaced = field.spaces()) {
        if (!spaced) return refuse(Fault::BadSignature, "a space was expected");
        claim.components.push_back(TRY(field.quoted()));
        if (claim.components.size() > kMaxComponents)
            return refuse(Fault::BadSignature, "too many components");
        if (field.take(';')) return refuse(Fault::Unsupported, "component parameters");
    }
    std::vector<std::string> seen;
    while (field.take(';')) {
        field.spaces();
        const auto name = field.token();
        if (name.empty() || std::ranges::find(seen, name) != seen.end()) {
            return refuse(Fault::BadSignature, "a parameter without a name, or twice");
        }
        seen.push_back(name);
        if (!field.take('=')) continue;  // a boolean parameter
        if (name == "created" || name == "expires") {
            const auto when = TRY(seconds_in(field.token()));
            (name == "created" ? claim.created : claim.expires) = when;
        } else if (name == "keyid" || name == "alg" || name == "nonce" || name == "tag") {
            const auto value = TRY(field.quoted());
            if (name == "keyid") claim.key_id = value;
            if (name == "alg") claim.algorithm = value;
        } else {
            return refuse(Fault::Unsupported, "signature parameter " + name);
        }
    }
    if (!field.end())
        return refuse(Fault::BadSignature, "Signature-Input: something after the parameters");
    claim.parameters = field.since(start);
    return {};
}

Result<std::string> signature_of(const std::vector<Member>& signatures, const std::string& label) {
    const auto found = std::ranges::find(signatures, label, &Member::label);
    if (found == signatures.end()) return refuse(Fault::BadSignature, "Signature: no such label");
    const auto value = found->value;
    if (value.size() < 2 || !value.starts_with(':') || !value.ends_with(':'))
        return refuse(Fault::BadSignature, "Signature: not bytes");
    auto bytes = from_base64(value.substr(1, value.size() - 2));
    if (!bytes || bytes->empty()) return refuse(Fault::BadSignature, "Signature: not base64");
    return *bytes;
}

Result<std::string> component_value(const HttpMessage& message, const std::string& name,
                                    std::string_view scheme) {
    if (name == "@method") return message.method;
    if (name == "@authority") return message.authority;
    if (name == "@scheme") return std::string(scheme);
    if (name == "@path") return std::string(message.path());
    if (name == "@query")
        return message.query().empty() ? std::string("?") : std::string(message.query());
    if (name == "@request-target") return message.target;
    if (name == "@target-uri")
        return std::string(scheme) + "://" + message.authority + message.target;
    if (name.starts_with('@')) return refuse(Fault::Unsupported, "component " + name);
    if (message.count(name) == 0)
        return refuse(Fault::BadSignature, name + " is signed but absent");
    return message.joined(name);
}

// That the method and the place are signed, each part once.
Result<void> check_covered(const SignatureClaim& claim) {
    const auto covered = [&](std::string_view name) {
        return std::ranges::count(claim.components, name) == 1;
    };
    for (const auto& component : claim.components) {
        if (!covered(component)) return refuse(Fault::BadSignature, component + " is signed twice");
    }
    const bool where = covered("@target-uri") ||
                       ((covered("@path") || covered("@request-target")) && covered("@authority"));
    if (!covered("@method") || !where)
        return refuse(Fault::BadSignature, "@method and @target-uri must be signed");
    return {};
}

Result<SignatureClaim> claim_of(const Member& input, const std::vector<Member>& signatures) {
    SignatureClaim claim;
    claim.scheme = Scheme::Rfc9421;
    Field field(input.value);
    if (auto read = read_input(field, claim); !read) return std::unexpected(read.error());
    if (claim.key_id.empty() || !claim.created)
        return refuse(Fault::BadSignature, "keyid and created must be given");
    if (auto covered = check_covered(claim); !covered) return std::unexpected(covered.error());
    claim.signature = TRY(signature_of(signatures, input.label));
    return claim;
}

}  // namespace

Result<std::string> signature_base(const HttpMessage& message, const SignatureClaim& claim,
                                   std::string_view scheme) {
    std::string text;
    for (const auto& component : claim.components) {
        text += "\"" + component + "\": " + TRY(component_value(message, component, scheme)) + "\n";
    }
    return text + "\"@signature-params\": " + claim.parameters;
}

Result<SignatureClaim> parse(const HttpMessage& message) {
    const auto input = message.header("signature-input");
    const auto signature = message.header("signature");
    if (!input || !signature)
        return refuse(Fault::BadSignature, "Signature-Input and Signature must be there once");
    if (input->size() > kMaxHeader || signature->size() > kMaxHeader)
        return refuse(Fault::BadSignature, "signature headers too long");
    const auto inputs = TRY(members(*input));
    const auto signatures = TRY(members(*signature));
    // A proxy or CDN may have added a signature of its own: the first that
    // signs the request counts, else the first one's error.
    auto first = claim_of(inputs.front(), signatures);
    for (std::size_t i = 1; !first && i < inputs.size(); ++i) {
        if (auto next = claim_of(inputs[i], signatures)) return next;
    }
    return first;
}

Result<void> verify(const HttpMessage& message, const SignatureClaim& claim, const PublicKey& key,
                    Time now, const SignatureWindow& window) {
    const bool known = claim.algorithm.empty() ||
                       (claim.algorithm == "rsa-v1_5-sha256" && key.kind() == KeyKind::Rsa) ||
                       (claim.algorithm == "ed25519" && key.kind() == KeyKind::Ed25519);
    if (!known) return refuse(Fault::Unsupported, "algorithm " + claim.algorithm);
    if (auto covered = check_covered(claim); !covered) return covered;
    if (message.carries_body()) {
        if (std::ranges::count(claim.components, "content-digest") != 1)
            return refuse(Fault::BadSignature, "content-digest must be signed");
        if (auto digest = check_content_digest(message); !digest) return digest;
    }
    if (!claim.created) return refuse(Fault::BadSignature, "no time");
    if (*claim.created < now - window.past || *claim.created > now + window.future)
        return refuse(Fault::BadSignature, "too old or too early");
    if (claim.expires && *claim.expires < now) return refuse(Fault::BadSignature, "expired");
    // Behind a proxy a peer may have been told either scheme.
    for (const auto* scheme : {"https", "http"}) {
        if (key.verify(TRY(signature_base(message, claim, scheme)), claim.signature)) return {};
    }
    return refuse(Fault::BadSignature, "the signature does not verify");
}

SignedHeaders sign(const HttpMessage& message, const std::string& key_id, const PrivateKey& key,
                   Time now) {
    HttpMessage signing = message;
    SignedHeaders added{{"date", format_http_date(now)}};
    SignatureClaim claim;
    claim.components = {"@method", "@target-uri"};
    std::string names = R"(("@method" "@target-uri")";
    if (message.carries_body()) {
        added.emplace_back("content-digest", make_content_digest(message.body));
        claim.components.emplace_back("content-digest");
        names += R"( "content-digest")";
        if (message.count("collection-synchronization") > 0) {  // counts only signed (FEP-8fcf)
            claim.components.emplace_back("collection-synchronization");
            names += R"( "collection-synchronization")";
        }
    }
    signing.headers.insert(signing.headers.end(), added.begin(), added.end());
    const auto created =
        std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    claim.parameters = names + ");created=" + std::to_string(created) + ";keyid=\"" + key_id +
                       "\";alg=\"" + (key.kind() == KeyKind::Rsa ? "rsa-v1_5-sha256" : "ed25519") +
                       "\"";
    const auto text = signature_base(signing, claim, message.scheme);
    if (!text) std::abort();  // never sign nothing
    added.emplace_back("signature-input", "sig1=" + claim.parameters);
    added.emplace_back("signature", "sig1=:" + base64(key.sign(*text)) + ":");
    return added;
}

}  // namespace activitypub::rfc9421
