#include "node/documents/filter.h"

#include "node/base/text.h"

namespace essaim::documents {

namespace {

constexpr std::size_t kLongest = 200;  // bytes of a value: a longer one finds nothing anyway

// The names in the address and where each value is kept.
constexpr std::pair<const char*, std::string Filter::*> kNames[] = {
    {"q", &Filter::words},     {"sorte", &Filter::kind}, {"licence", &Filter::licence},
    {"etat", &Filter::status}, {"annee", &Filter::year}, {"noeud", &Filter::author}};

}  // namespace

Filter filter_in(const web::Request& request) {
    Filter filter;
    for (const auto& [name, value] : kNames) {
        const auto given = request.query_value(name).value_or("");
        filter.*value = base::truncate_utf8(base::trim(given), kLongest);
    }
    return filter;
}

std::string query_of(const Filter& filter, const std::string& more) {
    std::string query;
    for (const auto& [name, value] : kNames) {
        if ((filter.*value).empty()) continue;
        query += (query.empty() ? "?" : "&") + std::string(name) + "=" +
                 base::percent_encode(filter.*value);
    }
    if (!more.empty()) query += (query.empty() ? "?" : "&") + more;
    return query;
}

}  // namespace essaim::documents
