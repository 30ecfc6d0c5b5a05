#include "node/news/post.h"

#include <algorithm>

#include "node/base/text.h"
#include "node/news/object_parts.h"
#include "node/news/text_marks.h"
#include "node/web/markdown.h"
#include "node/web/plain_line.h"
#include "node/web/sanitise.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {
constexpr std::size_t kWarningLetters = 200;
constexpr std::size_t kSourceBytes = 100'000;  // security.md D1
constexpr std::size_t kShortForm = 280;
constexpr std::size_t kCategoryBytes = 60;
constexpr std::size_t kEnoughForAStart = 120;

bool is_longer(const std::string& text, std::size_t most) {
    return letters(text, most).size() < text.size();
}

void add_picture_problems(const std::vector<media::PictureUse>& uses,
                          std::vector<FieldProblem>& problems) {
    if (uses.size() > kMostPictures)
        problems.push_back({"image", std::string(web::tr_later("Quatre images au plus."))});
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const auto field = "alt" + std::to_string(i);
        if (base::trim(uses[i].alt).empty()) {
            problems.push_back(
                {field, std::string(web::tr_later(
                            "Dites en une phrase ce que montre cette image : c’est ce qu’entendent "
                            "les personnes qui ne la voient pas."))});
        } else if (is_longer(uses[i].alt, media::kAltLetters)) {
            problems.push_back(
                {field, std::string(web::tr_later("C’est trop long : 1 500 signes au plus."))});
        } else if (!base::is_valid_utf8(uses[i].alt)) {
            problems.push_back(
                {field, std::string(web::tr_later("Ce texte contient des signes illisibles."))});
        }
    }
}

// Not a title, a list, a quotation, a table or code.
bool is_prose(std::string_view paragraph) {
    const auto digits = paragraph.find_first_not_of("0123456789");
    const bool numbered = digits != 0 && digits != std::string_view::npos &&
                          (paragraph[digits] == '.' || paragraph[digits] == ')');
    if (numbered || paragraph.starts_with("```")) return false;
    const bool marked = std::string_view("-*+").find(paragraph.front()) != std::string_view::npos &&
                        paragraph.size() > 1 && paragraph[1] == ' ';
    return !marked && std::string_view("#>|").find(paragraph.front()) == std::string_view::npos;
}

// The paragraphs before the first title, list or quotation; all of it when the
// text begins with one of those.
std::string opening_of(const std::string& source) {
    std::string opening;
    for (std::size_t at = 0; at < source.size() && opening.size() < kEnoughForAStart;) {
        auto end = source.find("\n\n", at);
        if (end == std::string::npos) end = source.size();
        const auto paragraph = base::trim(std::string_view(source).substr(at, end - at));
        at = end + 2;
        if (paragraph.empty()) continue;
        if (!is_prose(paragraph)) break;
        opening += std::string(paragraph) + "\n\n";
    }
    return opening.empty() ? source : opening;
}

// Typography puts no-break spaces where people typed plain ones.
std::string even_spaces(const std::string& text) {
    std::string even;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view rest = std::string_view(text).substr(at);
        const std::size_t bytes = rest.starts_with("\u00A0")   ? 2
                                  : rest.starts_with("\u202F") ? 3
                                                               : 1;
        const bool space = bytes > 1 || rest.front() == ' ' || rest.front() == '\n';
        if (!space) even += rest.front();
        if (space && !even.empty() && even.back() != ' ') even += ' ';
        at += bytes - 1;
    }
    return even;
}

}  // namespace

std::vector<FieldProblem> problems_of(const PostDraft& draft) {
    std::vector<FieldProblem> problems;
    if (base::trim(draft.title).empty()) {
        problems.push_back({"title", "Donnez un titre."});
    } else if (is_longer(draft.title, kNameLetters)) {
        problems.push_back({"title", "Ce titre est trop long : 150 signes au plus."});
    }
    if (is_longer(draft.summary, kSummaryLetters)) {
        problems.push_back({"summary", "Ce résumé est trop long : 500 signes au plus."});
    }
    if (is_longer(draft.warning, kWarningLetters)) {
        problems.push_back(
            {"warning",
             std::string(web::tr_later("Cet avertissement est trop long : 200 signes au plus."))});
    }
    if (base::trim(draft.source).empty()) {
        problems.push_back({"source", "Écrivez le texte."});
    } else if (draft.source.size() > kSourceBytes) {
        problems.push_back({"source", "Ce texte est trop long : 100 000 signes au plus."});
    }
    for (const auto* text : {&draft.title, &draft.summary, &draft.source, &draft.warning}) {
        if (!base::is_valid_utf8(*text)) {
            problems.push_back({"source", "Ce texte contient des signes illisibles."});
            break;
        }
    }
    if (draft.categories && draft.categories->size() > kMostCategories)
        problems.push_back({"categories", std::string(web::tr_later("Trois catégories au plus."))});
    if (draft.pictures) add_picture_problems(draft.pictures->uses, problems);
    return problems;
}

PostDraft draft_of(const Post& post) {
    return {.title = post.title,
            .summary = opens_with(post.html, post.summary) ? "" : post.summary,
            .source = post.source,
            .language = post.language,
            .warning = post.warning,
            .quotes = post.quotes,
            .categories = post.categories};
}

std::vector<std::string> categories_in(std::string_view typed) {
    std::vector<std::string> names;
    std::vector<std::string> slugs;
    for (const auto part : base::split(typed, ',')) {
        auto name = base::truncate_utf8(web::plain_line(part), kCategoryBytes);
        auto slug = base::slugify(name);
        if (slug.empty() || std::ranges::find(slugs, slug) != slugs.end()) continue;
        names.push_back(std::move(name));
        slugs.push_back(std::move(slug));
    }
    return names;
}

std::string summary_of(const PostDraft& draft) {
    const auto given = base::trim(draft.summary);
    if (!given.empty()) return std::string(given);
    auto text = web::text_of_html(web::render_markdown(opening_of(draft.source)).str());
    if (text.size() <= kShortForm) return text;
    text = base::truncate_utf8(text, kShortForm);
    const auto space = text.rfind(' ');
    if (space != std::string::npos) text.resize(space);
    return text + "…";
}

bool opens_with(const std::string& html, const std::string& summary) {
    auto start = even_spaces(with_short_handles(summary));
    if (start.ends_with("…")) start.resize(start.size() - std::string_view("…").size());
    return even_spaces(with_short_handles(web::text_of_html(html))).starts_with(start);
}

PostDraft first_draft(const Introduction& us) {
    PostDraft draft;
    draft.title = "Nous voici";
    draft.source = us.tagline.empty() ? us.name + " a maintenant son nœud."
                                      : us.name + ", " + us.tagline + ", a maintenant son nœud.";
    draft.source +=
        " Nos nouvelles paraissent ici, chez nous, et partent vers toutes les personnes qui nous "
        "suivent.";
    if (!us.about.empty()) draft.source += "\n\n" + us.about;
    draft.source +=
        "\n\n## Nous suivre\n\nDepuis Mastodon ou un service du même genre, cherchez **" +
        us.handle +
        "** puis « Suivre ». Sans compte, un lecteur de flux suffit.\n\n"
        "## Et vous ?\n\nDites-nous ce que vous aimeriez lire ici.";
    return draft;
}

}  // namespace essaim::news
