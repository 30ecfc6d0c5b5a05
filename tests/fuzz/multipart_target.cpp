// A form with files, by the boundary that its first line tells.
#include "node/base/text.h"
#include "node/web/multipart.h"
#include "tests/fuzz/fuzz.h"

using namespace essaim;
using namespace essaim::web;
using fuzz::promise;

namespace {

std::string written(const std::vector<FormPart>& parts, const std::string& boundary) {
    std::string body;
    for (const auto& part : parts) {
        body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" +
                base::percent_encode(part.name) + "\"";
        if (part.file_name) body += "; filename=\"" + base::percent_encode(*part.file_name) + "\"";
        body += "\r\n\r\n" + std::string(part.bytes) + "\r\n";
    }
    return body + "--" + boundary + "--\r\n";
}

}  // namespace

FUZZ_TARGET(multipart) {
    const auto line = bytes.find("\r\n");
    if (line == std::string_view::npos) return;
    const auto type = "multipart/form-data; boundary=" + std::string(bytes.substr(0, line));
    const auto body = bytes.substr(line + 2);
    const MultipartLimits limits{.parts = 8, .head_bytes = 200};
    const auto parts = read_multipart(type, body, limits);
    if (!parts) return;
    promise(is_multipart_form(type), "what is read is a form with files");
    promise(parts->size() <= limits.parts, "no more parts than the limit");
    std::size_t together = 0;
    for (const auto& part : *parts) {
        promise(part.bytes.data() >= body.data() &&
                    part.bytes.data() + part.bytes.size() <= body.data() + body.size(),
                "a part lies in the body");
        together += part.bytes.size();
    }
    promise(together <= body.size(), "parts do not overlap");
    // Another boundary that occurs in none of them: the same parts are read again.
    const std::string boundary = "essaim0123456789essaim";
    for (const auto& part : *parts)
        if (part.bytes.find(boundary) != std::string_view::npos) return;
    const auto body_again = written(*parts, boundary);
    const auto again = read_multipart("multipart/form-data; boundary=" + boundary, body_again,
                                      {.parts = 8, .head_bytes = 4096});
    promise(again && again->size() == parts->size(), "a form written is read back");
    for (std::size_t i = 0; i < parts->size(); ++i) {
        promise((*again)[i].bytes == (*parts)[i].bytes, "no byte is lost or added");
        promise((*again)[i].file_name.has_value() == (*parts)[i].file_name.has_value(),
                "a file stays a file");
    }
}
