// What surrounds every page: head, header, navigation, notices, footer
// (pages/layout.html). Only links to what exists are given, so only they show.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "node/web/html_text.h"
#include "node/web/typography.h"

namespace essaim::web {

class Templates;

struct Link {
    std::string label{};  // French source text (tr_later), translated when rendered
    std::string url{};
};

struct NavigationEntry {
    std::string key{};    // "actualites"; Frame::section names the current one
    std::string label{};  // French source text (tr_later)
    std::string url{};
};

struct FooterColumn {
    std::string title{};  // French source text (tr_later)
    std::vector<Link> links{};
};

// The same for every page of a node.
struct Site {
    std::string name{};         // "La Noisette"
    std::string tagline{};      // "monnaie locale du pays de Vière"
    std::string rosette_key{};  // empty: the name
    int hue = 0;
    std::string logo{};                  // path of the picture instead of the rosette
    std::string about{};                 // footer: "Association loi 1901, siège à …"
    std::string word{};                  // footer: a sentence of theirs; may be empty
    std::string email{};                 // footer; may be empty
    std::string version{};               // of the software
    std::optional<std::size_t> peers{};  // nodes followed
    std::vector<NavigationEntry> navigation{};
    std::vector<FooterColumn> footer{};
};

struct Notice {
    enum class Kind { Information, Done, Attention, Failure };
    Kind kind = Kind::Information;
    std::string text{};  // in the language of the page
};

struct Frame {
    const Site& site;
    Language language = Language::French;
    std::string title{};  // without the site's name, which is added; empty: name and tagline
    std::string description{};
    std::string section{};    // key of the current navigation entry
    std::string signed_in{};  // name of the person, empty: nobody
    int unread = 0;           // on the bell
    bool may_write = false;   // shows "Écrire"
    bool may_manage = false;  // shows "Gestion"
    std::vector<Notice> notices{};
    std::string canonical_url{};
    std::string activity_url{};  // the same thing as application/activity+json
    std::string oembed_url{};    // what other sites need to show it in a frame
    std::string creator{};  // "@lanoisette@lanoisette.example", who wrote it (fediverse:creator)
    std::string picture{};  // absolute address, for who shows a link to this page
    bool article = false;   // a text, rather than a page of the site
    std::string path{};     // of this page, for the link to the other language
    std::vector<Link> feeds{};           // Atom; labels in the language of the page
    std::vector<std::string> styles{};   // static style sheets besides essaim.css
    std::vector<std::string> modules{};  // static .js modules: "copier.js"
    bool noindex = false;
    bool ask_sign_in = true;  // shows "Se connecter" to strangers
};

// The sentence and links for an error, in the frame. `detail` is public text
// (a date, a waiting time, an error number); empty: what usually helps.
std::string problem_page(const Templates& templates, const Frame& frame, int status,
                         const std::string& detail = "");

}  // namespace essaim::web
