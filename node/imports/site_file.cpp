#include "node/imports/site_file.h"

#include <expat.h>

#include <algorithm>
#include <memory>

#include "node/base/text.h"
#include "node/imports/site_names.h"
#include "node/web/html_text.h"
#include "node/web/translations.h"

namespace essaim::imports {

namespace {

constexpr int kDepth = 100;
constexpr std::size_t kNameBytes = 256;
constexpr std::size_t kAttributes = 64;
constexpr std::size_t kAttributeBytes = 8 * 1024;
constexpr std::size_t kShortText = 4 * 1024;  // of all but the texts themselves
constexpr std::size_t kWords = 60;            // tags and categories of one item
constexpr int kPiece = 64 * 1024;

// Reads one file: what is open, what its words belong to.
class Reader {
  public:
    explicit Reader(const std::function<bool(const Site&, SiteItem&&)>& use) : use_(use) {}
    std::expected<Site, Unreadable> read(std::string_view bytes);

  private:
    void opened(std::string_view full, const XML_Char** attributes);
    void closed(std::string_view full);
    void words(std::string_view text);
    void refuse(std::string_view sentence, std::string what = {});
    void begin_item();
    void take(Name name);               // what the element that ends held
    void take_of_wordpress(Name name);  // the same, of what only WXR has
    void open_markup(std::string_view local, const XML_Char** attributes);
    std::int64_t line() const {
        return static_cast<std::int64_t>(XML_GetCurrentLineNumber(parser_.get()));
    }
    // The title of the channel's picture, or of an entry's source, is another's.
    bool is_in_place(Name name) const {
        const bool meta = name == Name::MetaKey || name == Name::MetaValue;
        if (item_depth_ != 0) return depth_ == item_depth_ + (meta ? 2 : 1);
        return depth_ <= 3;
    }
    std::size_t most() const {
        return name_ == Name::Content || name_ == Name::Excerpt || name_ == Name::Description
                   ? kMostText
                   : kShortText;
    }

