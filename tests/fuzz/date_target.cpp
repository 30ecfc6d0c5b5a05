// Dates of documents (xsd:dateTime) and of headers (IMF-fixdate): what is read
// is written so that it reads the same again.
#include "activitypub/date.h"

#include "tests/fuzz/fuzz.h"

using namespace activitypub;
using essaim::fuzz::promise;

FUZZ_TARGET(date) {
    if (const auto time = parse_date_time(bytes)) {
        const auto written = format_date_time(*time);
        const auto again = parse_date_time(written);
        promise(again && *again == *time, "a date written is read back");
        promise(format_date_time(*again) == written, "a date has one spelling of ours");
        const auto in_header = format_http_date(*time);
        const auto whole = std::chrono::floor<std::chrono::seconds>(*time);
        const auto header = parse_http_date(in_header);
        promise(header && *header == whole, "a date of a document is a date for a header");
    }
    if (const auto time = parse_http_date(bytes)) {
        promise(format_http_date(*time) == bytes, "a header's date has one spelling at all");
        const auto again = parse_date_time(format_date_time(*time));
        promise(again && *again == *time, "a header's date is a date for a document");
    }
}
