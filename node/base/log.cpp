#include "node/base/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "node/base/clock.h"
#include "node/base/text.h"

namespace essaim::base::log {

namespace {

spdlog::logger& logger() {
    static const auto made = [] {
        auto fresh = std::make_shared<spdlog::logger>(
            "essaim", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        fresh->set_pattern("%v");  // the line is complete: escaping is ours
        fresh->flush_on(spdlog::level::info);
        return fresh;
    }();
    return *made;
}

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::Debug:
            return spdlog::level::debug;
        case Level::Info:
            return spdlog::level::info;
        case Level::Warning:
            return spdlog::level::warn;
        case Level::Error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

void append_quoted(std::string& line, std::string_view value) {
    const bool utf8 = is_valid_utf8(value);
    line += '"';
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            line += '\\';
            line += c;
        } else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !utf8)) {
            line += fmt::format("\\u{:04x}", byte);  // bytes of another charset: as Latin-1
        } else {
            line += c;
        }
    }
    line += '"';
}

}  // namespace

void set_level(Level lowest) { logger().set_level(spdlog_level(lowest)); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    static constexpr const char* kNames[] = {"debug", "info", "warning", "error"};
    if (!logger().should_log(spdlog_level(level))) return;
    std::string line = fmt::format(R"({{"ts":{},"level":"{}","event":)",
                                   to_millis(SystemClock().now()), kNames[static_cast<int>(level)]);
    append_quoted(line, event);
    for (const auto& [name, value] : fields) {
        line += ',';
        append_quoted(line, name);
        line += ':';
        append_quoted(line, value);
    }
    line += '}';
    logger().log(spdlog_level(level), line);
}

}  // namespace essaim::base::log
