// security.md §1.1, A1–A5, A8, A9 at the running server: bytes on a socket. The
// same rules of the verifier alone are in tests/activitypub/signatures.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "running_node.h"

using namespace essaim;
using namespace essaim::test;

namespace {

const Peer kBob{"https://gironde.example/users/bob"};
constexpr std::chrono::hours kHour{1};

json like(const std::string& name) {
    return kBob.activity(name, "Like", "https://lanoisette.example/o/1");
}

struct Row {
    std::string what;
    std::function<void(Draft&)> spoil;
    int status = 401;
};

void drop(Draft& draft, const std::string& part) { std::erase(draft.parts, part); }

// Bob is known, so that a refusal has nothing to fetch and nothing to keep.
struct Known : RunningNode {
    Known() {
        know(kBob);
        REQUIRE(status(draft(like("known"), kBob)) == 202);
        internet.clear_requests();
    }
    void check(const std::vector<Row>& rows) {
        const auto before = this->rows();
        for (const auto& row : rows) {
            CAPTURE(row.what);
            auto spoilt = draft(like("spoilt"), kBob);
            row.spoil(spoilt);
            CHECK(status(spoilt) == row.status);
        }
        CHECK(changes(before, this->rows()) == "");
        CHECK(status(draft(like("spoilt"), kBob)) == 202);  // the rows fail for their reason alone
    }
};

std::string http_date(base::Instant when) { return activitypub::format_http_date(when); }

std::string hmac(const std::string& secret, const std::string& text) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned int length = 0;
    const auto bytes = [](const std::string& from) {
        return static_cast<const unsigned char*>(static_cast<const void*>(from.data()));
    };
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes(text), text.size(),
         static_cast<unsigned char*>(static_cast<void*>(out.data())), &length);
    out.resize(length);
    return out;
}

}  // namespace

TEST_CASE("A1 at the socket: a part that is not signed, or not there once, is refused") {
    Known node;
    node.check({
        {"no Signature", [](Draft& d) { d.signature = "none"; }},
        {"without (request-target)", [](Draft& d) { drop(d, "(request-target)"); }},
        {"without host", [](Draft& d) { drop(d, "host"); }},
        {"without date", [](Draft& d) { drop(d, "date"); }},
        {"without digest", [](Draft& d) { drop(d, "digest"); }},
        {"no list of headers: date alone", [](Draft& d) { d.parts.clear(); }},
        {"an empty list",
         [](Draft& d) {
             d.parts.clear();
             d.parameters = ",headers=\"\"";
         }},
        {"date signed twice", [](Draft& d) { d.parts.emplace_back("date"); }},
        {"another date than the signed one",
         [](Draft& d) {
             d.signature = d.made_signature();
             d.date = "Mon, 01 Jun 2026 11:59:00 GMT";
         }},
        {"another path than the signed one",
         [](Draft& d) {
             d.signature = d.made_signature();
             d.path = "/actor/inbox";
         }},
        {"neither date nor (created) signed, though one is given",
         [](Draft& d) {
             drop(d, "date");
             d.algorithm = "hs2019";
             d.parameters = ",created=1780315200";
         }},
        {"a second Date", [](Draft& d) { d.headers = "Date: " + d.date + "\r\n"; }},
        {"two Dates, both signed",
         [](Draft& d) {
             d.headers = "Date: " + d.date + "\r\n";
             d.values["date"] = ", " + d.date;
         }},
        {"two Digests, both signed",
         [](Draft& d) {
             d.headers = "Digest: " + d.digest + "\r\n";
             d.values["digest"] = ", " + d.digest;
         }},
        {"a second Digest", [](Draft& d) { d.headers = "Digest: " + d.digest + "\r\n"; }},
        {"a second Host", [](Draft& d) { d.headers = "Host: lanoisette.example\r\n"; }, 400},
        {"no Host",
         [](Draft& d) {
             d.signature = d.made_signature();
             d.host.clear();
         },
         400},
        {"(created) without hs2019",
         [](Draft& d) {
             d.parts = {"(request-target)", "host", "(created)", "digest"};
             d.values["(created)"] = "1780315200";
             d.parameters = ",created=1780315200";
         }},
    });
}

TEST_CASE("A2 at the socket: the digest is the body's, signed, and one") {
    Known node;
    node.check({
        {"another body",
         [](Draft& d) {
             d.signature = d.made_signature();
             d.body.insert(d.body.size() - 1, " ");
         }},
        {"another body and its digest, not signed",
         [](Draft& d) {
             d.signature = d.made_signature();
             d.body.insert(d.body.size() - 1, " ");
             d.digest = activitypub::make_digest(d.body);
         }},
        {"another body and its digest, left out of the signature",
         [](Draft& d) {
             drop(d, "digest");
             d.body.insert(d.body.size() - 1, " ");
             d.digest = activitypub::make_digest(d.body);
         }},
        {"no digest at all",
         [](Draft& d) {
             drop(d, "digest");
             d.digest.clear();
         }},
        {"MD5", [](Draft& d) { d.digest = "MD5=Q2hlY2sgSW50ZWdyaXR5IQ=="; }},
        {"SHA-512 alone", [](Draft& d) { d.digest = "SHA-512=" + d.digest.substr(8); }},
        {"SHA-256 twice in one header", [](Draft& d) { d.digest += ",SHA-256=AAAA"; }},
        {"SHA-256 of nothing", [](Draft& d) { d.digest = activitypub::make_digest(""); }},
        {"SHA-256 cut short", [](Draft& d) { d.digest = d.digest.substr(0, 20); }},
    });
}

