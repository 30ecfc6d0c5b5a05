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

    // Through which server mail leaves; without one the node sends none.
    struct Mail {
        enum class Security {
            StartTls,  // in the clear until STARTTLS, then TLS or nothing
            Tls,       // from the first byte
            None       // only to a server on this machine
        };
        std::string server;  // "smtp.example.org"
        int port = 0;        // 0: the usual one of `security`
        Security security = Security::StartTls;
        std::string user;
        std::string password;
        std::string from;     // address of the sender
        std::string ca_file;  // certificates to trust besides the system's
        int per_hour = 300;   // letters at most
        bool is_set() const { return !server.empty(); }
        bool operator==(const Mail&) const = default;
    } mail;

    std::string host() const;       // "lanoisette.example", port included when not the default
    std::string host_name() const;  // the same without its port
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
