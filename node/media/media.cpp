#include "node/media/media.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "node/base/log.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/media/media_store.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::media {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kAtOnce = 6;      // being read or in line
constexpr auto kPatience = 40s;         // of a request that waits for one
constexpr auto kFetchedWithin = 10min;  // an outcome that nobody asks for is let go
constexpr auto kUnusedFor = std::chrono::hours(48);

struct File {
    explicit File(int opened) : fd(opened) {}
    ~File() {
        if (fd >= 0) ::close(fd);
    }
    File(File&& other) noexcept : fd(std::exchange(other.fd, -1)) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int fd;
};

// Only the picture, for a reader that gets nothing else; gone with its last user.
Result<File> file_with(const std::filesystem::path& directory, std::string_view bytes) {
    File file(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (file.fd < 0) return refuse(Fault::Unavailable, "no file can be made");
    while (!bytes.empty()) {
        const auto count = ::write(file.fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return refuse(Fault::Unavailable, "the disk is full");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    ::lseek(file.fd, 0, SEEK_SET);
    return file;
}

std::string random_id() { return base::sha256_hex(base::random_bytes(32)).substr(0, 32); }

// "full" and "image/jpeg": "grande.jpg".
std::string file_name(const ReadPicture::Variant& variant) {
    const auto* size = variant.name == "full"    ? "grande"
                       : variant.name == "phone" ? "moyenne"
                                                 : "petite";
    const auto* kind = variant.media_type == "image/png"    ? ".png"
                       : variant.media_type == "image/webp" ? ".webp"
                                                            : ".jpg";
    return std::string(size) + kind;
}

}  // namespace

// Of the types that essaim-media knows.
std::string_view ending_of(std::string_view type) {
    static const std::map<std::string_view, std::string_view> endings = {
        {"application/pdf", ".pdf"},
        {"application/vnd.oasis.opendocument.text", ".odt"},
        {"application/vnd.oasis.opendocument.spreadsheet", ".ods"},
        {"application/vnd.oasis.opendocument.presentation", ".odp"},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
        {"text/markdown", ".md"},
        {"text/plain", ".txt"}};
    const auto found = endings.find(type);
    return found == endings.end() ? std::string_view() : found->second;
}

// "C:\\Mes documents\\Guide (2).PDF" of application/pdf: "guide-2.pdf".
std::string document_name(std::string_view given, std::string_view type) {
    given = given.substr(given.find_last_of("/\\") + 1);
    const auto stem = base::slugify(given.substr(0, given.rfind('.')));
    return (stem.empty() ? "document" : stem) + std::string(ending_of(type));
}

bool ends_as_markdown(std::string_view name) {
    const auto lower = base::ascii_lower(name);
    return lower.ends_with(".md") || lower.ends_with(".markdown");
}

Result<std::string> bytes_of(int file) {
    std::string bytes;
    char buffer[64 * 1024];
    ::lseek(file, 0, SEEK_SET);
    for (;;) {
        const auto count = ::read(file, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return refuse(Fault::Unavailable, "the file cannot be read");
        if (count == 0) return bytes;
        bytes.append(buffer, static_cast<std::size_t>(count));
    }
}

struct Media::State {
    State(const base::Clock& given, storage::Database& base, MediaOptions chosen)
        : clock(given),
          database(base),
          options(std::move(chosen)),
          blobs(options.directory / "blobs"),
          thread([this](const std::stop_token& stop) { work(stop); }) {}

    struct Reading {
        std::string key;
        std::string account;
        File file;
        std::optional<std::string> document = {};  // its name; none: a picture
    };
    struct Entry {
        std::optional<Result<Picture>> outcome;
        std::vector<std::shared_ptr<web::Wait>> waits;
        std::chrono::milliseconds since;
    };

    void work(const std::stop_token& stop) {
        for (;;) {
            std::optional<Reading> reading;
            {
                std::unique_lock lock(mutex);
                if (!arrived.wait(lock, stop, [this] { return !line.empty(); })) return;
                reading.emplace(std::move(line.front()));
                line.pop_front();
            }
            auto outcome = read(*reading);
            std::vector<std::shared_ptr<web::Wait>> waits;
            {
                const std::lock_guard lock(mutex);
                auto& entry = entries[reading->key];
                entry.outcome = std::move(outcome);
                waits.swap(entry.waits);
            }
            for (const auto& wait : waits) wait->finish(web::Wait::Outcome::Retry);
        }
    }

    Result<Picture> read(const Reading& reading) {
        if (reading.document) return read_document(reading);
        auto made = options.reader(reading.file.fd);
        if (!made || made->variants.empty())
            return refuse(Fault::Unprocessable, sentence_of(made ? "broken" : made.error()));
        return keep(*made, reading.account);
    }

    Result<Picture> read_document(const Reading& reading) {
        auto read = options.document_reader(reading.file.fd);
        if (!read && read.error() == "unknown") return read_poster(reading);
        if (!read) return refuse(Fault::Unprocessable, sentence_of_document(read.error()));
        if (read->media_type == "text/plain" && ends_as_markdown(*reading.document))
            read->media_type = "text/markdown";
        return keep_document(TRY(bytes_of(reading.file.fd)), *read, reading);
    }

    // A poster, a plan: the other half of the program knows it.
    Result<Picture> read_poster(const Reading& reading) {
        ::lseek(reading.file.fd, 0, SEEK_SET);
        const auto made = options.reader(reading.file.fd);
        if (made && !made->variants.empty()) return keep(*made, reading.account);
        return refuse(Fault::Unprocessable, sentence_of_document(made ? "broken" : made.error()));
    }

    Result<Picture> keep_document(const std::string& bytes, const ReadText& read,
                                  const Reading& reading) {
        Picture kept{.id = random_id(),
                     .owner = reading.account,
                     .subject = {},
                     .shown = false,
                     .alt = {},
                     .width = 0,
                     .height = 0,
                     .blurhash = {},
                     .files = {}};
        const std::lock_guard lock(disk);
        kept.files.push_back({.name = document_name(*reading.document, read.media_type),
                              .media_type = read.media_type,
                              .width = 0,
                              .height = 0,
                              .bytes = static_cast<std::int64_t>(bytes.size()),
                              .blob = TRY(blobs.put(bytes))});
        TRY(database.write([&](storage::Connection& connection) -> Result<void> {
            MediaStore store(connection);
            store.add(kept, clock.now());
            store.add_text(kept.id, read);
            return {};
        }));
        return kept;
    }

    // Nothing is erased meanwhile: the same bytes may be those that go.
    Result<Picture> keep(const ReadPicture& made, const std::string& account) {
        Picture picture{.id = random_id(),
                        .owner = account,
                        .subject = {},
                        .shown = false,
                        .alt = {},
                        .width = made.width,
                        .height = made.height,
                        .blurhash = made.blurhash,
                        .files = {}};
        const std::lock_guard lock(disk);
        for (const auto& variant : made.variants) {
            picture.files.push_back({.name = file_name(variant),
                                     .media_type = variant.media_type,
                                     .width = variant.width,
                                     .height = variant.height,
                                     .bytes = static_cast<std::int64_t>(variant.bytes.size()),
                                     .blob = TRY(blobs.put(variant.bytes))});
        }
        TRY(database.write([&](storage::Connection& connection) -> Result<void> {
            MediaStore(connection).add(picture, clock.now());
            return {};
        }));
        return picture;
    }

    Taken take(std::string_view bytes, const std::string& account,
               const std::optional<std::string>& document) {
        const auto key = account + (document ? " + " : " ") + base::sha256_hex(bytes);
        const auto now = clock.ticks();
        const bool full =
            options.quota > 0 && used() + static_cast<std::int64_t>(bytes.size()) > options.quota;
        const std::lock_guard lock(mutex);
        std::erase_if(entries, [&](const auto& one) {
            return one.second.outcome && now - one.second.since > kFetchedWithin;
        });
        auto found = entries.find(key);
        if (found != entries.end() && found->second.outcome) {
            Taken taken{.outcome = std::move(found->second.outcome), .waiting = {}};
            entries.erase(found);
            return taken;
        }
        if (found == entries.end()) {
            if (full)
                return {.outcome = refuse(Fault::Unprocessable, sentence_of("quota")),
                        .waiting = {}};
            const auto busy =
                std::ranges::count_if(entries, [](const auto& one) { return !one.second.outcome; });
            if (static_cast<std::size_t>(busy) >= kAtOnce)
                return {.outcome = refuse(Fault::Unavailable, sentence_of("busy")), .waiting = {}};
            auto file = file_with(options.directory, bytes);
            if (!file) return {.outcome = std::unexpected(file.error()), .waiting = {}};
            line.push_back(
                {.key = key, .account = account, .file = *std::move(file), .document = document});
            found = entries.emplace(key, Entry{.outcome = {}, .waits = {}, .since = now}).first;
            arrived.notify_one();
        }
        Taken taken;
        taken.waiting.wait = std::make_shared<web::Wait>();
        taken.waiting.patience = kPatience;
        found->second.waits.push_back(taken.waiting.wait);
        return taken;
    }

    std::int64_t used() const {
        auto reader = database.read();
        return MediaStore(*reader).bytes();
    }

    const base::Clock& clock;
    storage::Database& database;
    const MediaOptions options;
    const storage::BlobStore blobs;
    std::mutex disk;  // held from the bytes to the row that names them, and while erasing
    std::mutex mutex;
    std::condition_variable_any arrived;
    std::deque<Reading> line;
    std::map<std::string, Entry> entries;  // by account and what was sent
    std::jthread thread;                   // last: it uses the rest
};

Media::Media(const base::Clock& clock, storage::Database& database, MediaOptions options)
    : state_(std::make_unique<State>(clock, database, std::move(options))) {}
Media::~Media() { stop(); }

void Media::stop() {
    if (!state_->thread.joinable()) return;
    state_->thread.request_stop();
    state_->thread.join();
    std::map<std::string, State::Entry> left;
    {
        const std::lock_guard lock(state_->mutex);
        left.swap(state_->entries);
    }
    for (const auto& [key, entry] : left)
        for (const auto& wait : entry.waits) wait->finish(web::Wait::Outcome::Fail);
}

Media::Taken Media::take_picture(std::string_view bytes, const std::string& account) {
    return state_->take(bytes, account, std::nullopt);
}

Media::Taken Media::take_document(std::string_view bytes, const std::string& name,
                                  const std::string& account) {
    return state_->take(bytes, account, name);
}

void Media::erase_gone() {
    const std::lock_guard lock(state_->disk);
    for (;;) {
        std::vector<std::string> gone;
        {
            auto reader = state_->database.read();
            gone = MediaStore(*reader).gone(200);
            for (const auto& blob : gone)
                if (!MediaStore(*reader).is_used(blob)) (void)state_->blobs.remove(blob);
        }
        if (gone.empty()) return;
        const auto written =
            state_->database.write([&](storage::Connection& connection) -> Result<void> {
                for (const auto& blob : gone) MediaStore(connection).erased(blob);
                return {};
            });
        if (!written) return;  // the next night tries again
    }
}

void Media::tidy() {
    const auto written =
        state_->database.write([&](storage::Connection& connection) -> Result<void> {
            MediaStore(connection).forget_unused(state_->clock.now() - kUnusedFor);
            return {};
        });
    if (!written) base::log::warning("unused pictures stay", {{"why", written.error().detail}});
    erase_gone();
    const std::lock_guard lock(state_->disk);
    auto reader = state_->database.read();
    state_->blobs.sweep(std::filesystem::file_time_type::clock::now() - std::chrono::hours(24),
                        [&](const std::string& blob) { return MediaStore(*reader).is_used(blob); });
}

Result<storage::BlobStore::Opened> Media::open(const PictureFile& file) const {
    return state_->blobs.open(file.blob);
}

Result<std::string> Media::bytes(const PictureFile& file) const {
    return state_->blobs.get(file.blob);
}

std::int64_t Media::used() const { return state_->used(); }

std::int64_t Media::quota() const { return state_->options.quota; }

}  // namespace essaim::media
