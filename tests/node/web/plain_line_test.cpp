#include "node/web/plain_line.h"

#include <doctest/doctest.h>

#include <string>

using essaim::web::plain_line;

TEST_CASE("a stranger's name is one line, without what is not seen") {
    struct Row {
        std::string given;
        std::string shown;
    };
    const Row rows[] = {
        {"Marie Noisetier", "Marie Noisetier"},
        {"  Œuvre d’été  ", "Œuvre d’été"},
        {"admin\u202E", "admin"},                    // right-to-left override
        {"\u2066nimda\u2069\u200F\u200E", "nimda"},  // isolates and marks
        {"ad\u200Bm\u2060i\uFEFFn", "admin"},        // zero-width
        {"ad\u00ADm\u034Fin", "admin"},              // soft hyphen, grapheme joiner
        {"ad\u200Dm\u200Cin", "admin"},              // joiners between Latin letters
        {"a\U000E0061\U000E007Fb", "ab"},            // tags
        {std::string("a\0b\x01\x1B[31m\x7F", 11), "ab[31m"},
        {"a\u0085b\u009Bc", "abc"},  // C1
        {"two\r\nlines\u2028and\u2029more\tthings", "two  lines and more things"},
        {"👩\u200D🌾 maraîchère", "👩\u200D🌾 maraîchère"},  // one emoji
        {"می\u200Cخواهم", "می\u200Cخواهم"},                  // Persian needs it
        {"\xFF\xC3(", "\uFFFD\uFFFD("},
        {"\u3164\u115F", ""},
        {"", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.given);
        CHECK(plain_line(row.given) == row.shown);
        CHECK(plain_line(plain_line(row.given)) == plain_line(row.given));
    }
}