    struct Free {
        void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
    };
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, Free> parser_;
    const std::function<bool(const Site&, SiteItem&&)>& use_;
    std::optional<Unreadable> refused_;
    Site site_;
    bool known_ = false;  // the root was one of ours
    bool stopped_ = false;
    int depth_ = 0;
    int item_depth_ = 0;     // 0: outside of an item
    int comment_depth_ = 0;  // 0: outside of a comment: nothing of one is taken
    int markup_depth_ = 0;   // 0: outside of Atom's XHTML
    std::size_t items_ = 0;
    SiteItem item_;
    Name name_ = Name::None;
    int name_depth_ = 0;
    std::string text_;
    std::string attribute_;  // what the open element says of itself: domain, type
    std::string href_;
    std::string rel_;
    std::string meta_key_;
};

std::string attribute(const XML_Char** attributes, std::string_view wanted) {
    for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2)
        if (attributes[0] == wanted) return attributes[1];
    return {};
}

void Reader::refuse(std::string_view sentence, std::string what) {
    if (!refused_) refused_ = Unreadable{std::string(sentence), line(), std::move(what)};
    XML_StopParser(parser_.get(), XML_FALSE);
}

void Reader::begin_item() {
    if (++items_ > kMostItems) {
        refuse(web::tr_later("Ce fichier a plus de 50 000 éléments : partagez-le en plusieurs."));
        return;
    }
    item_ = {};
    item_.type = "post";
    item_.status = "publish";
    item_.line = line();
    item_depth_ = depth_;
}

// Atom's XHTML, written out as HTML; the sanitiser sees it later as all else.
void Reader::open_markup(std::string_view local, const XML_Char** attributes) {
    text_ += "<" + std::string(local);
    for (; attributes[0] != nullptr; attributes += 2) {
        const std::string_view key = attributes[0];
        if (key.find('|') == std::string_view::npos)
            text_ += " " + std::string(key) + "=\"" + web::escape_html(attributes[1]) + "\"";
    }
    text_ += ">";
}

void Reader::opened(std::string_view full, const XML_Char** attributes) {
    if (refused_ || stopped_) return;
    if (++depth_ > kDepth || full.size() > kNameBytes)
        return refuse(
            web::tr_later("Ligne {line} : ce fichier est imbriqué au-delà du raisonnable."));
    std::size_t count = 0;
    for (const auto** one = attributes; one[0] != nullptr; one += 2)
        if (++count > kAttributes || std::string_view(one[1]).size() > kAttributeBytes)
            return refuse(web::tr_later("Ligne {line} : une balise est trop longue."));
    if (markup_depth_ != 0) {
        if (text_.size() < kMostText) open_markup(full.substr(full.rfind('|') + 1), attributes);
        return;
    }
    const auto name = name_of(full);
    if (depth_ == 1) {
        known_ = name == Name::Rss || name == Name::Feed;
        site_.format = name == Name::Feed ? Format::Atom : Format::Rss;
        if (!known_)
            refuse(web::tr_later("Ce fichier n’est ni un export de WordPress, ni un flux RSS 2.0 "
                                 "ou Atom : sa première balise est « {what} »."),
                   base::truncate_utf8(full.substr(full.rfind('|') + 1), 40));
        if (name == Name::Feed)
            site_.language = attribute(attributes, "http://www.w3.org/XML/1998/namespace|lang");
        return;
    }
    if (comment_depth_ != 0) return;
    if (item_depth_ == 0 && (name == Name::Item || name == Name::Entry)) return begin_item();
    if (item_depth_ != 0 && name == Name::Comment) {
        ++item_.comments;
        comment_depth_ = depth_;
        return;
    }
    if (is_wordpress(name)) site_.format = Format::Wxr;
    if (name == Name::None || name_ != Name::None || !is_in_place(name)) return;
    name_ = name;
    name_depth_ = depth_;
    text_.clear();
    href_ = attribute(attributes, name == Name::Enclosure ? "url" : "href");
    rel_ = attribute(attributes, "rel");
    attribute_ = attribute(attributes, name == Name::Category ? "domain" : "type");
    if (name == Name::AtomCategory) text_ = attribute(attributes, "term");
    if (attribute_ == "xhtml") markup_depth_ = depth_;
}

void Reader::words(std::string_view text) {
    if (refused_ || stopped_ || name_ == Name::None || comment_depth_ != 0) return;
    if (text_.size() + text.size() > most()) {
        if (item_depth_ != 0 && most() == kMostText) item_.cut = true;
        return;
    }
    text_ += markup_depth_ != 0 ? web::escape_html(text) : std::string(text);
}

void Reader::closed(std::string_view full) {
    if (refused_ || stopped_) return;
    const int depth = depth_--;
    if (markup_depth_ != 0 && depth > markup_depth_) {
        text_ += "</" + std::string(full.substr(full.rfind('|') + 1)) + ">";
        return;
    }
    if (depth == comment_depth_) comment_depth_ = 0;
    if (comment_depth_ != 0) return;
    if (name_ != Name::None && depth == name_depth_) {
        take(name_);
        name_ = Name::None;
        markup_depth_ = 0;
    }
    if (item_depth_ == 0 || depth != item_depth_) return;
    item_depth_ = 0;
    if (item_.language.empty()) item_.language = site_.language;
    if (!use_(site_, std::move(item_))) {
        stopped_ = true;
        XML_StopParser(parser_.get(), XML_FALSE);
    }
    item_ = {};
}

void Reader::take(Name name) {
    const std::string text(base::trim(text_));
    if (item_depth_ == 0) {
        // The first one: a picture of the channel has a title and a link of its own.
        if ((name == Name::Title) && site_.title.empty()) site_.title = text;
        if (name == Name::Language) site_.language = text;
        if (name == Name::BaseUrl) site_.link = text;
        if (name == Name::Link && site_.link.empty()) site_.link = text;
        if (name == Name::AtomLink && (rel_.empty() || rel_ == "alternate") && site_.link.empty())
            site_.link = href_;
        return;
    }
    switch (name) {
        case Name::Title:
            item_.title = text;
            if (attribute_ != "html" && attribute_ != "xhtml" && site_.format == Format::Atom)
                item_.title = web::escape_html(text);
            break;
        case Name::Link:
            item_.link = text;
            break;
        case Name::AtomLink:
            if (rel_.empty() || rel_ == "alternate") item_.link = href_;
            if (rel_ == "enclosure" && attribute_.starts_with("image/")) item_.file = href_;
            break;
        case Name::Guid:
            item_.guid = text;
            break;
        case Name::Published:
            item_.published = text;
            break;
        case Name::Updated:
            item_.updated = text;
            break;
        case Name::Description:
            if (item_.excerpt.empty()) item_.excerpt = text;
            break;
        case Name::Summary:
            item_.excerpt =
                attribute_ == "html" || attribute_ == "xhtml" ? text : web::escape_html(text);
            break;
        case Name::Content:
            item_.html = text;
            break;
        case Name::AtomContent:
            item_.html =
                attribute_ == "html" || attribute_ == "xhtml" ? text : web::escape_html(text);
            break;
        case Name::Category:
        case Name::AtomCategory: {
            auto& list = attribute_ == "category" ? item_.categories : item_.tags;
            if (!text.empty() && list.size() < kWords && attribute_ != "post_format")
                list.push_back(text);
            break;
        }
        case Name::Enclosure:
            if (attribute_.starts_with("image/")) item_.file = href_;
            break;
        default:
            take_of_wordpress(name);
    }
}

void Reader::take_of_wordpress(Name name) {
    std::string text(base::trim(text_));
    switch (name) {
        case Name::Excerpt:
            item_.excerpt = std::move(text);
            break;
        case Name::Number:
            item_.number = std::move(text);
            break;
        case Name::Type:
            item_.type = std::move(text);
            break;
        case Name::Status:
            item_.status = std::move(text);
            break;
        case Name::Password:
            item_.password = std::move(text);
            break;
        case Name::DateUtc:
            // The date of RSS stays where this one says nothing ("0000-00-00 …" of drafts).
            if (date_of(text)) item_.published = std::move(text);
            break;
        case Name::ChangedUtc:
            item_.updated = std::move(text);
            break;
        case Name::AttachmentUrl:
            item_.file = std::move(text);
            break;
        case Name::MetaKey:
            meta_key_ = std::move(text);
            break;
        case Name::MetaValue:
            if (meta_key_ == "_thumbnail_id") item_.featured = std::move(text);
            if (meta_key_ == "_wp_attachment_image_alt") item_.alt = std::move(text);
            break;
        default:
            break;
    }
}

std::expected<Site, Unreadable> Reader::read(std::string_view bytes) {
    parser_.reset(XML_ParserCreateNS(nullptr, '|'));
    auto* const parser = parser_.get();
    if (parser == nullptr)
        return std::unexpected(Unreadable{
            std::string(web::tr_later("Le nœud manque de mémoire. Réessayez dans un instant."))});
    XML_SetUserData(parser, this);
    XML_SetElementHandler(
        parser,
        [](void* self, const XML_Char* name, const XML_Char** attributes) {
            static_cast<Reader*>(self)->opened(name, attributes);
        },
        [](void* self, const XML_Char* name) { static_cast<Reader*>(self)->closed(name); });
    XML_SetCharacterDataHandler(parser, [](void* self, const XML_Char* text, int length) {
        static_cast<Reader*>(self)->words({text, static_cast<std::size_t>(length)});
    });
    // A DTD makes entities, which grow without end and read files of the machine (CWE-776,
    // CWE-611).
    XML_SetStartDoctypeDeclHandler(
        parser, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
            static_cast<Reader*>(self)->refuse(web::tr_later(
                "Ligne {line} : ce fichier commence par une déclaration DOCTYPE, qui peut faire "
                "lire au nœud autre chose que lui. Il n’est pas pris."));
        });
    for (std::size_t at = 0; !refused_ && !stopped_; at += kPiece) {
        const auto rest = bytes.size() > at ? bytes.substr(at, kPiece) : std::string_view();
        const bool last = at + kPiece >= bytes.size();
        if (XML_Parse(parser, rest.data(), static_cast<int>(rest.size()), last ? 1 : 0) !=
                XML_STATUS_OK &&
            !refused_ && !stopped_) {
            const auto fault = XML_GetErrorCode(parser);
            const bool ends = fault == XML_ERROR_NO_ELEMENTS || fault == XML_ERROR_UNCLOSED_TOKEN ||
                              fault == XML_ERROR_UNCLOSED_CDATA_SECTION;
            if (fault == XML_ERROR_UNKNOWN_ENCODING)
                refuse(
                    web::tr_later("Les lettres de ce fichier sont écrites d’une façon que nous "
                                  "ne lisons pas : enregistrez-le en UTF-8."));
            else if (ends && !known_)
                refuse(
                    web::tr_later("Ce fichier n’est pas du XML : choisissez celui que "
                                  "l’ancien site a exporté."));
            else if (ends)
                refuse(
                    web::tr_later("Ligne {line} : le fichier s’arrête au milieu d’un élément. "
                                  "Il n’est pas complet : exportez-le de nouveau."));
            else
                refuse(
                    web::tr_later("Ligne {line} : le fichier est abîmé à cet endroit. Exportez-le "
                                  "de nouveau."));
        }
        if (last) break;
    }
    if (refused_) return std::unexpected(*refused_);
    return site_;
}

}  // namespace

std::expected<Site, Unreadable> read_site(std::string_view bytes,
                                          const std::function<bool(const Site&, SiteItem&&)>& use) {
    return Reader(use).read(bytes);
}

}  // namespace essaim::imports
