// Documents, good and hostile, through the real program.
#include <algorithm>

#include "node/media_helper/utf8.h"
#include "tests/media_helper/making.h"
#include "tests/media_helper/running.h"

using namespace essaim::media_helper;
using namespace essaim::media_helper::testing;

TEST_CASE("a document gives its words and its title") {
    const std::string odt = odf_content(
        "<text:h>Statuts</text:h><text:p>Article 1 : la <text:span>monnaie</text:span>"
        "<text:s/>locale\n est\xc2\xa0là</text:p><text:tracked-changes><text:p>biffé</text:p>"
        "</text:tracked-changes><text:p>Fin<office:annotation><text:p>note</text:p>"
        "</office:annotation>.</text:p>");
    const std::string ods = odf_content(
        "<table:table-row><table:table-cell><text:p>Euros</text:p></table:table-cell></"
        "table:table-row>");
    struct Case {
        const char* what;
        std::string bytes, type, title, text;
    };
    for (const auto& [what, bytes, type, title, text] : std::vector<Case>{
             {"odt", odf(odt, {{"meta.xml", odf_meta("Les statuts &amp; la charte")}}),
              "application/vnd.oasis.opendocument.text", "Les statuts & la charte",
              "Statuts\nArticle 1 : la monnaie locale est\xc2\xa0là\nFin."},
             {"ods", odf(ods, {}, "spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet",
              "", "Euros"},
             {"docx",
              docx("<w:p><w:r><w:t>Bonjour</w:t><w:tab/><w:t>à tous</w:t></w:r></w:p>"
                   "<w:p><w:r><w:delText>biffé</w:delText><w:t>Fin</w:t></w:r></w:p>"),
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
              "Compte rendu", "Bonjour à tous\nFin"},
             {"markdown", "\xef\xbb\xbf# Une œuvre\r\n\r\n\r\n\r\n- le  gonette\r\n", "text/plain",
              "", "# Une œuvre\n\n- le gonette"},
             {"pdf", pdf_of(2, "Fonds de garantie"), "application/pdf", "Rapport moral",
              "Fonds de garantie\n\nFonds de garantie"}}) {
        INFO(what);
        const auto result = run("text", bytes);
        REQUIRE(result.status == 0);
        REQUIRE(result.line["ok"] == true);
        CHECK(result.line["type"] == type);
        CHECK(result.line["title"] == title);
        CHECK(result.line["complete"] == true);
        CHECK(result.line["bytes"] == result.rest.size());
        CHECK(result.rest == text);
        if (type == "application/pdf") CHECK(result.line["pages"] == 2);
    }
}

TEST_CASE("of a long document a bounded part is read, and that is said") {
    const auto pages = run("text", pdf_of(3000, "Page"));
    CHECK(pages.line["pages"] == 3000);
    CHECK(pages.line["complete"] == false);
    CHECK(std::ranges::count(pages.rest, 'P') == 2000);

    std::string line, long_text, paragraphs;
    for (int i = 0; i < 300'000; ++i) long_text += "é" + std::to_string(i) + " ";
    for (int i = 0; i < 100'000; ++i)
        paragraphs += "<text:p>un mot n° " + std::to_string(i) + "</text:p>";
    for (const auto& bytes : {long_text, odf(odf_content(paragraphs))}) {
        const auto result = run("text", bytes);
        CHECK(result.line["complete"] == false);
        CHECK(result.rest.size() <= kTextBytes);
        CHECK(result.rest.size() > kTextBytes - 100);
        CHECK(is_plain_text(result.rest));
    }
}

TEST_CASE("what is no document, or a trap, is refused with its reason") {
    using namespace std::string_literals;
    std::string deep, entities = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">", many, compound;
    for (int i = 0; i < 5000; ++i) deep += "<text:span>";
    for (char name = 'b'; name < 'k'; ++name) {
        entities += "<!ENTITY "s + name + " \"";
        for (int i = 0; i < 10; ++i) entities += "&"s + static_cast<char>(name - 1) + ";";
        entities += "\">";
    }
    entities += "]>";
    compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    for (const char letter : "EncryptedPackage"s) compound += {letter, '\0'};
    const auto good = odf(odf_content("<text:p>mot</text:p>"));
    const Parts manifest{{"META-INF/manifest.xml", "<manifest:encryption-data/>"}};
    Parts crowd{{"mimetype", "application/vnd.oasis.opendocument.text"}};
    for (int i = 0; i < 10'001; ++i) crowd.emplace_back("n" + std::to_string(i), "");
    const std::string key =
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (" + std::string(32, 'o') + ") /U (" +
        std::string(32, 'u') +
        ") >> /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]";
    struct Case {
        const char* what;
        std::string bytes, reason;
    };
    for (const auto& [what, bytes, reason] : std::vector<Case>{
             {"nothing", "", "unknown"},
             {"noise", "\x01\x02\xff\xfe\x00 noise"s, "unknown"},
             {"latin letters of before", "caf\xe9", "unknown"},
             {"svg", "<svg onload='alert(1)'/>", "svg"},
             {"a page", "<html><script>alert(1)</script>", "unknown"},
             {"an image", "\x89PNG\r\n\x1a\n"s, "unknown"},
             {"an archive", zip_of({{"a.txt", "a"}}), "unknown"},
             {"an archive with paths", zip_of({{"../../etc/passwd", "a"}}), "unknown"},
             {"half an archive", good.substr(0, good.size() / 2), "broken"},
             {"no xml", odf("<a><b></a>"), "broken"},
             {"no content", zip_of({{"mimetype", "application/vnd.oasis.opendocument.text"}}),
              "broken"},
             {"old word", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 WordDocument", "unknown"},
             {"word with a password", compound, "encrypted"},
             {"odt with a password", odf("noise", manifest), "encrypted"},
             {"pdf with a password", pdf_of(1, "x", key), "encrypted"},
             {"half a pdf", "%PDF-1.4\n1 0 obj\n<< /Type", "broken"},
             {"entities", odf(odf_content("<text:p>&j;</text:p>", entities)), "bomb"},
             {"an outer entity",
              odf(odf_content("<text:p>&p;</text:p>",
                              "<!DOCTYPE x [<!ENTITY p SYSTEM 'file:///etc/passwd'>]>")),
              "bomb"},
             {"depth", odf(odf_content("<text:p>" + deep)), "bomb"},
             {"zip bomb",
              docx("<w:p><w:r><w:t>" + std::string(20 << 20, ' ') + "</w:t></w:r></w:p>"), "bomb"},
             {"ten thousand parts", zip_of(crowd), "bomb"}}) {
        INFO(what);
        const auto result = run("text", bytes);
        check_refused(result, reason);
        if (kMemoryTells) CHECK(result.stayed_below(100'000));
    }
}

TEST_CASE("a PDF of two gigabytes is refused by its size") {
    const auto result = run("text", file_of(pdf_of(1, "x"), 2L << 30));
    check_refused(result, "big");
    if (kMemoryTells) CHECK(result.stayed_below(60'000));
}

TEST_CASE("a zip that lies about the size of its part is counted as it comes") {
    // 30 MB of spaces that the archive's two heads announce as 1 000 bytes.
    const std::string body(30 << 20, ' ');
    auto bytes = docx("<w:p><w:r><w:t>" + body + "</w:t></w:r></w:p>");
    const auto name = bytes.rfind("word/document.xml");
    REQUIRE(name != std::string::npos);
    // APPNOTE 4.3.12: the size stands 22 bytes before the name in the central directory.
    bytes.replace(name - 22, 4, std::string("\xe8\x03\0\0", 4));
    const auto result = run("text", bytes);
    CHECK(result.status == 0);
    CHECK(result.line["ok"] == false);
    CHECK((result.reason() == "bomb" || result.reason() == "broken"));
    if (kMemoryTells) CHECK(result.stayed_below(100'000));
}
