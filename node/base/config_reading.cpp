#include "node/base/config_reading.h"

#include <fmt/format.h>

#include <algorithm>
#define TOML_HEADER_ONLY 0
#include <toml++/toml.h>

#include "node/base/config_rules.h"

namespace essaim::base {

namespace {

constexpr std::string_view kKnown[] = {"node.public_url",
                                       "node.name",
                                       "node.title",
                                       "node.language",
                                       "http.address",
                                       "http.port",
                                       "http.workers",
                                       "http.pages_per_minute",
                                       "http.trusted_proxies",
                                       "data.directory",
                                       "federation.allow_addresses",
                                       "media.quota_mb",
                                       "mail.server",
                                       "mail.port",
                                       "mail.security",
                                       "mail.user",
                                       "mail.password",
                                       "mail.password_file",
                                       "mail.from",
                                       "mail.ca_file",
                                       "mail.per_hour",
                                       "log.level"};

int line_of(const toml::node* node) {
    return node == nullptr ? 0 : static_cast<int>(node->source().begin.line);
}

void complain_of_unknown(const toml::table& table, const std::string& prefix,
                         std::vector<ConfigProblem>& problems) {
    for (const auto& [key, node] : table) {
        const auto path = prefix + std::string(key.str());
        const bool holds_known = std::ranges::any_of(
            kKnown, [&](std::string_view known) { return known.starts_with(path + "."); });
        if (const auto* inner = node.as_table(); inner != nullptr && !inner->empty()) {
            complain_of_unknown(*inner, path + ".", problems);
        } else if (inner == nullptr && holds_known) {
            problems.push_back(
                {line_of(&node),
                 fmt::format(
                     "{0} is a section: write [{0}] on a line of its own, its settings below",
                     path)});
        } else if (!holds_known && std::ranges::find(kKnown, path) == std::ranges::end(kKnown)) {
            problems.push_back({line_of(&node), fmt::format("{} is no setting; did you mean {}?",
                                                            path, nearest_word(path, kKnown))});
        }
    }
}

}  // namespace

struct Reading::Table {
    toml::table values;
};

Reading::Reading(const std::filesystem::path& file) : table_(std::make_unique<Table>()) {
    try {
        table_->values = toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        problems.push_back(
            {static_cast<int>(error.source().begin.line), std::string(error.description())});
    }
}

Reading::~Reading() = default;

std::string Reading::text(std::string_view key, std::string otherwise, std::string_view example) {
    const auto node = table_->values.at_path(key);
    if (!node) return otherwise;
    if (const auto value = node.value_exact<std::string>()) return *value;
    problem(key, fmt::format("{} must be a text in quotes, such as \"{}\"", key, example));
    return otherwise;
}

int Reading::number(std::string_view key, int otherwise, int low, int high) {
    const auto node = table_->values.at_path(key);
    if (!node) return otherwise;
    const auto value = node.value_exact<std::int64_t>();
    if (value && *value >= low && *value <= high) return static_cast<int>(*value);
    problem(key, fmt::format("{} must be a number from {} to {}, such as {}", key, low, high,
                             otherwise));
    return otherwise;
}

std::vector<std::string> Reading::texts(std::string_view key, std::vector<std::string> otherwise) {
    const auto node = table_->values.at_path(key);
    if (!node) return otherwise;
    std::vector<std::string> values;
    const auto* array = node.as_array();
    bool good = array != nullptr;
    for (std::size_t i = 0; good && i < array->size(); ++i) {
        const auto value = array->get(i)->value_exact<std::string>();
        good = value.has_value();
        if (good) values.push_back(*value);
    }
    if (good) return values;
    problem(key, fmt::format("{} must be a list of texts, such as [\"127.0.0.1\"]", key));
    return otherwise;
}

void Reading::problem(std::string_view key, std::string message) {
    if (!complained_.insert(std::string(key)).second) return;
    problems.push_back({line_of(table_->values.at_path(key).node()), std::move(message)});
}

void Reading::unknown_keys() { complain_of_unknown(table_->values, "", problems); }

}  // namespace essaim::base
