#include "node/web/html_reader.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "node/web/html_text.h"

namespace essaim::web {

namespace {

struct Reader {
    HtmlEvents& events;
    htmlParserCtxtPtr parser;
    std::size_t tags = 0;
    std::size_t nesting = 0;
    bool refused = false;
};

const char* chars(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

void on_start(void* context, const xmlChar* name, const xmlChar** attributes) {
    auto& reader = *static_cast<Reader*>(context);
    if (reader.refused) return;
    if (++reader.tags > kMaxHtmlTags || ++reader.nesting > kMaxHtmlNesting) {
        reader.refused = true;
        xmlStopParser(reader.parser);
        return;
    }
    HtmlAttributes read;
    for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2)
        read.emplace_back(lower_case(chars(attributes[0])),
                          attributes[1] == nullptr ? "" : chars(attributes[1]));
    reader.events.start(lower_case(chars(name)), read);
}

void on_end(void* context, const xmlChar* name) {
    auto& reader = *static_cast<Reader*>(context);
    if (reader.refused) return;
    if (reader.nesting > 0) --reader.nesting;
    reader.events.end(lower_case(chars(name)));
}

void on_text(void* context, const xmlChar* text, int length) {
    auto& reader = *static_cast<Reader*>(context);
    if (!reader.refused && length > 0)
        reader.events.text({chars(text), static_cast<std::size_t>(length)});
}

template <std::size_t N>
bool is_one_of(std::string_view tag, const std::array<std::string_view, N>& sorted) {
    return std::binary_search(sorted.begin(), sorted.end(), tag);
}

}  // namespace

bool read_html(std::string_view html, HtmlEvents& events) {
    // A leading block keeps libxml2 from inventing <p> around the first words.
    const std::string input = "<div>" + clean_utf8(html.substr(0, kMaxHtmlInput));
    const htmlParserCtxtPtr parser =
        htmlCreateMemoryParserCtxt(input.data(), static_cast<int>(input.size()));
    if (parser == nullptr) return false;
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_NONET | HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC);
    xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
    Reader reader{events, parser};
    htmlSAXHandler handler{};
    handler.startElement = on_start;
    handler.endElement = on_end;
    handler.characters = on_text;
    handler.ignorableWhitespace = on_text;
    handler.cdataBlock = on_text;
    *parser->sax = handler;
    parser->userData = &reader;
    htmlParseDocument(parser);
    if (parser->myDoc != nullptr) xmlFreeDoc(parser->myDoc);
    parser->myDoc = nullptr;
    htmlFreeParserCtxt(parser);
    return !reader.refused;
}

bool is_dropped_with_content(std::string_view tag) {
    static constexpr std::array<std::string_view, 22> kDropped = {
        "applet", "audio", "canvas",  "datalist", "frameset", "head",   "iframe",    "link",
        "math",   "meta",  "noembed", "noframes", "noscript", "object", "plaintext", "script",
        "select", "style", "svg",     "template", "title",    "xmp"};
    return is_one_of(tag, kDropped) || tag == "video" || tag == "textarea";
}

bool is_block(std::string_view tag) {
    static constexpr std::array<std::string_view, 34> kBlocks = {
        "address", "article", "aside",   "blockquote", "center",   "dd",         "details",
        "dir",     "div",     "dl",      "dt",         "fieldset", "figcaption", "figure",
        "footer",  "form",    "h1",      "h2",         "h3",       "h4",         "h5",
        "h6",      "header",  "hr",      "li",         "main",     "nav",        "ol",
        "p",       "pre",     "section", "table",      "tr",       "ul"};
    return is_one_of(tag, kBlocks);
}

std::string decode_entity(std::string_view entity) {
    const std::string whole(entity);
    std::string out;
    if (entity.starts_with('&')) entity.remove_prefix(1);
    if (entity.ends_with(';')) entity.remove_suffix(1);
    if (entity.starts_with('#')) {
        entity.remove_prefix(1);
        const bool hexadecimal = entity.starts_with('x') || entity.starts_with('X');
        if (hexadecimal) entity.remove_prefix(1);
        std::uint32_t number = 0;
        const auto [end, error] = std::from_chars(entity.data(), entity.data() + entity.size(),
                                                  number, hexadecimal ? 16 : 10);
        if (error != std::errc() || end != entity.data() + entity.size()) number = 0;
        append_utf8(out, number == 0 ? 0xFFFD : static_cast<char32_t>(number));
        return clean_utf8(out);
    }
    if (entity == "apos") return "'";
    const std::string name(entity);
    const htmlEntityDesc* known = htmlEntityLookup(reinterpret_cast<const xmlChar*>(name.c_str()));
    if (known == nullptr) return whole;
    append_utf8(out, static_cast<char32_t>(known->value));
    return out;
}

}  // namespace essaim::web