TEST_CASE("A3 at the socket: an hour old, five minutes ahead, and no further") {
    Known node;
    const auto now = node.clock.now();
    const auto dated = [](std::string date) { return [date](Draft& d) { d.date = date; }; };
    node.check({
        {"13 h old", dated(http_date(now - 13 * kHour))},
        {"2 h old (case 16)", dated(http_date(now - 2 * kHour))},
        {"10 min ahead (case 16)", dated(http_date(now + std::chrono::minutes(10)))},
        {"3 h ahead", dated(http_date(now + 3 * kHour))},
        {"year 9999", dated("Fri, 31 Dec 9999 23:59:59 GMT")},
        {"no time", dated("yesterday")},
        {"another grammar", dated("2026-06-01T12:00:00Z")},
        {"expired", [](Draft& d) { d.parameters = ",expires=1780315199"; }},
        {"an expiry that is no time",
         [](Draft& d) { d.parameters = ",expires=99999999999999999999"; }},
        {"created tomorrow", [](Draft& d) { d.parameters = ",created=1780401600"; }},
    });
    for (const auto offset :
         {-std::chrono::minutes(5), -std::chrono::minutes(30), std::chrono::minutes(4)}) {
        CAPTURE(offset.count());
        auto good = node.draft(like("at" + std::to_string(offset.count())), kBob);
        good.date = http_date(now + offset);
        CHECK(node.status(good) == 202);
    }
}

TEST_CASE("A4 at the socket: what was signed for another server is refused here") {
    Known node;
    const auto host = [](std::string name) { return [name](Draft& d) { d.host = name; }; };
    node.check({
        {"another server", host("other.test")},
        {"a server below ours", host("lanoisette.example.other.test")},
        {"a server above ours", host("a.lanoisette.example")},
        {"another port", host("lanoisette.example:8443")},
        {"the address of the socket", host("127.0.0.1")},
        {"signed for another, sent as ours",
         [](Draft& d) {
             d.host = "other.test";
             d.signature = d.made_signature();
             d.host = "lanoisette.example";
         }},
        {"our name in another header",
         [](Draft& d) {
             d.host = "other.test";
             d.headers =
                 "X-Forwarded-Host: lanoisette.example\r\nForwarded: host=lanoisette.example\r\n";
         }},
    });
    auto with_port = node.draft(like("port"), kBob);
    with_port.host = "lanoisette.example:443";
    CHECK(node.status(with_port) == 202);
}

TEST_CASE("A5 at the socket: the same bytes have one effect, whatever inbox and however often") {
    ActingNode node;
    node.know(kBob);
    const auto follow = node.draft(kBob.activity("f", "Follow", kUs), kBob);
    for (int i = 0; i < 3; ++i) CHECK(node.status(follow) == 202);
    auto elsewhere = node.draft(kBob.activity("f", "Follow", kUs), kBob);
    elsewhere.path = "/@lanoisette/inbox";
    CHECK(node.status(elsewhere) == 202);
    node.settle();
    CHECK(node.count("SELECT count(*) FROM inbox") == 1);
    CHECK(node.count("SELECT count(*) FROM follower") == 1);
    CHECK(node.count("SELECT count(*) FROM object WHERE type = 'Accept'") == 1);

    // An Undo does not make room for the replay, however the Undo names it.
    auto undo = kBob.activity("u", "Undo", kBob.activity("f", "Follow", kUs));
    CHECK(node.tell(undo, kBob) == 202);
    CHECK(node.status(follow) == 202);
    node.settle();
    CHECK(node.count("SELECT count(*) FROM follower") == 0);
    // Nor after the memory of the inbox is gone: the window has closed long before.
    node.write("DELETE FROM inbox");
    CHECK(node.status(follow) == 202);
    node.settle();
    CHECK(node.count("SELECT count(*) FROM follower") == 0);
    node.clock.advance(2 * kHour);
    CHECK(node.status(follow) == 401);
}

TEST_CASE("A8 at the socket: the algorithm is one of ours and of the key's kind") {
    Known node;
    const auto named = [](std::string name) { return [name](Draft& d) { d.algorithm = name; }; };
    node.check({
        {"none", named("none")},
        {"hmac by name", named("hmac-sha256")},
        {"rsa-sha1", named("rsa-sha1")},
        {"ecdsa", named("ecdsa-sha256")},
        {"an Ed25519 that is RSA", named("ed25519")},
        {"an HMAC with the public key",
         [](Draft& d) {
             for (const auto* name : {"hmac-sha256", "hs2019"}) {
                 d.algorithm = name;
                 const auto made = d.made_signature();
                 const auto pem = d.key->public_key().to_pem();
                 d.signature = made.substr(0, made.rfind("signature=\"") + 11) +
                               activitypub::base64(hmac(pem, d.base_string())) + "\"";
             }
         }},
        {"nothing signed",
         [](Draft& d) {
             d.algorithm = "none";
             d.signature =
                 "keyId=\"" + d.key_id + "\",algorithm=\"none\",headers=\"\",signature=\"\"";
         }},
        {"the key of somebody else", [](Draft& d) { d.key = &rsa_key(1); }},
    });
}

