#include "node/documents/document_streams.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/date.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/contexts.h"
#include "activitypub/signatures/encoding.h"
#include "activitypub/vocabulary/terms.h"
#include "node/base/text.h"
#include "node/web/html_text.h"
#include "node/web/plain_line.h"
#include "node/web/sanitise.h"

namespace essaim::documents {

namespace {

using nlohmann::json;

constexpr std::size_t kLineBytes = 600;
constexpr std::size_t kAbstractBytes = 4000;
constexpr std::size_t kGroups = 12;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 40;

void put(json& object, const char* name, const std::string& value) {
    if (!value.empty()) object[name] = value;
}

void put_text(json& object, const std::string& name, const std::string& text,
              const std::string& language) {
    object[name] = text;
    object[name + "Map"] = {{language, text}};
}

// Multibase of a multihash (FEP-1311, w3id.org/security#digestMultibase): SHA-256.
std::string multibase_of(const std::string& hexadecimal) {
    std::string hash = {'\x12', '\x20'};
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    for (std::size_t at = 0; at + 1 < hexadecimal.size(); at += 2)
        hash += static_cast<char>(digit(hexadecimal[at]) * 16 + digit(hexadecimal[at + 1]));
    return "z" + activitypub::base58(hash);
}

std::string address_of(const Document& document) {
    const auto& url = document.file.url;
    return url.starts_with('/') ? activitypub::origin_of(document.id) + url : url;
}

bool is_picture(const File& file) { return file.media_type.starts_with("image/"); }

json bare_document(const Document& document, const Content& content) {
    json out = {{"id", document_iri(document.id)},
                {"type", "Document"},
                {"attributedTo", document.author},
                {"published", activitypub::format_date_time(document.published)},
                {"documentKind", document.kind},
                {"documentStatus", document.status},
                {"version", document.version}};
    put_text(out, "name", document.title, document.language);
    put_text(out, "summary", web::escape_html(document.abstract), document.language);
    const auto* licence = find_code(licences(), document.licence);
    put(out, "licence", licence != nullptr ? std::string(licence->address) : document.licence);
    if (document.updated > document.published)
        out["updated"] = activitypub::format_date_time(document.updated);
    if (!document.groups.empty()) out["groups"] = document.groups;
    put(out, "dated", document.dated);
    put(out, "reviewOn", document.review_on);
    put(out, "territoryName", document.territory);
    put(out, "mediaType", document.file.media_type);
    put(out, "url", document.file.url.empty() ? document.url : address_of(document));
    if (document.file.bytes > 0) out["size"] = document.file.bytes;
    if (!content.digest.empty()) out["digestMultibase"] = multibase_of(content.digest);
    return out;
}

json activity_about(const Document& document, const Content& content, const std::string& followers,
                    const char* type, const std::string& id, base::Instant when) {
    return {{"id", id},
            {"type", type},
            {"actor", document.author},
            {"to", {activitypub::kPublic}},
            {"cc", {followers}},
            {"published", activitypub::format_date_time(when)},
            {"object", article_of(document, content, followers)}};
}

// For who reads no more than the text: what it is, and where it lies.
std::string content_of(const Document& document, const Content& content) {
    const auto address = web::escape_html(document.url);
    std::string html = "<p>" + web::escape_html(document.abstract) + "</p>";
    html += content.html;
    return html + "<p><a href=\"" + address + "\">" + address + "</a></p>";
}

// The attachment is what other servers show as a file (case 45).
json attachments_of(const Document& document, const Content& content) {
    auto list = json::array();
    const bool is_file = !content.digest.empty();
    if (!is_file) return list;
    list.push_back({{"type", is_picture(document.file) ? "Image" : "Document"},
                    {"mediaType", document.file.media_type},
                    {"url", address_of(document)},
                    {"name", document.title},
                    {"size", document.file.bytes},
                    {"digestMultibase", multibase_of(content.digest)}});
    return list;
}

std::string line_in(const json& object, const char* name) {
    return base::truncate_utf8(web::plain_line(web::text_of_html(activitypub::text(object, name))),
                               kLineBytes);
}

std::string code_in(const json& object, const char* name, const std::vector<Code>& codes,
                    const char* otherwise) {
    const auto given = activitypub::text(object, name);
    return find_code(codes, given) != nullptr ? given : otherwise;
}

bool is_media_type(const std::string& type) {
    return type.size() <= 120 && type.find('/') != std::string::npos &&
           std::ranges::all_of(type, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string licence_in(const json& object) {
    const auto address = activitypub::text(object, "licence");
    if (const auto* known = licence_at(address)) return std::string(known->code);
    return activitypub::is_iri(address) && address.size() <= kLineBytes ? address : "";
}

}  // namespace

std::string document_iri(const std::string& id) {
    const auto at = id.rfind("/o/");
    return at == std::string::npos ? id : id.substr(0, at) + "/d/" + id.substr(at + 3);
}

json document_of(const Document& document, const Content& content) {
    auto out = bare_document(document, content);
    activitypub::add_context(out);
    return out;
}

json article_of(const Document& document, const Content& content, const std::string& followers) {
    json article = {{"id", document.id},
                    {"type", "Article"},
                    {"attributedTo", document.author},
                    {"to", {activitypub::kPublic}},
                    {"cc", {followers}},
                    {"mediaType", "text/html"},
                    {"url", document.url},
                    {"published", activitypub::format_date_time(document.published)},
                    {"inReplyTo", nullptr},
                    {"sensitive", false},
                    {"tag", json::array()},
                    {"attachment", attachments_of(document, content)},
                    {"document", bare_document(document, content)}};
    put_text(article, "name", document.title, document.language);
    put_text(article, "summary", web::escape_html(document.abstract), document.language);
    put_text(article, "content", content_of(document, content), document.language);
    // FEP-b2b8: the short form for software that shows notes.
    article["preview"] = {
        {"type", "Note"},
        {"attributedTo", document.author},
        {"published", article["published"]},
        {"content", "<p><strong>" + web::escape_html(document.title) + "</strong></p><p>" +
                        web::escape_html(document.abstract) + "</p>"}};
    if (is_picture(document.file) && !article["attachment"].empty())
        article["image"] = article["attachment"].front();
    if (document.updated > document.published)
        article["updated"] = activitypub::format_date_time(document.updated);
    return article;
}

json create_of(const Document& document, const Content& content, const std::string& followers) {
    return activity_about(document, content, followers, "Create", document.id + "#create",
                          document.published);
}

json update_of(const Document& document, const Content& content, const std::string& followers,
               const std::string& activity) {
    return activity_about(document, content, followers, "Update", activity, document.updated);
}

json delete_of(const Document& document, const std::string& followers, const std::string& activity,
               base::Instant now) {
    return {{"id", activity},
            {"type", "Delete"},
            {"actor", document.author},
            {"to", {activitypub::kPublic}},
            {"cc", {followers}},
            {"published", activitypub::format_date_time(now)},
            {"object",
             {{"id", document.id},
              {"type", "Tombstone"},
              {"formerType", "Article"},
              {"deleted", activitypub::format_date_time(now)}}}};
}

std::optional<Document> document_from(const json& article, base::Instant now) {
    const auto* told = activitypub::object(article, "document");
    if (told == nullptr || activitypub::text(*told, "type") != "Document") return std::nullopt;
    Document document;
    document.id = activitypub::text(article, "id");
    document.author = activitypub::text_or_id(article, "attributedTo");
    if (document.id.empty() || document.author.empty()) return std::nullopt;
    document.title = line_in(article, "name");
    if (document.title.empty()) return std::nullopt;
    document.abstract = base::truncate_utf8(
        web::text_of_html(activitypub::text(article, "summary")), kAbstractBytes);
    document.kind = code_in(*told, "documentKind", kinds(), "other");
    document.status = code_in(*told, "documentStatus", statuses(), "unstated");
    document.licence = licence_in(*told);
    for (const auto& name : activitypub::list(*told, "groups"))
        if (document.groups.size() < kGroups)
            if (auto line = web::plain_line(base::truncate_utf8(name, kLineBytes)); !line.empty())
                document.groups.push_back(std::move(line));
    document.dated = kept_date(activitypub::text(*told, "dated")).value_or("");
    document.review_on = kept_date(activitypub::text(*told, "reviewOn")).value_or("");
    document.territory = line_in(*told, "territoryName");
    const auto* names = activitypub::object(article, "nameMap");
    document.language = names != nullptr && names->size() == 1 && names->begin().key().size() <= 35
                            ? names->begin().key()
                            : "";
    const auto page = activitypub::link(article, "url");
    document.url = activitypub::is_iri(page) ? page : document.id;
    if (const auto file = activitypub::text(*told, "url");
        activitypub::is_iri(file) && file != document.url)
        document.file.url = file;
    if (auto type = activitypub::text(*told, "mediaType"); is_media_type(type))
        document.file.media_type = std::move(type);
    document.file.bytes =
        std::clamp<std::int64_t>(activitypub::number(*told, "size").value_or(0), 0, kMostBytes);
    document.version =
        std::clamp<std::int64_t>(activitypub::number(*told, "version").value_or(1), 1, 10'000);
    // What claims to come from the future counts from now.
    document.published = std::min(activitypub::date(article, "published").value_or(now), now);
    document.updated = std::clamp(activitypub::date(article, "updated").value_or(now),
                                  document.published, std::max(now, document.published));
    return document;
}

}  // namespace essaim::documents
