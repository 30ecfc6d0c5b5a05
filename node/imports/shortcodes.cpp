#include "node/imports/shortcodes.h"

#include <algorithm>

#include "node/base/text.h"

namespace essaim::imports {

namespace {

constexpr std::size_t kGallery = 100;

// "12,15" of [gallery ids="12,15"]
void add_numbers(std::string_view code, std::vector<std::string>& numbers) {
    const auto at = code.find("ids=");
    if (at == std::string_view::npos) return;
    for (auto one : base::split(code.substr(at + 4), ',')) {
        const auto first = one.find_first_of("0123456789");
        if (first == std::string_view::npos) continue;
        one = one.substr(first);
        const auto end = std::min(one.find_first_not_of("0123456789"), one.size());
        if (numbers.size() < kGallery) numbers.emplace_back(one.substr(0, end));
        if (end < one.size()) return;  // the closing quotation mark
    }
}

// The words after the picture are what stands under it.
std::string figure(std::string_view inner) {
    const auto last = inner.rfind('>');
    const auto split = last == std::string_view::npos ? 0 : last + 1;
    return "<figure>" + std::string(inner.substr(0, split)) + "<figcaption>" +
           std::string(inner.substr(split)) + "</figcaption></figure>";
}

}  // namespace

PlainHtml without_shortcodes(std::string_view html) {
    PlainHtml plain;
    for (std::size_t at = 0; at < html.size();) {
        const auto open = html.find('[', at);
        if (open == std::string_view::npos) {
            plain.html += html.substr(at);
            break;
        }
        plain.html += html.substr(at, open - at);
        const auto rest = html.substr(open);
        const auto close = rest.find(']');
        const auto code = rest.substr(0, close == std::string_view::npos ? 0 : close + 1);
        at = open + std::max<std::size_t>(code.size(), 1);
        if (code.starts_with("[caption") && code.size() > 9) {
            const auto end = rest.find("[/caption]", code.size());
            if (end == std::string_view::npos) continue;
            plain.html += figure(rest.substr(code.size(), end - code.size()));
            at = open + end + 10;
        } else if (code.starts_with("[gallery")) {
            add_numbers(code, plain.galleries);
        } else if (code == "[embed]" || code.starts_with("[embed ") || code == "[/embed]") {
            continue;
        } else {
            plain.html += rest.substr(0, at - open);
        }
    }
    return plain;
}

}  // namespace essaim::imports