TEST_CASE("A9 at the socket: one Signature header, in one reading") {
    Known node;
    const auto header = [](std::function<std::string(const std::string&)> change) {
        return [change](Draft& d) { d.signature = change(d.made_signature()); };
    };
    node.check({
        {"twice the same",
         [](Draft& d) { d.headers = "Signature: " + d.made_signature() + "\r\n"; }},
        {"twice, the second of somebody else",
         [](Draft& d) {
             d.headers = "Signature: keyId=\"https://evil.example/k\",signature=\"AAAA\"\r\n";
         }},
        {"in Authorization alone",
         [](Draft& d) {
             d.headers = "Authorization: Signature " + d.made_signature() + "\r\n";
             d.signature = "none";
         }},
        {"keyId twice",
         header([](const auto& s) { return s + ",keyId=\"https://evil.example/k\""; })},
        {"keyId of another first",
         header([](const auto& s) { return "keyId=\"https://evil.example/k\"," + s; })},
        {"signature twice", header([](const auto& s) { return s + ",signature=\"AAAA\""; })},
        {"an open quote", header([](const auto& s) { return s + "\""; })},
        {"an escape", header([](const auto& s) { return s + ",x=\"a\\\"b\""; })},
        {"a scheme before it", header([](const auto& s) { return "Signature " + s; })},
        {"8 KB of padding",
         header([](const auto& s) { return s + ",pad=\"" + std::string(8192, 'a') + "\""; })},
        {"more than a head may have",
         header([](const auto& s) { return s + ",pad=\"" + std::string(20'000, 'a') + "\""; }),
         431},
        {"a thousand headers", [](Draft& d) { d.parts.resize(1000, "date"); }, 401},
        {"an IRI that two parsers read differently",
         [](Draft& d) { d.key_id = "https://gironde.example\\@evil.example/users/bob#main-key"; }},
        {"no IRI", [](Draft& d) { d.key_id = "bob"; }},
        {"RFC 9421 announced, cavage sent",
         [](Draft& d) {
             d.headers = "Signature-Input: sig1=(\"@method\");created=1780315200;keyid=\"" +
                         d.key_id + "\"\r\n";
         }},
    });
}

TEST_CASE("A1–A4 at the socket, RFC 9421: method, target, body and time are covered") {
    Known node;
    struct Spoil {
        const char* what;
        std::function<void(web::Request&)> spoil;
    };
    const auto replace = [](web::Request& request, std::string_view name, std::string_view from,
                            std::string_view to) {
        for (auto& [key, value] : request.headers) {
            if (key == name) value.replace(value.find(from), from.size(), to);
        }
    };
    const Spoil rows[] = {
        {"body", [](web::Request& r) { r.body.insert(r.body.size() - 1, " "); }},
        {"path", [](web::Request& r) { r.target = r.path = "/actor/inbox"; }},
        {"content-digest not covered",
         [&](web::Request& r) { replace(r, "signature-input", " \"content-digest\"", ""); }},
        {"target not covered",
         [&](web::Request& r) { replace(r, "signature-input", " \"@target-uri\"", ""); }},
        {"a later time",
         [&](web::Request& r) {
             replace(r, "signature-input", "created=1780315200", "created=1780315260");
         }},
        {"no content-digest",
         [](web::Request& r) {
             std::erase_if(r.headers, [](const auto& h) { return h.first == "content-digest"; });
         }},
    };
    const auto made = [&](const std::string& host) {
        web::Request request;
        request.method = "POST";
        request.target = request.path = "/inbox";
        request.body = like("new").dump();
        request.headers = {{"host", "lanoisette.example"},
                           {"content-type", "application/activity+json"}};
        const activitypub::HttpMessage message{"POST", "/inbox",        "https",
                                               host,   request.headers, request.body};
        for (auto& added : activitypub::sign_request(message, activitypub::Scheme::Rfc9421,
                                                     kBob.key_id(), *kBob.key, node.clock.now())) {
            request.headers.push_back(std::move(added));
        }
        return request;
    };
    const auto bytes = [](const web::Request& request) {
        std::string text = "POST " + request.target + " HTTP/1.1\r\n";
        for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
        return text + "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" +
               request.body;
    };
    const auto before = node.rows();
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto request = made("lanoisette.example");
        row.spoil(request);
        CHECK(node.status(bytes(request)) == 401);
    }
    CHECK(node.status(bytes(made("other.test"))) == 401);
    CHECK(changes(before, node.rows()) == "");
    CHECK(node.status(bytes(made("lanoisette.example"))) == 202);
}
