// For the tests of security.md §1: a TestNode behind the real strict front on a
// loopback socket, requests as bytes, and everything the database holds, to
// see that a refused request changed nothing.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "activitypub/signatures/digest.h"
#include "activitypub/signatures/encoding.h"
#include "node/web/edge_server.h"
#include "tests/node/federation/peer.h"
#include "tests/node/web/raw_client.h"

namespace essaim::test {

// What came and went, each row cut short: "" if nothing changed.
inline std::string changes(const std::vector<std::string>& before,
                           const std::vector<std::string>& after) {
    std::string told;
    const auto tell = [&told](const char* sign, const std::vector<std::string>& one,
                              const std::vector<std::string>& other) {
        for (const auto& row : one) {
            if (std::ranges::find(other, row) == other.end())
                told += sign + row.substr(0, 200) + "\n";
        }
    };
    tell("- ", before, after);
    tell("+ ", after, before);
    return told;
}

// One signed POST, each part of which a test may spoil before it is written.
struct Draft {
    std::string path = "/inbox";
    std::string host = "lanoisette.example";
    std::string body;
    std::string content_type = "application/activity+json";
    std::string date;
    std::string digest;  // as sent; the body's own unless a test says otherwise
    std::vector<std::string> parts = {"(request-target)", "host", "date", "digest"};
    std::string algorithm = "rsa-sha256";
    std::string parameters;  // more of the Signature header: ",expires=1"
    std::string key_id;
    const activitypub::PrivateKey* key = &rsa_key();
    std::string signature;  // the header; made by bytes() unless given
    std::string headers;    // more lines, each with its CRLF

    // A test that names a (created) or (expires) gives it in `parameters` too.
    std::map<std::string, std::string> values;

    std::string base_string() const {
        std::string text;
        for (const auto& part : parts) {
            if (!text.empty()) text += '\n';
            text += part + ": ";
            if (part == "(request-target)") text += "post " + path;
            if (part == "host") text += host;
            if (part == "date") text += date;
            if (part == "digest") text += digest;
            if (const auto given = values.find(part); given != values.end()) text += given->second;
        }
        return text;
    }
    std::string made_signature() const {
        std::string names;
        for (const auto& part : parts) names += (names.empty() ? "" : " ") + part;
        return "keyId=\"" + key_id + "\",algorithm=\"" + algorithm + "\"" +
               (parts.empty() ? "" : ",headers=\"" + names + "\"") + parameters + ",signature=\"" +
               activitypub::base64(key->sign(base_string())) + "\"";
    }
    std::string bytes() const {
        const auto header = signature.empty() ? made_signature() : signature;
        const auto line = [](const std::string& name, const std::string& value) {
            return value.empty() ? std::string() : name + ": " + value + "\r\n";
        };
        return "POST " + path + " HTTP/1.1\r\n" + line("Host", host) + line("Date", date) +
               line("Digest", digest) + line("Content-Type", content_type) +
               (header == "none" ? "" : line("Signature", header)) + headers +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }
};

inline web::EdgeOptions for_many_clients() {
    web::EdgeOptions options;
    options.connections_per_client = 0;
    return options;
}

class RunningNode : public TestNode {
  public:
    explicit RunningNode(web::EdgeOptions options = for_many_clients())
        : edge(std::move(options), [this](web::Request& request) {
              if (auto refused = federation->turn_away(request)) return std::move(*refused);
              return router.route(request);
          }) {
        edge.start();
    }
    ~RunningNode() { edge.stop(); }

    Draft draft(std::string body, const Peer& signer) const {
        Draft made;
        made.body = std::move(body);
        made.date = activitypub::format_http_date(clock.now());
        made.digest = activitypub::make_digest(made.body);
        made.key_id = signer.key_id();
        made.key = signer.key;
        return made;
    }
    Draft draft(const json& activity, const Peer& signer) const {
        return draft(activity.dump(), signer);
    }
    std::string ask(const std::string& bytes) const {
        web::RawClient client(edge.port());
        client.send(bytes);
        return client.read_response();
    }
    int status(const Draft& sent) const { return web::status_of(ask(sent.bytes())); }
    int status(const std::string& bytes) const { return web::status_of(ask(bytes)); }

    // Every row of every table, but those of the tables left out.
    std::vector<std::string> rows(std::set<std::string> left_out = {}) {
        std::vector<std::string> all;
        auto reader = database.read();
        std::vector<std::string> tables;
        auto names = reader->query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER "
            "BY 1");
        while (names.step()) {
            if (!left_out.contains(names.text(0))) tables.push_back(names.text(0));
        }
        for (const auto& table : tables) {
            std::string columns;
            auto described = reader->query("SELECT name FROM pragma_table_info(?)").arg(table);
            while (described.step()) {
                columns +=
                    (columns.empty() ? "" : " || ',' || ") + ("quote(" + described.text(0) + ")");
            }
            auto query = reader->query("SELECT " + columns + " FROM " + table + " ORDER BY 1");
            while (query.step()) all.push_back(table + ": " + query.text(0));
        }
        return all;
    }

    web::EdgeServer edge;
};

// A running node whose workers act, and which tells what its features were told.
class ActingNode : public RunningNode {
  public:
    ActingNode() {
        for (const auto* type : {"Create", "Update", "Delete"}) {
            federation->inbox_registry().on(
                type, "*",
                [this, type](storage::Connection&,
                             const federation::Incoming& incoming) -> Result<void> {
                    handled.with([&](auto& all) {
                        all.push_back(type + (" " + incoming.activity.object_id));
                    });
                    return {};
                });
        }
        federation->start();
    }
    ~ActingNode() { federation->stop(); }
    // Posts, and waits until it had its effect.
    int tell(const json& activity, const Peer& signer) {
        const auto answer = post(activity, signer);
        settle();
        return answer;
    }
    std::vector<std::string> calls() {
        return handled.with([](auto& all) { return all; });
    }

    base::Guarded<std::vector<std::string>> handled;
};

}  // namespace essaim::test
