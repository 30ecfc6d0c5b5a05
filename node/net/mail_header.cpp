#include "node/net/mail_header.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/base/text.h"

namespace essaim::net {

namespace {

constexpr std::size_t kPlainMost = 60;  // characters that need no folding
constexpr std::size_t kWordBytes = 42;  // 56 in base64, with its frame below 75 (RFC 2047 §2)

std::string one_line(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }, ' ');
    return std::string(base::trim(line));
}

std::string base64(std::string_view bytes) {
    static constexpr char kLetters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t three = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            const bool there = at + i < bytes.size();
            three = (three << 8U) | (there ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            const auto letter = kLetters[(three >> (18U - 6U * i)) & 63U];
            out += at + i > bytes.size() ? '=' : letter;
        }
    }
    return out;
}

// What may stand in a header as it is; "=?" would be read as an encoded word.
bool is_plain(std::string_view text) {
    return text.size() <= kPlainMost && text.find("=?") == std::string_view::npos &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7F'; });
}

// A display name: an atom may not hold these (RFC 5322 §3.2.3).
std::string display_name(std::string_view name) {
    const auto line = one_line(name);
    const bool atom = is_plain(line) && line.find_first_of("()<>[]:;@\\,.\"") == std::string::npos;
    if (atom || !is_plain(line)) return header_text(line);
    std::string quoted = "\"";
    for (const char c : line) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

}  // namespace

std::string header_text(std::string_view text) {
    const auto line = one_line(text);
    if (is_plain(line)) return line;
    std::string out;
    for (std::string_view rest = line; !rest.empty();) {
        auto part = base::truncate_utf8(rest, kWordBytes);
        if (part.empty()) part = rest.substr(0, kWordBytes);  // no UTF-8: cut anywhere
        out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64(part) + "?=";
        rest.remove_prefix(part.size());
    }
    return out;
}

std::string header_date(base::Instant date) {
    static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(date);
    const std::chrono::year_month_day civil(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(date - day));
    return fmt::format(
        "{}, {} {} {} {:02}:{:02}:{:02} +0000", kDays[std::chrono::weekday(day).c_encoding()],
        static_cast<unsigned>(civil.day()), kMonths[static_cast<unsigned>(civil.month()) - 1],
        static_cast<int>(civil.year()), time.hours().count(), time.minutes().count(),
        time.seconds().count());
}

std::vector<std::string> header_of(const MailMessage& message) {
    std::vector<std::string> lines = {
        "Date: " + header_date(message.date),
        "From: " + display_name(message.from_name) + " <" + one_line(message.from) + ">",
        "To: <" + one_line(message.to) + ">",
        "Subject: " + header_text(message.subject),
        "Message-ID: <" + one_line(message.id) + ">",
        // RFC 3834: no holiday message answers this.
        "Auto-Submitted: auto-generated",
    };
    if (!message.reply_to.empty())
        lines.push_back("Reply-To: <" + one_line(message.reply_to) + ">");
    if (!message.list.empty()) lines.push_back("List-Id: <" + one_line(message.list) + ">");
    if (!message.unsubscribe.empty()) {
        lines.push_back("List-Unsubscribe: <" + one_line(message.unsubscribe) + ">");
        lines.emplace_back("List-Unsubscribe-Post: List-Unsubscribe=One-Click");  // RFC 8058 §3.1
    }
    return lines;
}

}  // namespace essaim::net
