// The words of an XML part of an office document, read piece by piece by expat
// and never held as a tree. An entity declaration ends the reading: no office
// program writes one, and a bomb is made of them.
#pragma once

#include <memory>
#include <string_view>

#include "node/media_helper/report.h"
#include "node/media_helper/utf8.h"

namespace essaim::media_helper {

enum class Dialect {
    OpenDocument,  // content.xml (OASIS OpenDocument 1.3)
    Word,          // word/document.xml (ECMA-376)
    Title,         // dc:title of meta.xml or docProps/core.xml
};

class XmlText {
  public:
    XmlText(Dialect dialect, BoundedText& text);
    ~XmlText();
    XmlText(const XmlText&) = delete;
    XmlText& operator=(const XmlText&) = delete;

    // False: the text is full, nothing more is needed.
    Outcome<bool> feed(std::string_view piece);
    Outcome<void> finish();

    struct State;

  private:
    const std::unique_ptr<State> state_;
};

}  // namespace essaim::media_helper
