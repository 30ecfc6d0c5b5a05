// The loads of tests/bench that no ready-made tool makes. Prints "name value" lines.
//   essaim_bench start  program=build/release/essaim dir=d port=8470 path=/@name times=11
//   essaim_bench inbox  port=8470 peers_port=8471 tag=r1 peers=40 requests=20000 connections=32
//   essaim_bench fanout socket=dir/essaim.sock peers_port=8471 hosts=1000
//   essaim_bench cold   socket=dir/essaim.sock peers_port=8471 hosts=1000 certificate=c.pem
//   key=k.pem after=50 essaim_bench storm  port=8470 peers_port=8471 hosts=100 requests=100000
//   connections=32
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <iostream>
#include <map>
#include <stdexcept>

#include "tests/bench/launch.h"
#include "tests/bench/loader.h"
#include "tests/bench/peers.h"
#include "tests/bench/sink.h"
#include "tests/bench/tls_sink.h"

namespace {

using Arguments = std::map<std::string, std::string>;

std::string text(const Arguments& arguments, const std::string& name) {
    const auto found = arguments.find(name);
    if (found == arguments.end()) throw std::runtime_error(name + "=… is missing");
    return found->second;
}

int number(const Arguments& arguments, const std::string& name) {
    return std::stoi(text(arguments, name));
}

std::size_t count(const Arguments& arguments, const std::string& name) {
    return static_cast<std::size_t>(number(arguments, name));
}

double processor_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void start(const Arguments& arguments) {
    for (auto left = count(arguments, "times"); left > 0; --left) {
        std::cout << "ready_ms "
                  << bench::ready_after(text(arguments, "program"), text(arguments, "dir"),
                                        number(arguments, "port"), text(arguments, "path"))
                  << "\n";
    }
}

void inbox(const Arguments& arguments) {
    const int port = number(arguments, "port");
    const auto node = "127.0.0.1:" + std::to_string(port);
    const auto connections = count(arguments, "connections");
    const auto requests = count(arguments, "requests");
    const auto peers = bench::make_peers(text(arguments, "tag"), count(arguments, "peers"),
                                         number(arguments, "peers_port"));
    std::map<std::string, std::string> documents;
    for (const auto& peer : peers) documents[peer.host] = peer.document;
    const bench::Sink sink(number(arguments, "peers_port"), documents);

    // One of each first: the node fetches the keys, as it has those of whom it follows.
    const auto first =
        bench::send_all(port, bench::signed_posts(peers, node, 1, peers.size()), connections);
    if (first.by_status.size() != 1 || !first.by_status.contains(202)) {
        throw std::runtime_error("the node does not accept the first activities");
    }
    const auto posts = bench::signed_posts(peers, node, 1 + peers.size(), requests);
    std::cout << "request_bytes " << posts[0].size() << "\n" << std::flush;
    if (arguments.contains("wait_for")) {  // a file: whoever made it is ready to watch
        while (::access(text(arguments, "wait_for").c_str(), F_OK) != 0) ::usleep(10'000);
    }
    const auto before = processor_seconds();
    const auto answers = bench::send_all(port, posts, connections);
    std::cout << "loader_cpu " << processor_seconds() - before << "\nseconds " << answers.seconds
              << "\n";
    for (const auto& [status, times] : answers.by_status)
        std::cout << "status_" << status << " " << times << "\n";
    std::cout << "p50_ms " << answers.milliseconds[requests / 2] << "\np99_ms "
              << answers.milliseconds[requests * 99 / 100] << "\n";
}

// One line to the node's control socket; its answer is read to the end.
std::string ask(const std::string& path, const std::string& line) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path))
        throw std::runtime_error("the path of the socket is too long");
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, static_cast<const sockaddr*>(static_cast<const void*>(&address)),
                  sizeof(address)) != 0 ||
        ::send(fd, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size())) {
        throw std::runtime_error("the node does not listen on " + path);
    }
    std::string answer;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::recv(fd, buffer, sizeof(buffer), 0)) > 0;)
        answer.append(buffer, static_cast<std::size_t>(got));
    ::close(fd);
    return answer;
}

