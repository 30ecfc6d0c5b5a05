#include "node/media_helper/report.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string_view>

namespace essaim::media_helper {

namespace {

using Line = nlohmann::ordered_json;

const char* word(Reason reason) {
    switch (reason) {
        case Reason::Unknown:
            return "unknown";
        case Reason::Svg:
            return "svg";
        case Reason::Pixels:
            return "pixels";
        case Reason::Big:
            return "big";
        case Reason::Animation:
            return "animation";
        case Reason::Encrypted:
            return "encrypted";
        case Reason::Bomb:
            return "bomb";
        case Reason::Time:
            return "time";
        case Reason::Broken:
            break;
    }
    return "broken";
}

void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) ::_exit(1);  // nobody listens any more
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void write_line(const Line& line) {
    // An answer begun is finished: the refusal for time must not fall into it.
    std::signal(SIGXCPU, SIG_IGN);
    write_all(line.dump(-1, ' ', false, Line::error_handler_t::replace) + "\n");
}

extern "C" void time_is_up(int) {
    constexpr std::string_view kLine = "{\"ok\":false,\"reason\":\"time\"}\n";
    const auto written = ::write(STDOUT_FILENO, kLine.data(), kLine.size());
    ::_exit(written == static_cast<ssize_t>(kLine.size()) ? 0 : 1);
}

}  // namespace

void answer(const Picture& picture) {
    auto variants = Line::array();
    for (const auto& variant : picture.variants)
        variants.push_back({{"name", variant.name},
                            {"width", variant.width},
                            {"height", variant.height},
                            {"type", variant.type},
                            {"bytes", variant.bytes.size()}});
    write_line({{"ok", true},
                {"type", picture.type},
                {"width", picture.width},
                {"height", picture.height},
                {"blurhash", picture.blurhash},
                {"variants", std::move(variants)}});
    for (const auto& variant : picture.variants) write_all(variant.bytes);
}

void answer(const Document& document) {
    Line line{{"ok", true}, {"type", document.type}};
    if (document.pages > 0) line["pages"] = document.pages;
    line["title"] = document.title;
    line["complete"] = document.complete;
    line["bytes"] = document.text.size();
    write_line(line);
    write_all(document.text);
}

void answer(Reason reason) { write_line({{"ok", false}, {"reason", word(reason)}}); }

void answer_when_time_is_up() { std::signal(SIGXCPU, time_is_up); }

}  // namespace essaim::media_helper
