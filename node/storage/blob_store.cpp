#include "node/storage/blob_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

#include "node/base/random.h"

namespace essaim::storage {

namespace {

class File {
  public:
    File(const std::filesystem::path& path, int flags)
        : fd_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
    ~File() {
        const int code = errno;  // kept for who asks why
        if (fd_ >= 0) ::close(fd_);
        errno = code;
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    bool is_open() const { return fd_ >= 0; }
    int fd() const { return fd_; }

  private:
    const int fd_;
};

std::unexpected<Error> unavailable(const std::string& what) {
    return refuse(Fault::Unavailable, what + ": " + std::strerror(errno));
}

std::unexpected<Error> missing_or_unavailable() {
    const bool missing = errno == ENOENT || errno == ELOOP || errno == ENOTDIR;
    return refuse(missing ? Fault::NotFound : Fault::Unavailable,
                  std::string("a blob: ") + std::strerror(errno));
}

bool is_id(std::string_view id) {
    return id.size() == 64 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The file must not exist yet; its bytes are on the disk afterwards.
bool write_file(const std::filesystem::path& path, std::string_view bytes) {
    const File file(path, O_WRONLY | O_CREAT | O_EXCL);
    if (!file.is_open()) return false;
    while (!bytes.empty()) {
        const auto count = ::write(file.fd(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return ::fsync(file.fd()) == 0;
}

bool make_directory(const std::filesystem::path& directory) {
    return ::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST;
}

// A name is durable when every directory that leads to it is. Asked for a known
// blob too: who named it may have crashed, or not be there yet.
bool sync_names(std::filesystem::path directory) {
    for (int level = 0; level < 4; ++level) {  // ab/cd, ab, the store, its parent
        const File opened(directory.empty() ? "." : directory, O_RDONLY | O_DIRECTORY);
        if (!opened.is_open() || ::fsync(opened.fd()) != 0) return false;
        directory = directory.parent_path();
    }
    return true;
}

}  // namespace

BlobStore::BlobStore(std::filesystem::path directory) : directory_(std::move(directory)) {}

std::filesystem::path BlobStore::path_of(std::string_view id) const {
    return directory_ / id.substr(0, 2) / id.substr(2, 2) / id;
}

Result<std::string> BlobStore::put(std::string_view bytes) const {
    auto id = base::sha256_hex(bytes);
    const auto path = path_of(id);
    const auto folder = path.parent_path();
    if (!has(id)) {
        if (!make_directory(directory_) || !make_directory(folder.parent_path()) ||
            !make_directory(folder)) {
            return unavailable("a folder for blobs cannot be made");
        }
        const auto temporary = folder / (base::random_token() + ".part");
        if (!write_file(temporary, bytes) || std::rename(temporary.c_str(), path.c_str()) != 0) {
            const auto refusal = unavailable("a blob cannot be written");
            ::unlink(temporary.c_str());
            return refusal;
        }
    }
    if (!sync_names(folder)) return unavailable("the name of a blob cannot be kept");
    return id;
}

Result<std::string> BlobStore::get(std::string_view id) const {
    if (!is_id(id)) return refuse(Fault::NotFound, "not the id of a blob");
    const File file(path_of(id), O_RDONLY);
    struct stat facts{};
    if (!file.is_open() || ::fstat(file.fd(), &facts) != 0) return missing_or_unavailable();
    if (!S_ISREG(facts.st_mode)) return refuse(Fault::NotFound, "not a plain file");
    std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
    std::size_t read = 0;
    while (read < bytes.size()) {
        const auto count = ::read(file.fd(), bytes.data() + read, bytes.size() - read);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return missing_or_unavailable();
        if (count == 0) break;
        read += static_cast<std::size_t>(count);
    }
    bytes.resize(read);
    return bytes;
}

Result<BlobStore::Opened> BlobStore::open(std::string_view id) const {
    if (!is_id(id)) return refuse(Fault::NotFound, "not the id of a blob");
    const int file = ::open(path_of(id).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return missing_or_unavailable();
    struct stat facts{};
    if (::fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        ::close(file);
        return refuse(Fault::NotFound, "not a plain file");
    }
    return Opened{file, static_cast<std::size_t>(facts.st_size)};
}

bool BlobStore::has(std::string_view id) const {
    struct stat facts{};
    return is_id(id) && ::lstat(path_of(id).c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
}

Result<void> BlobStore::remove(std::string_view id) const {
    if (!is_id(id)) return refuse(Fault::NotFound, "not the id of a blob");
    if (::unlink(path_of(id).c_str()) != 0) return missing_or_unavailable();
    return {};
}

void BlobStore::sweep(std::filesystem::file_time_type before,
                      const std::function<bool(const std::string& id)>& keep) const {
    namespace fs = std::filesystem;
    std::error_code problem;
    for (fs::recursive_directory_iterator at(directory_, problem), end; !problem && at != end;
         at.increment(problem)) {
        std::error_code ignored;
        if (!at->is_regular_file(ignored) || at->is_symlink(ignored)) continue;
        const auto written = at->last_write_time(ignored);
        const auto name = at->path().filename().string();
        if (ignored || written >= before || (is_id(name) && keep(name))) continue;
        if (is_id(name) || name.ends_with(".part")) fs::remove(at->path(), ignored);
    }
}

}  // namespace essaim::storage
