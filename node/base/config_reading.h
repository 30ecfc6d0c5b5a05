// The values of one TOML file, each asked for by its key: what is wrong with
// one becomes a problem that says what to write instead. For config.cpp.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/config.h"

namespace essaim::base {

class Reading {
  public:
    explicit Reading(const std::filesystem::path& file);  // no TOML: a problem, and no values
    ~Reading();

    std::string text(std::string_view key, std::string otherwise, std::string_view example);
    int number(std::string_view key, int otherwise, int low, int high);
    std::vector<std::string> texts(std::string_view key, std::vector<std::string> otherwise);
    // One problem per key: a value of the wrong type is not also a wrong value.
    void problem(std::string_view key, std::string message);
    void unknown_keys();

    std::vector<ConfigProblem> problems;

  private:
    struct Table;
    std::unique_ptr<Table> table_;
    std::set<std::string> complained_;
};

}  // namespace essaim::base
