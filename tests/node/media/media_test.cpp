#include "node/media/media.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>

#include "node/media/media_store.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"
#include "tests/support/fixed_clock.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using namespace essaim::media;
using namespace std::chrono_literals;

namespace {

// Takes any bytes but those that begin with "no": two sizes of the same.
std::expected<ReadPicture, std::string> read(int file) {
    std::string bytes(1000, '\0');
    bytes.resize(static_cast<std::size_t>(::read(file, bytes.data(), bytes.size())));
    if (bytes.starts_with("no ")) return std::unexpected(bytes.substr(3));
    return ReadPicture{.width = 1200,
                       .height = 800,
                       .blurhash = "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
                       .variants = {{"full", "image/jpeg", 1200, 800, "large " + bytes},
                                    {"phone", "image/jpeg", 640, 427, "small " + bytes}}};
}

struct Kept {
    explicit Kept(std::int64_t quota = 0, PictureReader reader = read)
        : database({.file = directory.path() / "essaim.db"}),
          media(clock, database,
                {.directory = directory.path(), .quota = quota, .reader = std::move(reader)}) {}

    Result<Picture> take(const std::string& bytes, const std::string& account = "anne") {
        for (int i = 0; i < 500; ++i) {
            auto taken = media.take_picture(bytes, account);
            if (taken.outcome) return *std::move(taken.outcome);
            std::this_thread::sleep_for(5ms);
        }
        return refuse(Fault::Unavailable, "never read");
    }
    Result<std::vector<Picture>> show(const std::string& subject,
                                      const std::vector<PictureUse>& uses,
                                      const std::string& account = "anne") {
        return database.write_value([&](storage::Connection& connection) {
            return MediaStore(connection).show(subject, account, uses);
        });
    }
    std::size_t files() const {
        std::size_t count = 0;
        if (!std::filesystem::exists(directory.path() / "blobs")) return 0;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(directory.path() / "blobs"))
            if (entry.is_regular_file()) ++count;
        return count;
    }

    test::TemporaryDirectory directory;
    test::FixedClock clock;
    storage::Database database;
    Media media;
};

const std::string kPost = "https://noisette.example/o/1";

}  // namespace

TEST_CASE("a picture is read once, kept in its sizes, and found by who shows it") {
    Kept kept;
    const auto picture = kept.take("a tree");
    REQUIRE(picture);
    CHECK(picture->id.size() == 32);
    REQUIRE(picture->files.size() == 2);
    CHECK(picture->path(picture->files[0]) == "/fichiers/" + picture->id + "/grande.jpg");
    CHECK(picture->up_to(700).name == "moyenne.jpg");
    CHECK(picture->up_to(10).name == "moyenne.jpg");
    REQUIRE(kept.show(kPost, {{picture->id, "Un noisetier"}}));
    auto reader = kept.database.read();
    const auto shown = MediaStore(*reader).of(kPost);
    REQUIRE(shown.size() == 1);
    CHECK(shown[0].alt == "Un noisetier");
    CHECK(shown[0].files[0].bytes == 12);
    const auto opened = kept.media.open(shown[0].files[0]);
    REQUIRE(opened);
    CHECK(opened->bytes == 12);
    ::close(opened->file);
    CHECK(kept.media.used() == 24);
}

TEST_CASE("what cannot be read is refused with a sentence, and leaves nothing") {
    Kept kept;
    for (const auto* why :
         {"unknown", "svg", "broken", "pixels", "big", "animation", "time", "?"}) {
        CAPTURE(why);
        const auto picture = kept.take("no " + std::string(why));
        REQUIRE_FALSE(picture);
        CHECK(picture.error().fault == Fault::Unprocessable);
        CHECK(picture.error().detail == sentence_of(why));
        CHECK(picture.error().detail.size() > 20);
    }
    CHECK(kept.files() == 0);
    CHECK(kept.media.used() == 0);
}

