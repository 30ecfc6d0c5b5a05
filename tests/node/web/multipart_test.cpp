#include "node/web/multipart.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "node/web/request.h"

using namespace essaim::web;

namespace {

const std::string kType = "multipart/form-data; boundary=----abc123";

// A part as a browser writes it.
std::string part(const std::string& disposition, const std::string& bytes,
                 const std::string& more = "") {
    return "------abc123\r\nContent-Disposition: form-data; " + disposition + "\r\n" + more +
           "\r\n" + bytes + "\r\n";
}
const std::string kEnd = "------abc123--\r\n";

}  // namespace

TEST_CASE("a form with a file is read as a browser sends it") {
    const std::string bytes("\x89PNG\r\n------abc12\r\n\0\xff", 21);
    const auto body =
        part("name=\"title\"", "L'été à Libourne") +
        part("name=\"image\"; filename=\"l%22été%22.png\"", bytes, "Content-Type: image/png\r\n") +
        part("name=\"none\"; filename=\"\"", "") + kEnd;
    const auto parts = read_multipart(kType, body);
    REQUIRE(parts);
    REQUIRE(parts->size() == 3);
    CHECK(parts->at(0).name == "title");
    CHECK(parts->at(0).bytes == "L'été à Libourne");
    CHECK_FALSE(parts->at(0).file_name.has_value());
    CHECK(parts->at(1).file_name == "l\"été\".png");
    CHECK(parts->at(1).type == "image/png");
    CHECK(parts->at(1).bytes == bytes);
    CHECK(parts->at(2).file_name == "");

    Request request;
    request.headers = {{"content-type", kType}};
    request.body = body;
    CHECK(request.form_value("title") == "L'été à Libourne");
    CHECK_FALSE(request.form_value("image").has_value());  // a file is no text
    REQUIRE(request.file("image"));
    CHECK(request.file("image")->bytes == bytes);
    CHECK_FALSE(request.file("none").has_value());
    CHECK_FALSE(request.file("title").has_value());
    CHECK_FALSE(request.is_broken_form());

    const auto copy = std::make_unique<Request>(request);
    request.body = std::string(body.size(), 'x');
    CHECK(copy->form_value("title") == "L'été à Libourne");
}

TEST_CASE("a form that no browser sends is refused whole") {
    const auto good = part("name=\"a\"", "1");
    struct Row {
        const char* what;
        std::string type, body;
    };
    const Row rows[] = {
        {"no boundary", "multipart/form-data", good + kEnd},
        {"an empty boundary", "multipart/form-data; boundary=", good + kEnd},
        {"a boundary of 71", "multipart/form-data; boundary=" + std::string(71, 'a'), good + kEnd},
        {"a boundary with a line end", "multipart/form-data; boundary=\"a\r\nb\"", good + kEnd},
        {"another type", "multipart/mixed; boundary=----abc123", good + kEnd},
        {"something before the first part", kType, "x" + good + kEnd},
        {"no end", kType, good},
        {"something after the end", kType, good + kEnd + "x"},
        {"an end that is cut", kType, good + "------abc123-"},
        {"no head", kType, "------abc123\r\n1\r\n" + kEnd},
        {"no name", kType, part("filename=\"a\"", "1") + kEnd},
        {"an empty name", kType, part("name=\"\"", "1") + kEnd},
        {"two names", kType, part("name=\"a\"; name=\"b\"", "1") + kEnd},
        {"a name without quotes", kType, part("name=a", "1") + kEnd},
        {"a name that never ends", kType, part("name=\"a", "1") + kEnd},
        {"an extended name", kType, part("name=\"a\"; filename*=\"b\"", "1") + kEnd},
        {"two dispositions", kType,
         part("name=\"a\"", "1", "Content-Disposition: form-data; name=\"b\"\r\n") + kEnd},
        {"a transfer encoding", kType,
         part("name=\"a\"", "1", "Content-Transfer-Encoding: base64\r\n") + kEnd},
        {"a control character", kType, part("name=\"a\x01\"", "1") + kEnd},
        {"bytes that are no text", kType, part("name=\"\xff\"", "1") + kEnd},
        {"a head of 3 KB", kType,
         part("name=\"a\"", "1", "X: " + std::string(3000, 'x') + "\r\n") + kEnd},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK_FALSE(read_multipart(row.type, row.body).has_value());
    }
    std::string many;
    for (int i = 0; i < 65; ++i) many += good;
    CHECK_FALSE(read_multipart(kType, many + kEnd).has_value());
    CHECK(read_multipart(kType, kEnd)->empty());

    Request request;
    request.headers = {{"content-type", kType}};
    request.body = good;
    CHECK(request.is_broken_form());
    CHECK_FALSE(request.form_value("a").has_value());
}
