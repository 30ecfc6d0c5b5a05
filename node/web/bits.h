// Small parts that several pages share: summary of a form's errors, an empty
// list, links to newer and older pages. Each is a file of pages/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/web/frame.h"
#include "node/web/html_text.h"
#include "node/web/typography.h"
#include "node/web/word_diff.h"

namespace essaim::web {

class Templates;

struct FieldError {
    std::string field;    // id of the input
    std::string message;  // in the language of the page; also shown at the field
};

SafeHtml form_summary(const Templates& templates, Language language,
                      const std::vector<FieldError>& errors);

// What will be here, and one thing to do (no button when its url is empty).
SafeHtml empty_state(const Templates& templates, Language language, const std::string& sentence,
                     const Link& action = {});

// What changed (word_diff.h), with enough of what did not to read it; `lang` is
// the texts'. Nothing when nothing changed.
SafeHtml changes_part(const Templates& templates, Language language,
                      const std::vector<DiffParagraph>& changes, const std::string& lang);

// Either address may be empty; nothing at all when both are.
SafeHtml pager(const Templates& templates, Language language, std::string_view newer_url,
               std::string_view older_url);

// "Recevoir ces nouvelles": the ways to follow this node, for the side of a page.
// `mail`: the node sends a letter, at /lettre.
SafeHtml ways_to_follow(const Templates& templates, Language language, bool mail);

}  // namespace essaim::web
