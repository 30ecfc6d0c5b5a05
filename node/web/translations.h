// French is the source text; other languages come from gettext catalogues
// (node/web/po/<language>.po), compiled by msgfmt when the node is built and
// read by Boost.Locale. A missing string shows in French;
// tests/lint/check_translations.py finds it first. Read-only once made: any
// thread. A broken catalogue throws at start.
#pragma once

#include <initializer_list>
#include <locale>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "node/base/embedded.h"
#include "node/web/request.h"
#include "node/web/response.h"
#include "node/web/typography.h"

namespace essaim::web {

std::span<const base::Embedded> embedded_files();  // static/, pages/, po/ of this module

// Marks a literal that is translated later, where the language is known.
constexpr std::string_view tr_later(std::string_view french) { return french; }

class Translations {
  public:
    using Arguments = std::initializer_list<std::pair<std::string_view, std::string>>;

    // Reads every po/<language>.mo among the files.
    explicit Translations(std::span<const base::Embedded> files = embedded_files());

    // The text in that language, {name} replaced by its argument. Plain text.
    std::string tr(Language language, std::string_view french, Arguments arguments = {}) const;
    // By number, which fills {n}: French counts 0 and 1 as one, English only 1.
    std::string trn(Language language, std::string_view one, std::string_view many,
                    std::int64_t number, Arguments arguments = {}) const;

  private:
    std::map<std::string, std::locale, std::less<>> catalogues_;  // each in a facet
};

// Keeps what ?langue= asked for, in the cookie that language_of() reads.
void remember_language(const Request& request, Response& response);

// ?langue=, then the cookie "langue", then Accept-Language, then French.
Language language_of(const Request& request);

}  // namespace essaim::web
