// essaim-media image|text <file >answer: the separate program that opens what
// people upload, so that the node itself holds no decoder. One file a run, on
// fd 0; the answer on fd 1 (report.h). Any other end than an answer and 0 means
// that the file broke the program.
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdio>
#include <exception>
#include <new>
#include <string_view>

#include "node/media_helper/document.h"
#include "node/media_helper/input.h"
#include "node/media_helper/pdf_text.h"
#include "node/media_helper/picture.h"
#include "node/media_helper/report.h"
#include "node/media_helper/sandbox.h"
#include "node/media_helper/selftest.h"

using namespace essaim::media_helper;

namespace {

template <class Read>
int run(std::size_t limit, Reason without_memory, Read read) {
    answer_when_time_is_up();
    try {
        const auto bytes = map_input(limit);
        if (!bytes) {
            answer(bytes.error());
            return 0;
        }
        const auto result = read(*bytes);
        result ? answer(*result) : answer(result.error());
    } catch (const std::bad_alloc&) {
        answer(without_memory);
    }
    return 0;
}

}  // namespace

int main(int count, char** words) {
    const std::string_view mode = count == 2 ? words[1] : "";
    const bool image = mode == "image", text = mode == "text";
    const bool sandbox_test = mode == "selftest-sandbox", time_test = mode == "selftest-time";
    if (!image && !text && !sandbox_test && !time_test) {
        std::fputs("usage: essaim-media image|text <file\n", stderr);
        return 2;
    }
    keep_only_standard_files();
    if (image ? !start_images() : !start_documents()) return 3;
    auto bounds = usual_bounds();
    if (time_test) bounds.cpu_seconds = 1;
    if (!enter_sandbox(image ? Needs::Nothing : Needs::Resources, bounds)) {
        std::fputs("essaim-media: this machine refuses the sandbox\n", stderr);
        return 3;
    }
    if (sandbox_test) return try_everything();
    if (time_test) {
        answer_when_time_is_up();
        work_for_ever();
    }
    if (image) return run(kImageBytes, Reason::Pixels, read_picture);
    return run(kDocumentBytes, Reason::Bomb, read_document);
}
