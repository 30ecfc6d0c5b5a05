// Structured log: one JSON object per line on standard error, every value
// escaped (spdlog's patterns do not escape, stack.md §7). Never log secrets,
// e-mail addresses or private text. Any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace essaim::base::log {

enum class Level { Debug, Info, Warning, Error };
using Field = std::pair<std::string_view, std::string>;

void set_level(Level lowest);
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::Debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::Info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::Warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::Error, event, fields);
}

}  // namespace essaim::base::log
