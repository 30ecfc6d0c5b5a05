// Large bodies in and out of a running server: through files, never memory.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "node/web/edge_server.h"
#include "tests/node/web/raw_client.h"
#include "tests/support/temporary_directory.h"

#ifdef __SANITIZE_ADDRESS__
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();  // g++ 12 ships no header of it
#endif

using namespace essaim;
using namespace essaim::web;
using namespace essaim::test;
using namespace std::chrono_literals;

namespace {

struct Server {
    explicit Server(std::function<Response(Request&)> handle, SpoolRoom::Bounds bounds = {})
        : room(std::make_shared<SpoolRoom>(directory.path(), bounds)),
          edge(options(), std::move(handle)) {
        edge.start();
    }
    EdgeOptions options() const {
        EdgeOptions options;
        options.uploads = room;
        options.takes_files = [](std::string_view path) {
            return path == "/documents" || path == "/documents/nouveau";
        };
        options.body_deadline = 500ms;
        options.bytes_per_second = 8 << 20;
        return options;
    }
    TemporaryDirectory directory;
    std::shared_ptr<SpoolRoom> room;
    EdgeServer edge;
};

// Megabytes in use. The sanitizer keeps what was freed for a while, and is
// asked what is not.
long resident() {
#ifdef __SANITIZE_ADDRESS__
    return static_cast<long>(__sanitizer_get_current_allocated_bytes() >> 20);
#else
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) return std::stol(line.substr(6)) / 1024;
    }
    return -1;
#endif
}

const std::string kOpen =
    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";
const std::string kClose = "\r\n--b--\r\n";

std::string head_of(const std::string& path, std::size_t bytes,
                    const std::string& type = "multipart/form-data; boundary=b") {
    return "POST " + path + " HTTP/1.1\r\nHost: a.test\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(kOpen.size() + bytes + kClose.size()) +
           "\r\n\r\n";
}

}  // namespace

TEST_CASE("an upload of 48 MB reaches its handler and costs no memory of ours") {
    std::size_t seen = 0;
    Server server([&](Request& request) {
        const auto file = request.file("file");
        seen = file ? file->bytes.size() : 0;
        return Response::text(200, request.body.empty() ? "spooled" : "in memory");
    });
    const std::string piece(1 << 20, 'x');
    const auto before = resident();
    {
        RawClient client(server.edge.port());
        client.send(head_of("/documents/nouveau", 48 * piece.size()) + kOpen);
        for (int i = 0; i < 48; ++i) REQUIRE(client.send(piece));
        CHECK(resident() - before < 30);
        client.send(kClose);
        CHECK(body_of(client.read_response()) == "spooled");
        CHECK(seen == 48 * piece.size());
        client.send(head_of("/documents", 3) + kOpen + "abc" + kClose);  // a small one, as ever
        CHECK(body_of(client.read_response()) == "in memory");
        CHECK(seen == 3);
    }
    CHECK(std::filesystem::is_empty(server.directory.path()));
}

TEST_CASE("an upload is taken only where it is expected") {
    Server server([](Request&) { return Response::text(200, "taken"); });
    const std::size_t large = 2 << 20;
    struct Row {
        const char* what;
        std::string head;
    };
    const Row rows[] = {
        {"another path", head_of("/inbox", large)},
        {"a path that only begins alike", head_of("/documentsdivers", large)},
        {"no form", head_of("/documents", large, "application/activity+json")},
        {"beyond the bound", head_of("/documents", std::size_t{2} << 30)},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        RawClient client(server.edge.port());
        client.send(row.head + kOpen);
        CHECK(status_of(client.read_all()) == 413);
    }
}

TEST_CASE("one client holds two uploads open, all together eight") {
    Server server([](Request&) { return Response::text(200, "taken"); },
                  {.bytes = 64 << 20, .at_once = 8, .for_one_client = 2});
    const auto head = head_of("/documents", 2 << 20) + kOpen;
    {
        RawClient first(server.edge.port());
        RawClient second(server.edge.port());
        first.send(head);
        second.send(head);
        std::this_thread::sleep_for(100ms);
        RawClient third(server.edge.port());
        third.send(head);
        CHECK(status_of(third.read_all()) == 503);
        // Who sends nothing more is given up, and makes room.
        CHECK(first.read_all().empty());
        CHECK(second.read_all().empty());
    }
    RawClient next(server.edge.port());
    next.send(head + std::string(2 << 20, 'x') + kClose);
    CHECK(status_of(next.read_response()) == 200);
}

TEST_CASE("a file is sent from the disk, whole, to a client that reads slowly") {
    TemporaryDirectory directory;
    const auto path = directory.path() / "file";
    std::string bytes;
    for (int i = 0; i < 3'000'000; ++i) bytes += static_cast<char>('a' + i % 23);
    std::ofstream(path, std::ios::binary) << bytes;
    Server server([&](Request&) {
        Response response;
        response.with("Content-Type", "application/pdf");
        response.file =
            std::make_shared<FileBody>(::open(path.c_str(), O_RDONLY | O_CLOEXEC), bytes.size());
        return response;
    });
    RawClient client(server.edge.port());
    client.send("GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n");
    std::this_thread::sleep_for(200ms);  // the socket's buffer is full meanwhile
    const auto answer = client.read_response();
    CHECK(status_of(answer) == 200);
    CHECK(body_of(answer) == bytes);
    client.send("HEAD /a HTTP/1.1\r\nHost: a.test\r\n\r\n");
    const auto head = client.read_response(false);
    CHECK(head.find("Content-Length: 3000000") != std::string::npos);
    client.send("GET /b HTTP/1.1\r\nHost: a.test\r\n\r\n");  // the connection goes on
    CHECK(body_of(client.read_response()) == bytes);
}
