#include "node/web/spool.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace essaim::web {

Spool::Spool(int file, std::shared_ptr<SpoolRoom> room, std::string client)
    : file_(file), room_(std::move(room)), client_(std::move(client)) {}

Spool::~Spool() {
    if (map_ != nullptr) ::munmap(map_, mapped_);
    ::close(file_);
    room_->give_back(client_);
}

Result<void> Spool::append(std::string_view bytes) {
    if (size_ + bytes.size() > room_->bounds().bytes)
        return refuse(Fault::TooLarge, "a body beyond what was announced");
    while (!bytes.empty()) {
        const auto count = ::write(file_, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0)
            return refuse(Fault::Unavailable,
                          std::string("an upload cannot be written: ") + std::strerror(errno));
        size_ += static_cast<std::size_t>(count);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

std::string_view Spool::view() const {
    if (size_ == 0) return {};
    if (mapped_ != size_) {
        if (map_ != nullptr) ::munmap(map_, mapped_);
        map_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_, 0);
        mapped_ = size_;
        if (map_ == MAP_FAILED) {
            map_ = nullptr;
            mapped_ = 0;
            return {};
        }
    }
    return {static_cast<const char*>(map_), size_};
}

Result<std::shared_ptr<Spool>> SpoolRoom::take(const std::string& client) {
    {
        const std::lock_guard lock(mutex_);
        if (taken_ >= bounds_.at_once) return refuse(Fault::TooMany, "too many uploads at once");
        auto& own = clients_[client];
        if (own >= bounds_.for_one_client)
            return refuse(Fault::TooMany, "too many uploads of one client");
        ++own;
        ++taken_;
    }
    const int file = ::open(directory_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) {
        const std::string why = std::strerror(errno);
        give_back(client);
        return refuse(Fault::Unavailable, "no room for an upload: " + why);
    }
    return std::make_shared<Spool>(file, shared_from_this(), client);
}

void SpoolRoom::give_back(const std::string& client) {
    const std::lock_guard lock(mutex_);
    --taken_;
    const auto found = clients_.find(client);
    if (found != clients_.end() && --found->second == 0) clients_.erase(found);
}

}  // namespace essaim::web
