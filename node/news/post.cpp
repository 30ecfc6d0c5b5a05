#include "node/news/post.h"

#include "node/base/text.h"
#include "node/web/markdown.h"
#include "node/web/sanitise.h"

namespace essaim::news {

namespace {
constexpr std::size_t kTitleBytes = 300;       // about 150 letters: federation.md §3
constexpr std::size_t kSummaryBytes = 1000;
constexpr std::size_t kSourceBytes = 100'000;  // security.md D1
constexpr std::size_t kShortForm = 280;
}  // namespace

std::vector<FieldProblem> problems_of(const PostDraft& draft) {
    std::vector<FieldProblem> problems;
    if (base::trim(draft.title).empty()) {
        problems.push_back({"title", "Donnez un titre."});
    } else if (draft.title.size() > kTitleBytes) {
        problems.push_back({"title", "Ce titre est trop long : 150 signes au plus."});
    }
    if (draft.summary.size() > kSummaryBytes) {
        problems.push_back({"summary", "Ce résumé est trop long : 500 signes au plus."});
    }
    if (base::trim(draft.source).empty()) {
        problems.push_back({"source", "Écrivez le texte."});
    } else if (draft.source.size() > kSourceBytes) {
        problems.push_back({"source", "Ce texte est trop long : 100 000 signes au plus."});
    }
    for (const auto* text : {&draft.title, &draft.summary, &draft.source}) {
        if (!base::is_valid_utf8(*text)) {
            problems.push_back({"source", "Ce texte contient des signes illisibles."});
            break;
        }
    }
    return problems;
}

std::string summary_of(const PostDraft& draft) {
    const auto given = base::trim(draft.summary);
    if (!given.empty()) return std::string(given);
    auto text = web::text_of_html(web::render_markdown(draft.source).str());
    if (text.size() <= kShortForm) return text;
    text = base::truncate_utf8(text, kShortForm);
    const auto space = text.rfind(' ');
    if (space != std::string::npos) text.resize(space);
    return text + "…";
}

}  // namespace essaim::news
