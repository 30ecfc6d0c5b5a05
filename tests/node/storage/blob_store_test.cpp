#include "node/storage/blob_store.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <thread>
#include <vector>

#include "node/base/random.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using storage::BlobStore;

namespace {

std::size_t files_in(const std::filesystem::path& directory) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        count += entry.is_regular_file() ? 1U : 0U;
    }
    return count;
}

}  // namespace

TEST_CASE("a blob comes back under the hash of its bytes, and is stored once") {
    const test::TemporaryDirectory directory;
    const BlobStore store(directory / "blobs");
    for (const auto& bytes : {std::string(), std::string("a\0b", 3), std::string(300'000, 'x')}) {
        CAPTURE(bytes.size());
        const auto id = store.put(bytes);
        REQUIRE(id.has_value());
        CHECK(*id == base::sha256_hex(bytes));
        CHECK(store.put(bytes) == id);
        CHECK(store.has(*id));
        CHECK(store.get(*id) == bytes);
        struct stat facts{};
        const auto path = directory / "blobs" / id->substr(0, 2) / id->substr(2, 2) / *id;
        REQUIRE(::stat(path.c_str(), &facts) == 0);
        CHECK((facts.st_mode & 0777) == 0600);
    }
    CHECK(files_in(directory.path()) == 3);
}

TEST_CASE("a removed blob is gone, and can be put back") {
    const test::TemporaryDirectory directory;
    const BlobStore store(directory / "blobs");
    const auto id = store.put("bytes");
    REQUIRE(id.has_value());
    CHECK(store.remove(*id).has_value());
    CHECK_FALSE(store.has(*id));
    CHECK(store.get(*id).error().fault == Fault::NotFound);
    CHECK(store.remove(*id).error().fault == Fault::NotFound);
    CHECK(store.put("bytes") == id);
    CHECK(store.get(*id) == "bytes");
}

TEST_CASE("nothing but an id opens a file") {
    const test::TemporaryDirectory directory;
    const BlobStore store(directory / "blobs");
    const auto id = store.put("bytes").value();
    directory.write("secret", "s");
    auto upper = id;
    for (auto& c : upper) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    for (const auto& hostile : {std::string(), std::string("../secret"), id + "/", id.substr(1),
                                id + "0", "../" + id.substr(3), std::string(64, '.'),
                                std::string(63, 'a') + "\n", std::string(64, '\0'), upper}) {
        CAPTURE(hostile);
        CHECK(store.get(hostile).error().fault == Fault::NotFound);
        CHECK(store.remove(hostile).error().fault == Fault::NotFound);
        CHECK_FALSE(store.has(hostile));
    }
    CHECK(store.get(id) == "bytes");
}

TEST_CASE("a symbolic link in the place of a blob is not followed") {
    const test::TemporaryDirectory directory;
    const BlobStore store(directory / "blobs");
    const auto secret = directory.write("secret", "s");
    const auto id = base::sha256_hex("other");
    const auto folder = directory / "blobs" / id.substr(0, 2) / id.substr(2, 2);
    std::filesystem::create_directories(folder);
    std::filesystem::create_symlink(secret, folder / id);
    CHECK_FALSE(store.has(id));
    CHECK(store.get(id).error().fault == Fault::NotFound);
    CHECK(store.put("other") == id);  // replaces the link, not what it points at
    CHECK(store.get(id) == "other");
    CHECK(std::filesystem::file_size(secret) == 1);
}

TEST_CASE("a store whose directory cannot be made says so and leaves nothing behind") {
    const test::TemporaryDirectory directory;
    const BlobStore under_a_file(directory.write("file", "x") / "blobs");
    CHECK(under_a_file.put("bytes").error().fault == Fault::Unavailable);
    CHECK(files_in(directory.path()) == 1);
}

TEST_CASE("threads that put the same blob at once all get it") {
    const test::TemporaryDirectory directory;
    const BlobStore store(directory / "blobs");
    std::vector<int> good(8);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : good) {
            threads.emplace_back([&store, &mine] {
                for (int i = 0; i < 20; ++i) {
                    const auto id = store.put(std::to_string(i));
                    if (id && store.get(*id) == std::to_string(i)) ++mine;
                }
            });
        }
    }
    for (const auto mine : good) CHECK(mine == 20);
    CHECK(files_in(directory.path()) == 20);
}
