// How a letter looks: plain text and the same as HTML, in the association's
// name, with what it is and how to stop it at its foot. Links are absolute and
// lead here only; nothing in it is loaded from anywhere. Any thread.
#pragma once

#include <string>
#include <vector>

#include "node/mail/letter.h"
#include "node/web/html_text.h"
#include "node/web/template.h"

namespace essaim::mail {

struct Piece {  // one text of several in a letter
    std::string title = {};
    std::string note = {};  // when, where, by whom
    std::string url = {};   // absolute
    std::string text = {};  // plain, or Markdown: for those who read no HTML
    web::SafeHtml html = {};
    std::string language = {};
};

struct Part {
    std::string heading = {};  // may be empty
    std::vector<Piece> pieces = {};
};

struct Sheet {
    std::string subject;
    std::string heading = {};              // empty: the subject
    std::vector<std::string> before = {};  // paragraphs
    std::string action = {};               // label of the one thing to do, at `url`
    std::string url = {};                  // absolute
    std::vector<std::string> after = {};   // in small: who it is for, until when
    std::vector<Part> parts = {};
    std::string unsubscribe = {};  // what the link to stop says; empty: there is none
};

struct Paper {
    const web::Templates& templates;
    std::string name;     // of the association
    std::string address;  // "https://lanoisette.example"
};

Content write(const Paper& paper, web::Language language, const Sheet& sheet);

}  // namespace essaim::mail
