// The command line's sentences in the language of the terminal (LC_ALL,
// LC_MESSAGES, LANG): French when it begins with "fr", else English.
#pragma once

#include <string>

#include "node/web/translations.h"

namespace essaim::cli {

class Words {
  public:
    Words();
    explicit Words(web::Language language) : language_(language) {}
    std::string operator()(std::string_view french,
                           web::Translations::Arguments arguments = {}) const {
        return translations_.tr(language_, french, arguments);
    }
    web::Language language() const { return language_; }

  private:
    web::Language language_;
    web::Translations translations_;
};

}  // namespace essaim::cli
