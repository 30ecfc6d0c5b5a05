#include "node/mail/paper.h"

#include "node/base/text.h"
#include "node/web/translations.h"

namespace essaim::mail {

namespace {

constexpr std::size_t kWidth = 72;

// Lines that any program shows whole; a word longer than one stays whole, and so
// does a line that begins with a blank, as code does in Markdown.
void append_wrapped(std::string& out, std::string_view paragraph) {
    for (const auto line : base::split(paragraph, '\n')) {
        if (line.starts_with(' ')) {
            out += std::string(line) + "\n";
            continue;
        }
        std::size_t width = 0;
        for (const auto word : base::split(line, ' ')) {
            const bool full = width > 0 && width + 1 + word.size() > kWidth;
            if (width > 0) out += full ? '\n' : ' ';
            width = full ? word.size() : width + 1 + word.size();
            out += word;
        }
        out += '\n';
    }
}

std::string text_of(const Paper& paper, const Sheet& sheet, const std::string& foot) {
    std::string out;
    const auto paragraph = [&out](std::string_view text) {
        if (base::trim(text).empty()) return;
        append_wrapped(out, base::trim(text));
        out += '\n';
    };
    paragraph(sheet.heading.empty() ? sheet.subject : sheet.heading);
    for (const auto& one : sheet.before) paragraph(one);
    if (!sheet.url.empty()) out += sheet.action + "\n" + sheet.url + "\n\n";
    for (const auto& part : sheet.parts) {
        if (!part.heading.empty()) out += "== " + part.heading + " ==\n\n";
        for (const auto& piece : part.pieces) {
            if (!piece.title.empty()) out += "* " + piece.title + "\n";
            if (!piece.note.empty()) out += piece.note + "\n";
            if (!piece.url.empty()) out += piece.url + "\n";
            out += '\n';
            paragraph(piece.text);
        }
    }
    for (const auto& one : sheet.after) paragraph(one);
    out += "-- \n" + paper.name + "\n" + paper.address + "\n";  // RFC 3676 §4.3
    if (!sheet.unsubscribe.empty()) out += "\n" + foot + "\n" + kUnsubscribeMark + "\n";
    return out;
}

// Our own paths, as they stand in our texts, lead nowhere in a letter. `before`: in
// HTML href="/, in Markdown ](/.
std::string with_absolute_links(std::string text, std::string_view before,
                                const std::string& address) {
    for (auto at = text.find(before); at != std::string::npos; at = text.find(before, at + 1)) {
        text.insert(at + before.size() - 1, address);
    }
    return text;
}

}  // namespace

Content write(const Paper& paper, web::Language language, const Sheet& sheet) {
    web::Page page;
    page.set("LANG", std::string(web::code(language))).set("SUBJECT", sheet.subject);
    page.set("HEADING", sheet.heading.empty() ? sheet.subject : sheet.heading);
    page.set("SITE", paper.name).set_url("HOME", paper.address);
    for (const auto& one : sheet.before) page.section("BEFORE").set("TEXT", one);
    if (!sheet.url.empty())
        page.section("ACTION").set("LABEL", sheet.action).set_url("URL", sheet.url);
    for (const auto& one : sheet.after) page.section("AFTER").set("TEXT", one);
    for (const auto& part : sheet.parts) {
        auto& box = page.section("PART");
        box.set_if("PART_HEADING", part.heading);
        for (const auto& piece : part.pieces) {
            auto& row = box.section("PIECE");
            row.set("LANGUAGE",
                    piece.language.empty() ? std::string(web::code(language)) : piece.language);
            if (!piece.title.empty()) {
                row.section("TITLED").set("TITLE", piece.title).set_url("URL", piece.url);
            }
            row.set_if("NOTE", piece.note);
            row.set_html("BODY", piece.html);
        }
    }
    if (!sheet.unsubscribe.empty()) {
        page.section("STOP").set("LABEL", sheet.unsubscribe).set_url("URL", kUnsubscribeMark);
    }
    const auto html = paper.templates.render(language, "mail/letter.html", page).str();
    return {
        .subject = sheet.subject,
        .text = with_absolute_links(text_of(paper, sheet, sheet.unsubscribe), "](/", paper.address),
        .html = with_absolute_links(html, "href=\"/", paper.address)};
}

}  // namespace essaim::mail
