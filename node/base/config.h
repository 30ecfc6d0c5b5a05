// The node's configuration: one TOML file, one struct. read_config() reports
// every problem at once, with its line and what to write instead.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace essaim::base {

struct Config {
    std::string public_url;  // "https://lanoisette.example": scheme, host, port; no path
    std::string name;        // handle of the association: [a-z0-9_]{1,30}
    std::string title;       // its name
    std::string language = "fr";
    std::filesystem::path data_directory;  // where the file is, unless said otherwise
    std::string log_level = "info";

    struct Http {
        std::string address = "127.0.0.1";
        int port = 8470;
        int workers = 2;
        int pages_per_minute = 60;  // to one client, five minutes' worth at once; 0: any number
        std::vector<std::string> trusted_proxies = {"127.0.0.1", "::1"};
    } http;

    struct Federation {
        // Exact "ip:port" that the address guard lets through; tests and demo
        // only: refused when public_url is not on this machine.
        std::vector<std::string> allow_addresses;
    } federation;

    struct Media {
        int quota_mb = 2000;  // for pictures; 0: no limit
    } media;

    std::string host() const;  // "lanoisette.example", port included when not the default
    std::string url(const std::string& path) const { return public_url + path; }
};

struct ConfigProblem {
    int line;             // 0: about the whole file
    std::string message;  // what is wrong and what to write
    bool operator==(const ConfigProblem&) const = default;
};

std::expected<Config, std::vector<ConfigProblem>> read_config(const std::filesystem::path& file);

struct NewConfig {
    std::string public_url;
    std::string name;
    std::string title;
    int port = 8470;
    std::vector<std::string> allow_addresses = {};
};
std::string config_template(const NewConfig& values);

}  // namespace essaim::base
