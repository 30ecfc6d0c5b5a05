#include "node/media_helper/xml_text.h"

#include <expat.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace essaim::media_helper {

struct XmlText::State {
    Dialect dialect;
    BoundedText& text;
    XML_Parser parser;
    std::optional<Reason> refused;
    int depth = 0;
    int skipped_at = 0;  // the depth at which a part without words began; 0: none
    int wanted = 0;      // how many open elements hold words
};

namespace {

using State = XmlText::State;
using Names = std::initializer_list<std::string_view>;

constexpr int kDepth = 200;
constexpr std::string_view kOasis = "urn:oasis:names:tc:opendocument:xmlns:";
constexpr std::string_view kDublinCore = "http://purl.org/dc/elements/1.1/";
constexpr std::array<std::string_view, 2> kWord{
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main"};

bool among(std::string_view name, Names names) {
    return std::ranges::find(names, name) != names.end();
}

// expat gives "namespace|name". What comes back is "text:p" for OpenDocument,
// the bare name for the others, "" for what is of another namespace.
std::string short_name(Dialect dialect, std::string_view full) {
    const auto bar = full.rfind('|');
    if (bar == std::string_view::npos) return {};
    auto space = full.substr(0, bar);
    const std::string name(full.substr(bar + 1));
    if (dialect == Dialect::Title) return space == kDublinCore ? name : std::string();
    if (dialect == Dialect::Word)
        return std::ranges::find(kWord, space) != kWord.end() ? name : std::string();
    if (!space.starts_with(kOasis)) return {};
    space.remove_prefix(kOasis.size());
    return std::string(space.substr(0, space.find(':'))) + ":" + name;
}

bool holds_words(Dialect dialect, std::string_view name) {
    switch (dialect) {
        case Dialect::Title:
            return name == "title";
        case Dialect::Word:
            return name == "t";
        case Dialect::OpenDocument:
            break;
    }
    return among(name, {"text:p", "text:h"});
}

void refuse(State& state, Reason reason) {
    state.refused = reason;
    XML_StopParser(state.parser, XML_FALSE);
}

void opened(void* data, const XML_Char* full, const XML_Char**) {
    auto& state = *static_cast<State*>(data);
    if (++state.depth > kDepth) return refuse(state, Reason::Bomb);
    if (state.skipped_at != 0) return;
    const auto name = short_name(state.dialect, full);
    // What was struck out, comments in the margin, forms: not the words of the document.
    if (state.dialect == Dialect::OpenDocument &&
        among(name,
              {"text:tracked-changes", "office:annotation", "office:forms", "office:scripts"})) {
        state.skipped_at = state.depth;
        return;
    }
    if (holds_words(state.dialect, name)) ++state.wanted;
    if (among(name, {"text:s", "text:tab", "tab"})) state.text.blank();
    if (among(name, {"text:line-break", "br", "cr"})) state.text.end_of_line();
}

void closed(void* data, const XML_Char* full) {
    auto& state = *static_cast<State*>(data);
    const int depth = state.depth--;
    if (state.skipped_at != 0) {
        if (state.skipped_at == depth) state.skipped_at = 0;
        return;
    }
    const auto name = short_name(state.dialect, full);
    if (holds_words(state.dialect, name)) --state.wanted;
    if (among(name, {"text:p", "text:h", "p", "tr", "table:table-row"})) state.text.end_of_line();
}

void words(void* data, const XML_Char* bytes, int length) {
    auto& state = *static_cast<State*>(data);
    if (state.wanted == 0 || state.skipped_at != 0) return;
    std::string piece(bytes, static_cast<std::size_t>(length));
    std::ranges::replace(piece, '\n', ' ');
    state.text.add(piece);
    if (state.text.full()) XML_StopParser(state.parser, XML_FALSE);
}

void entity(void* data, const XML_Char*, int, const XML_Char*, int, const XML_Char*,
            const XML_Char*, const XML_Char*, const XML_Char*) {
    refuse(*static_cast<State*>(data), Reason::Bomb);
}

Outcome<bool> parse(State& state, std::string_view piece, bool last) {
    const auto status =
        XML_Parse(state.parser, piece.data(), static_cast<int>(piece.size()), last ? 1 : 0);
    if (state.refused) return std::unexpected(*state.refused);
    if (state.text.full()) return false;
    if (status != XML_STATUS_OK) return std::unexpected(Reason::Broken);
    return true;
}

}  // namespace

XmlText::XmlText(Dialect dialect, BoundedText& text)
    : state_(new State{dialect, text, XML_ParserCreateNS(nullptr, '|'), {}}) {
    XML_SetUserData(state_->parser, state_.get());
    XML_SetElementHandler(state_->parser, opened, closed);
    XML_SetCharacterDataHandler(state_->parser, words);
    XML_SetEntityDeclHandler(state_->parser, entity);
}

XmlText::~XmlText() { XML_ParserFree(state_->parser); }

Outcome<bool> XmlText::feed(std::string_view piece) { return parse(*state_, piece, false); }

Outcome<void> XmlText::finish() {
    const auto end = parse(*state_, {}, true);
    if (!end) return std::unexpected(end.error());
    return {};
}

}  // namespace essaim::media_helper
