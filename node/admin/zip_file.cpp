#include "node/admin/zip_file.h"

#include <zip.h>

#include <cstdlib>
#include <cstring>
#include <system_error>

namespace essaim::admin {

struct ZipFile::State {
    std::filesystem::path path;
    std::filesystem::path unfinished;
    zip_t* zip = nullptr;
};

ZipFile::ZipFile(std::filesystem::path path) : state_(new State{path, path, nullptr}) {
    state_->unfinished += ".new";
    int error = 0;
    state_->zip = zip_open(state_->unfinished.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
}

ZipFile::~ZipFile() {
    if (state_->zip != nullptr) zip_discard(state_->zip);
    std::error_code ignored;
    std::filesystem::remove(state_->unfinished, ignored);
}

Result<void> ZipFile::add(const std::string& name, const std::string& bytes, base::Instant at) {
    if (state_->zip == nullptr) return refuse(Fault::Unavailable, "no zip file can be made there");
    // libzip reads the bytes when the file is closed: it is given a copy of its own.
    void* copy = std::malloc(bytes.empty() ? 1 : bytes.size());
    if (copy == nullptr) return refuse(Fault::Unavailable, "no memory");
    std::memcpy(copy, bytes.data(), bytes.size());
    auto* source = zip_source_buffer(state_->zip, copy, bytes.size(), 1);
    if (source == nullptr) {
        std::free(copy);
        return refuse(Fault::Internal, zip_strerror(state_->zip));
    }
    const auto index =
        zip_file_add(state_->zip, name.c_str(), source, ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE);
    if (index < 0) {
        zip_source_free(source);
        return refuse(Fault::Internal, zip_strerror(state_->zip));
    }
    zip_file_set_mtime(state_->zip, static_cast<zip_uint64_t>(index),
                       static_cast<time_t>(base::to_millis(at) / 1000), 0);
    return {};
}

Result<void> ZipFile::close() {
    if (state_->zip == nullptr || zip_close(state_->zip) != 0) {
        return refuse(Fault::Unavailable, "the zip file cannot be written");
    }
    state_->zip = nullptr;
    std::error_code failure;
    std::filesystem::rename(state_->unfinished, state_->path, failure);
    if (failure) return refuse(Fault::Unavailable, failure.message());
    return {};
}

}  // namespace essaim::admin
