// One initiative as one source says it (domain.md §3): the fields that lists,
// maps and CSV files know, beside the document that holds every term, also
// those this node has never heard of. Rules only; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace essaim::directory {

// Of what our node ships and writes; others' cards tell their own, or none.
inline constexpr const char* kLicence = "https://creativecommons.org/publicdomain/zero/1.0/";
inline constexpr std::size_t kMostBytes = 32 * 1024;  // of a document

struct Initiative {
    std::string name = {};
    std::string sort_name = {};    // without article; may be empty
    std::string association = {};  // legalEntityName
    std::string kind = {};         // code list A
    std::string status = {};       // code list B, "" when the source did not tell
    std::string launched = {};     // Y, Y-M or Y-M-D, or ""
    std::string ended = {};
    std::string place = {};
    std::string department = {};
    std::string country = {};  // ISO 3166-1 alpha-2
    std::optional<double> latitude = {};
    std::optional<double> longitude = {};
    std::string website = {};
    std::string summary = {};
    std::string source = {};    // who said it, with the year in brackets
    std::string unit_per = {};  // "EUR", "hour": what a unit is worth
    std::vector<std::string> medium = {};
    std::string licence = {};
};

Initiative initiative_of(const nlohmann::json& document);
// Sets these fields in the document and leaves every other term as it is.
nlohmann::json with_fields(nlohmann::json document, const Initiative& initiative);

// What is wrong with it, as a French sentence to translate, about `value`; "": nothing.
struct FieldFault {
    std::string field;  // of the form and of the CSV file: "name", "lat"
    std::string_view sentence = {};
    std::string value = {};
};
std::optional<FieldFault> first_fault(const Initiative& initiative);

// A document from anywhere, before it is believed: valid by the schema, not too
// large, dates and places on this earth. The reason in English, for the log.
std::optional<std::string> refusal_of(const nlohmann::json& document, int this_year);

// Any text in it with characters that are not seen but change what is: controls,
// marks that turn the reading direction.
bool has_unseen(const nlohmann::json& document);
bool is_partial_date(std::string_view text);             // "2019", "2019-05", "2019-05-18"
std::string folded(std::string_view text);               // small letters, no accents, single spaces
std::string sorting_name(const Initiative& initiative);  // folded, without article
std::string site_of_website(std::string_view website);   // host without "www."
bool is_whole_site(std::string_view website);            // not a page on somebody's
// As a document may have it and a header name it: an http(s) address; "": it is none.
std::string licence_address(std::string_view text);
// The digest by which two nodes compare what they hold: of the canonical JSON.
std::string digest_of(const nlohmann::json& document);
// Only those with euros enter sums in euros.
bool is_currency(std::string_view kind);

}  // namespace essaim::directory
