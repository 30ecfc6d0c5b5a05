#include "node/web/static_files.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "node/web/template.h"
#include "node/web/translations.h"

using namespace essaim::web;

namespace {

std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

}  // namespace

TEST_CASE("a static file is sent with its type, and kept for a year under its version") {
    Request request;
    const std::string url = static_url("essaim.css");
    request.query = url.substr(url.find('?') + 1);
    const Response versioned = static_file(request, "essaim.css");
    CHECK(versioned.status == 200);
    CHECK(header(versioned, "Content-Type") == "text/css; charset=utf-8");
    CHECK(header(versioned, "Cache-Control").find("immutable") != std::string::npos);
    request.query = "v=00000000";
    CHECK(header(static_file(request, "essaim.css"), "Cache-Control").find("immutable") ==
          std::string::npos);
    request.headers.emplace_back("if-none-match", header(versioned, "ETag"));
    const Response known = static_file(request, "essaim.css");
    CHECK(known.status == 304);
    CHECK(known.body.empty());
}

TEST_CASE("nothing but the embedded files is served") {
    for (const char* name : {"", "absent.css", "../po/en.po", "po/en.po", "pages/layout.html"})
        CHECK_MESSAGE(static_file({}, name).status == 404, name);
}

TEST_CASE("what the style sheet names is embedded, and nothing is fetched from elsewhere") {
    const auto files = embedded_files();
    const auto css = std::find_if(files.begin(), files.end(), [](const auto& file) {
        return file.path == "static/essaim.css";
    });
    REQUIRE(css != files.end());
    std::size_t fonts = 0;
    for (auto at = css->bytes.find("url("); at != std::string_view::npos;
         at = css->bytes.find("url(", at + 1)) {
        const std::string name(css->bytes.substr(at + 4, css->bytes.find(')', at) - at - 4));
        CHECK_MESSAGE(static_file({}, name).status == 200, name);
        ++fonts;
    }
    CHECK(fonts >= 4);
    CHECK(css->bytes.find("http") == std::string_view::npos);
}
