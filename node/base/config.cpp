#include "node/base/config.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/base/config_mail.h"
#include "node/base/config_reading.h"
#include "node/base/config_rules.h"
#include "node/base/text.h"

namespace essaim::base {

namespace {

constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};

void check_public_url(const Config& config, Reading& reading) {
    const auto url = parse_public_url(config.public_url);
    if (!url) {
        reading.problem("node.public_url",
                        "node.public_url must be the address people will use, in lower case, "
                        "without a path and "
                        "without the usual port: \"https://lanoisette.example\"");
    } else if (!url->https && !is_on_this_machine(url->host)) {
        reading.problem("node.public_url",
                        "node.public_url must begin with https:// unless the host is localhost");
    } else if (!config.federation.allow_addresses.empty() && !is_on_this_machine(url->host)) {
        reading.problem(
            "federation.allow_addresses",
            "federation.allow_addresses is for tests on one machine; remove it on a public node");
    }
}

void check(const Config& config, Reading& reading) {
    check_public_url(config, reading);
    if (config.name.empty() || config.name.size() > 30 ||
        config.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") !=
            std::string::npos) {
        reading.problem("node.name",
                        "node.name must be 1 to 30 of a-z, 0-9 and _, such as \"lanoisette\"");
    }
    if (trim(config.title).empty()) {
        reading.problem("node.title",
                        "node.title must name the association, such as \"La Noisette\"");
    }
    if (config.language != "fr" && config.language != "en") {
        reading.problem("node.language", "node.language must be \"fr\" or \"en\"");
    }
    if (!is_ip_address(config.http.address)) {
        reading.problem(
            "http.address",
            "http.address must be an IP address of this machine, such as \"127.0.0.1\"");
    }
    for (const auto& proxy : config.http.trusted_proxies) {
        if (is_ip_address(proxy)) continue;
        reading.problem(
            "http.trusted_proxies",
            fmt::format("http.trusted_proxies: \"{}\" is no IP address, such as \"127.0.0.1\"",
                        proxy));
    }
    for (const auto& allowed : config.federation.allow_addresses) {
        if (is_address_and_port(allowed)) continue;
        reading.problem(
            "federation.allow_addresses",
            fmt::format(
                "federation.allow_addresses: \"{}\" must be an IP address and a port, such as "
                "\"127.0.0.1:8471\"",
                allowed));
    }
    if (std::ranges::find(kLevels, config.log_level) == std::ranges::end(kLevels)) {
        reading.problem("log.level",
                        "log.level must be \"debug\", \"info\", \"warning\" or \"error\"");
    }
}

}  // namespace

std::string Config::host() const { return public_url.substr(public_url.find("://") + 3); }

std::string Config::host_name() const {
    const auto whole = host();
    const auto colon = whole.rfind(':');
    return colon == std::string::npos || whole.ends_with(']') ? whole : whole.substr(0, colon);
}

std::expected<Config, std::vector<ConfigProblem>> read_config(const std::filesystem::path& file) {
    if (std::error_code ignored; !std::filesystem::is_regular_file(file, ignored)) {
        return std::unexpected(
            std::vector<ConfigProblem>{{0, "there is no such file; \"essaim init\" writes one"}});
    }
    Reading reading(file);
    if (!reading.problems.empty()) return std::unexpected(std::move(reading.problems));
    Config config;
    config.public_url = reading.text("node.public_url", "", "https://lanoisette.example");
    config.name = reading.text("node.name", "", "lanoisette");
    config.title = reading.text("node.title", "", "La Noisette");
    config.language = reading.text("node.language", config.language, "fr");
    config.http.address = reading.text("http.address", config.http.address, "127.0.0.1");
    config.http.port = reading.number("http.port", config.http.port, 0, 65535);
    config.http.workers = reading.number("http.workers", config.http.workers, 1, 64);
    config.http.pages_per_minute =
        reading.number("http.pages_per_minute", config.http.pages_per_minute, 0, 60'000);
    config.http.trusted_proxies =
        reading.texts("http.trusted_proxies", config.http.trusted_proxies);
    // A relative directory is beside the file, wherever the program was started.
    config.data_directory = file.parent_path();
    if (const auto named = reading.text("data.directory", "", "/var/lib/essaim"); !named.empty()) {
        config.data_directory /= named;
    }
    config.federation.allow_addresses = reading.texts("federation.allow_addresses", {});
    config.media.quota_mb = reading.number("media.quota_mb", config.media.quota_mb, 0, 10'000'000);
    config.log_level = reading.text("log.level", config.log_level, "info");
    config.mail = read_mail(reading, file.parent_path());
    check(config, reading);
    reading.unknown_keys();
    if (!reading.problems.empty()) {
        std::ranges::stable_sort(reading.problems, {}, &ConfigProblem::line);
        return std::unexpected(std::move(reading.problems));
    }
    return config;
}

std::string config_template(const NewConfig& values) {
    const auto quoted = [](std::string_view text) {
        std::string out = "\"";
        for (char c : strip_control(text)) {
            if (c == '\n' || c == '\t') c = ' ';
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        return out + "\"";
    };
    std::string file = fmt::format(
        "# essaim: the configuration of one node. A change takes effect at the next start.\n\n"
        "[node]\npublic_url = {}\nname = {}       # the part before @ in the address people "
        "follow\n"
        "title = {}\nlanguage = \"fr\"\n\n[http]\naddress = \"127.0.0.1\"  # a web server in front "
        "speaks https\n"
        "port = {}\ntrusted_proxies = [\"127.0.0.1\", \"::1\"]\n\n[log]\nlevel = \"info\"\n{}",
        quoted(values.public_url), quoted(values.name), quoted(values.title), values.port,
        kMailTemplate);
    if (!values.allow_addresses.empty()) {
        file += "\n[federation]\n# tests on this machine only\nallow_addresses = [";
        for (const auto& address : values.allow_addresses) file += quoted(address) + ", ";
        file += "]\n";
    }
    return file;
}

}  // namespace essaim::base