constexpr const char* kPost =
    R"({"command": "post.new", "title": "Le marché de samedi", "text": "Sous la halle, de 9 h à 13 h."})"
    "\n";

void publish(const Arguments& arguments) {
    const auto answer = ask(text(arguments, "socket"), kPost);
    if (answer.find("\"published\"") == std::string::npos)
        throw std::runtime_error("not published: " + answer);
}

void cold(const Arguments& arguments) {
    const auto hosts = count(arguments, "hosts");
    bench::TlsSink sink(number(arguments, "peers_port"), text(arguments, "certificate"),
                        text(arguments, "key"),
                        std::chrono::milliseconds(number(arguments, "after")));
    const auto begun = std::chrono::steady_clock::now();
    const auto before = processor_seconds();
    publish(arguments);
    const auto received = sink.wait_for_posts(hosts, std::chrono::seconds(60));
    const std::chrono::duration<double> took = received.last - begun;
    std::cout << "seconds " << took.count() << "\nposts " << received.posts << "\nconnections "
              << received.connections << "\nsink_cpu " << processor_seconds() - before << "\n";
}

void fanout(const Arguments& arguments) {
    const auto hosts = count(arguments, "hosts");
    bench::Sink sink(number(arguments, "peers_port"), {});
    const auto begun = std::chrono::steady_clock::now();
    const auto before = processor_seconds();
    publish(arguments);
    const std::chrono::duration<double> answered = std::chrono::steady_clock::now() - begun;
    const auto received = sink.wait_for_hosts(hosts, std::chrono::seconds(120));
    const std::chrono::duration<double> took = received.last - begun;
    const auto& firsts = received.firsts;
    const std::chrono::duration<double> most =
        firsts.empty() ? took : firsts[(firsts.size() - 1) * 99 / 100] - begun;
    std::cout << "p99_seconds " << most.count() << "\npublish_seconds " << answered.count()
              << "\nseconds " << took.count() << "\nposts " << received.posts << "\nhosts "
              << received.hosts << "\nunsigned " << received.unsigned_ << "\nsink_cpu "
              << processor_seconds() - before << "\n";
}

void storm(const Arguments& arguments) {
    const int port = number(arguments, "port");
    bench::Sink sink(number(arguments, "peers_port"), {});
    const auto requests =
        bench::deletes_of_strangers("127.0.0.1:" + std::to_string(port), count(arguments, "hosts"),
                                    count(arguments, "requests"), number(arguments, "peers_port"));
    const auto answers = bench::send_all(port, requests, count(arguments, "connections"));
    const auto asked = sink.wait_for_hosts(1, std::chrono::seconds(2));
    std::cout << "seconds " << answers.seconds << "\n";
    for (const auto& [status, times] : answers.by_status)
        std::cout << "status_" << status << " " << times << "\n";
    std::cout << "requests_to_others " << asked.posts + asked.gets << "\n";
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const std::string what = argc > 1 ? argv[1] : "";
        Arguments arguments;
        for (int i = 2; i < argc; ++i) {
            const std::string argument = argv[i];
            const auto equals = argument.find('=');
            if (equals == std::string::npos)
                throw std::runtime_error("not name=value: " + argument);
            arguments[argument.substr(0, equals)] = argument.substr(equals + 1);
        }
        if (what == "start") {
            start(arguments);
        } else if (what == "inbox") {
            inbox(arguments);
        } else if (what == "fanout") {
            fanout(arguments);
        } else if (what == "cold") {
            cold(arguments);
        } else if (what == "storm") {
            storm(arguments);
        } else {
            throw std::runtime_error("essaim_bench start|inbox|fanout|cold|storm name=value …");
        }
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << "\n";
        return 1;
    }
}
