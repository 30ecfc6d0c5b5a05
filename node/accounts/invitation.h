// The welcome link's code and what somebody fills in behind it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace essaim::accounts {

// "7F3K-92QM-0WXE-5TBA": 16 letters of Crockford's alphabet, 80 random bits,
// easy to read out.
std::string new_code();
// What is stored of it. Case, hyphens and spaces do not matter, nor O for 0,
// I and L for 1.
std::string hash_of_code(std::string_view code);

std::string tidy_email(std::string_view email);  // trimmed, lower case
std::string tidy_name(std::string_view name);    // one line, trimmed

struct FieldProblem {
    std::string field;    // id of the input
    std::string message;  // French source text
};

constexpr std::size_t kPassphraseMost = 1024;  // bytes

// All that is wrong, in the order of the form; `email` and `name` tidied.
std::vector<FieldProblem> problems_of(const std::string& name, const std::string& email,
                                      const std::string& passphrase);

}  // namespace essaim::accounts