TEST_CASE("what nothing shows any more is erased from the disk, what another shows stays") {
    Kept kept;
    const auto first = kept.take("a tree");
    const auto same = kept.take("a tree", "paul");  // the same bytes, by somebody else
    const auto other = kept.take("a house");
    REQUIRE((first && same && other));
    CHECK(kept.files() == 4);
    REQUIRE(kept.show(kPost, {{first->id, "un"}, {other->id, "deux"}}));
    REQUIRE(kept.show(kPost + "2", {{same->id, "trois"}}, "paul"));
    REQUIRE(kept.show(kPost, {{other->id, "deux"}}));  // the first is taken out
    kept.media.erase_gone();
    CHECK(kept.files() == 4);  // of the second post
    REQUIRE(kept.database.write([](storage::Connection& connection) -> Result<void> {
        MediaStore(connection).forget(kPost + "2");
        return {};
    }));
    kept.media.erase_gone();
    CHECK(kept.files() == 2);
    auto reader = kept.database.read();
    CHECK(MediaStore(*reader).gone(10).empty());
    CHECK(kept.media.open(first->files[0]).error().fault == Fault::NotFound);
    const auto opened = kept.media.open(other->files[0]);
    REQUIRE(opened);
    ::close(opened->file);
}

TEST_CASE("a picture belongs to what shows it, or to who put it here") {
    Kept kept;
    const auto picture = kept.take("a tree");
    REQUIRE(picture);
    CHECK_FALSE(kept.show(kPost, {{picture->id, "x"}}, "paul"));
    CHECK_FALSE(kept.show(kPost, {{"0123", "x"}}));
    REQUIRE(kept.show(kPost, {{picture->id, "x"}}));
    CHECK(kept.show(kPost, {{picture->id, "y"}}, "paul"));  // who corrects the text
    CHECK_FALSE(kept.show(kPost + "2", {{picture->id, "x"}}));
}

TEST_CASE("a picture that nothing came to show goes after two days, with what a crash left") {
    Kept kept;
    REQUIRE(kept.take("a tree"));
    const auto used = kept.take("a house");
    REQUIRE(used);
    REQUIRE(kept.show(kPost, {{used->id, "x"}}));
    const storage::BlobStore blobs(kept.directory.path() / "blobs");
    const auto lost = blobs.put("bytes that no table knows");
    REQUIRE(lost);
    kept.media.tidy();
    CHECK(kept.files() == 5);
    kept.clock.advance(49h);
    const auto path =
        kept.directory.path() / "blobs" / lost->substr(0, 2) / lost->substr(2, 2) / *lost;
    std::filesystem::last_write_time(
        path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(25));
    kept.media.tidy();
    CHECK(kept.files() == 2);
    CHECK(kept.media.used() == 26);
}

TEST_CASE("beyond the quota nothing is taken") {
    Kept kept(28);
    const auto first = kept.take("a tree");  // 24 in its two sizes: asked for again, it is there
    REQUIRE(first);
    const auto second = kept.take("another tree, larger");
    REQUIRE_FALSE(second);
    CHECK(second.error().detail == sentence_of("quota"));
}

TEST_CASE(
    "six are read or wait, the seventh is told to come back; who waits at the end is let go") {
    std::mutex closed;
    closed.lock();
    Kept kept(0, [&](int file) {
        const std::lock_guard lock(closed);
        return read(file);
    });
    for (int i = 0; i < 6; ++i)
        CHECK_FALSE(kept.media.take_picture("picture " + std::to_string(i), "anne").outcome);
    const auto seventh = kept.media.take_picture("one more", "anne");
    REQUIRE(seventh.outcome);
    CHECK(seventh.outcome->error().fault == Fault::Unavailable);
    auto waiting = kept.media.take_picture("picture 5", "anne");  // the same once more
    REQUIRE(waiting.waiting.wait);
    int failed = 0;
    waiting.waiting.wait->when_finished(
        [&](web::Wait::Outcome outcome) { failed += outcome == web::Wait::Outcome::Fail; });
    closed.unlock();
    kept.media.stop();
    CHECK(failed <= 1);  // 0: it was read before the end
}
