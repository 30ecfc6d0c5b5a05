#include "node/web/bits.h"

#include "node/web/template.h"

namespace essaim::web {

SafeHtml form_summary(const Templates& templates, Language language,
                      const std::vector<FieldError>& errors) {
    if (errors.empty()) return {};
    Page page;
    page.set("heading", templates.trn(language, "Il reste une chose à corriger",
                                      "Il reste {n} choses à corriger",
                                      static_cast<std::int64_t>(errors.size())));
    for (const auto& error : errors)
        page.section("error").set("field", error.field).set("message", error.message);
    return templates.render(language, "web/form_summary.html", page);
}

SafeHtml empty_state(const Templates& templates, Language language, const std::string& sentence,
                     const Link& action) {
    Page page;
    page.set("sentence", sentence);
    if (!action.url.empty())
        page.section("action")
            .set_url("url", action.url)
            .set("label", templates.tr(language, action.label));
    return templates.render(language, "web/empty.html", page);
}

SafeHtml pager(const Templates& templates, Language language, std::string_view newer_url,
               std::string_view older_url) {
    if (newer_url.empty() && older_url.empty()) return {};
    Page page;
    if (!newer_url.empty()) page.section("previous").set_url("url", newer_url);
    if (!older_url.empty()) page.section("next").set_url("url", older_url);
    return templates.render(language, "web/pager.html", page);
}

SafeHtml ways_to_follow(const Templates& templates, Language language, bool mail) {
    Page page;
    if (mail) page.show("MAIL");
    return templates.render(language, "web/ways.html", page);
}

namespace {

constexpr std::size_t kContextWords = 12;  // on either side of a change

// The beginning and the end of what did not change.
std::string shortened(const std::string& text) {
    std::vector<std::size_t> spaces;
    for (std::size_t at = 0; (at = text.find(' ', at)) != std::string::npos; ++at)
        spaces.push_back(at);
    if (spaces.size() < 3 * kContextWords) return text;
    return text.substr(0, spaces[kContextWords - 1]) + " … " +
           text.substr(spaces[spaces.size() - kContextWords] + 1);
}

}  // namespace

SafeHtml changes_part(const Templates& templates, Language language,
                      const std::vector<DiffParagraph>& changes, const std::string& lang) {
    if (changes.empty()) return {};
    Page page;
    for (const auto& paragraph : changes) {
        auto& part = page.section("PART").set("LANG", lang);
        for (const auto& piece : paragraph) {
            const bool same = piece.kind == DiffPiece::Kind::Same;
            part.section("PIECE")
                .section(same                                   ? "SAME"
                         : piece.kind == DiffPiece::Kind::Added ? "ADDED"
                                                                : "REMOVED")
                .set("TEXT", same ? shortened(piece.text) : piece.text);
        }
    }
    return templates.render(language, "web/changes.html", page);
}

}  // namespace essaim::web
