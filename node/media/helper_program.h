// Runs essaim-media, the separate program that opens what people upload
// (node/media_helper): one run a file, nothing but the file and a pipe, no
// environment, killed when it takes too long or answers too much. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <filesystem>
#include <string>

#include "node/media/picture.h"

namespace essaim::media {

class HelperProgram {
  public:
    struct Bounds {
        std::chrono::milliseconds time{30'000};
        std::size_t answer_bytes = 96 << 20;
    };
    explicit HelperProgram(std::filesystem::path program) : HelperProgram(program, Bounds()) {}
    HelperProgram(std::filesystem::path program, Bounds bounds)
        : program_(std::move(program)), bounds_(bounds) {}

    // Of the open file, from where it stands. The error is one word: what the
    // program says, "missing" without it, "time", or "broken" when it fell.
    std::expected<ReadPicture, std::string> picture(int file) const;
    std::expected<ReadText, std::string> text(int file) const;

    // Beside the program that runs now.
    static std::filesystem::path usual_place();

  private:
    std::expected<std::string, std::string> run(const char* mode, int file) const;
    const std::filesystem::path program_;
    const Bounds bounds_;
};

}  // namespace essaim::media
