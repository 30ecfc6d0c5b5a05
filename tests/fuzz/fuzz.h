// What the targets of tests/fuzz share. A target reads any bytes and checks
// what its subject promises; a broken promise throws, which libFuzzer and
// corpora_test.cpp both report. One source serves both: under libFuzzer it is
// the program's entry, in corpora_test one entry of the list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace essaim::fuzz {

using Target = void (*)(std::string_view);

inline std::map<std::string, Target>& targets() {
    static std::map<std::string, Target> all;
    return all;
}

inline void promise(bool kept, const std::string& what) {
    if (!kept) throw std::logic_error(what);
}

// Processor time, for the clock on the wall runs on while others have their turn.
inline void timed(Target run, std::string_view bytes) {
    const auto begun = std::clock();
    run(bytes);
    promise(std::clock() - begun < 5 * CLOCKS_PER_SEC, "an input takes less than five seconds");
}

}  // namespace essaim::fuzz

#ifdef ESSAIM_FUZZ
#define FUZZ_TARGET(name)                                                            \
    static void name(std::string_view bytes);                                        \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t n) { \
        essaim::fuzz::timed(name, {reinterpret_cast<const char*>(data), n});         \
        return 0;                                                                    \
    }                                                                                \
    static void name(std::string_view bytes)
#else
#define FUZZ_TARGET(name)                                                                  \
    static void name(std::string_view bytes);                                              \
    static const bool name##_listed = essaim::fuzz::targets().emplace(#name, name).second; \
    static void name(std::string_view bytes)
#endif
