#include "node/net/mailer.h"

#include <curl/curl.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "node/base/text.h"

namespace essaim::net {

namespace {

using Security = base::Config::Mail::Security;
using Kind = MailOutcome::Kind;

constexpr long kConnectMilliseconds = 10'000;
constexpr long kAllMilliseconds = 60'000;
constexpr std::size_t kSaidBytes = 300;

// Mail's line end (RFC 5322 §2.3); lone ones of either kind are mended.
std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\r') continue;
        if (c == '\n') out += '\r';
        out += c;
    }
    if (!out.ends_with("\r\n")) out += "\r\n";
    return out;
}

std::string one_line(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }, ' ');
    return base::truncate_utf8(base::trim(text), kSaidBytes);
}

// A part whose bytes we hand over ourselves, to know when the last ones go.
struct Tail {
    std::string bytes;
    std::size_t at = 0;
    const std::function<bool()>* before_last = nullptr;
    bool ended = false;
};

std::size_t read_tail(char* buffer, std::size_t size, std::size_t count, void* of) {
    auto& tail = *static_cast<Tail*>(of);
    const auto part = std::min(size * count, tail.bytes.size() - tail.at);
    // What follows them, the last boundary and the dot, needs nothing more from us.
    if (!tail.ended && tail.at + part == tail.bytes.size()) {
        if (*tail.before_last && !(*tail.before_last)()) return CURL_READFUNC_ABORT;
        tail.ended = true;
    }
    std::copy_n(tail.bytes.data() + tail.at, part, buffer);
    tail.at += part;
    return part;
}

int seek_tail(void* of, curl_off_t offset, int origin) {
    auto& tail = *static_cast<Tail*>(of);
    if (origin != SEEK_SET || offset < 0 || tail.ended) return CURL_SEEKFUNC_FAIL;
    tail.at = std::min(static_cast<std::size_t>(offset), tail.bytes.size());
    return CURL_SEEKFUNC_OK;
}

// What was said last on both sides, without the secrets of a sign-in.
struct Talk {
    std::string command;  // "RCPT TO:<…>"
    std::string reply;    // "550 5.1.1 no such mailbox"
    bool over = false;    // the farewell says nothing of the letter
};

int listen(CURL*, curl_infotype type, char* data, std::size_t size, void* to) {
    auto& talk = *static_cast<Talk*>(to);
    const std::string_view line = base::trim(std::string_view(data, size));
    if (type == CURLINFO_HEADER_OUT && line.starts_with("QUIT")) talk.over = true;
    if (talk.over) return 0;
    if (type == CURLINFO_HEADER_IN && !line.empty()) talk.reply = line;
    if (type == CURLINFO_HEADER_OUT) talk.command = line.substr(0, line.find(' '));
    return 0;
}

int watch(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto* asked = static_cast<const std::atomic<bool>*>(stop);
    return asked != nullptr && asked->load() ? 1 : 0;
}

}  // namespace

struct Mailer::State {
    base::Config::Mail config;
    std::string name;
    const std::atomic<bool>* stop;
    CURL* curl = curl_easy_init();
    Talk talk = {};
    char why[CURL_ERROR_SIZE] = {};

    ~State() { curl_easy_cleanup(curl); }

    template <class T>
    void set(CURLoption option, T value) {
        curl_easy_setopt(curl, option, value);
    }

    void prepare() {
        curl_easy_reset(curl);  // keeps the connection
        talk = {};
        why[0] = '\0';
        const bool tls = config.security == Security::Tls;
        const auto url = std::string(tls ? "smtps" : "smtp") + "://" + config.server + ":" +
                         std::to_string(config.port) + "/" + name;
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        set(CURLOPT_USE_SSL,
            config.security == Security::None ? long{CURLUSESSL_NONE} : long{CURLUSESSL_ALL});
        set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
        if (!config.ca_file.empty()) set(CURLOPT_CAINFO, config.ca_file.c_str());
        if (!config.user.empty()) {
            set(CURLOPT_USERNAME, config.user.c_str());
            set(CURLOPT_PASSWORD, config.password.c_str());
        }
        set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
        set(CURLOPT_PROXY, "");
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
        set(CURLOPT_TIMEOUT_MS, kAllMilliseconds);
        set(CURLOPT_ERRORBUFFER, why);
        set(CURLOPT_VERBOSE, 1L);
        set(CURLOPT_DEBUGFUNCTION, listen);
        set(CURLOPT_DEBUGDATA, &talk);
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, watch);
        set(CURLOPT_XFERINFODATA, static_cast<const void*>(stop));
    }

    MailOutcome outcome(CURLcode code, bool all_handed) const {
        if (code == CURLE_OK) return {Kind::Sent, one_line(talk.reply)};
        const bool about_letter = talk.command == "RCPT" || talk.command == "DATA";
        const bool theirs = about_letter || code == CURLE_LOGIN_DENIED;
        const auto said = theirs ? talk.reply : std::string(why);
        const auto text = one_line(said.empty() ? curl_easy_strerror(code) : said);
        if (about_letter && talk.reply.starts_with('5')) return {Kind::Refused, text};
        if (about_letter && talk.reply.starts_with('4')) return {Kind::Later, text};
        if (all_handed) return {Kind::Unsure, one_line(curl_easy_strerror(code))};
        // "MAIL failed: 550": the server's own words say more.
        if (talk.command == "MAIL" && !talk.reply.starts_with('2')) {
            return {Kind::NoWay, one_line(talk.reply)};
        }
        return {Kind::NoWay, text};
    }
};

Mailer::Mailer(const base::Config::Mail& config, const std::string& name,
               const std::atomic<bool>* stop)
    : state_(new State{config, name, stop}) {
    if (state_->curl == nullptr) throw std::runtime_error("libcurl gives no handle");
}

Mailer::~Mailer() = default;

MailOutcome Mailer::send(const MailMessage& message, const std::function<bool()>& before_last) {
    auto& state = *state_;
    state.prepare();
    Tail tail{.bytes = with_crlf(message.html.empty() ? message.text : message.html),
              .before_last = &before_last};
    struct Lists {
        curl_slist* header = nullptr;
        curl_slist* recipients = nullptr;
        curl_slist* alternative = nullptr;
        curl_mime* mime = nullptr;
        ~Lists() {
            curl_slist_free_all(header);
            curl_slist_free_all(recipients);
            curl_slist_free_all(alternative);
            curl_mime_free(mime);
        }
    } lists;
    for (const auto& line : header_of(message)) {
        lists.header = curl_slist_append(lists.header, line.c_str());
    }
    lists.recipients = curl_slist_append(nullptr, ("<" + message.to + ">").c_str());
    lists.mime = curl_mime_init(state.curl);
    const auto add_tail = [&](curl_mime* to, const char* type) {
        auto* part = curl_mime_addpart(to);
        curl_mime_data_cb(part, static_cast<curl_off_t>(tail.bytes.size()), read_tail, seek_tail,
                          nullptr, &tail);
        curl_mime_type(part, type);
        curl_mime_encoder(part, "quoted-printable");
    };
    if (message.html.empty()) {
        add_tail(lists.mime, "text/plain; charset=utf-8");
    } else {
        auto* both = curl_mime_init(state.curl);
        auto* plain = curl_mime_addpart(both);
        const auto text = with_crlf(message.text);
        curl_mime_data(plain, text.data(), text.size());
        curl_mime_type(plain, "text/plain; charset=utf-8");
        curl_mime_encoder(plain, "quoted-printable");
        add_tail(both, "text/html; charset=utf-8");
        auto* outer = curl_mime_addpart(lists.mime);
        curl_mime_subparts(outer, both);
        curl_mime_type(outer, "multipart/alternative");
        lists.alternative = curl_slist_append(nullptr, "Content-Disposition: inline");
        curl_mime_headers(outer, lists.alternative, 0);
    }
    const auto sender = "<" + message.from + ">";
    state.set(CURLOPT_MAIL_FROM, sender.c_str());
    state.set(CURLOPT_MAIL_RCPT, lists.recipients);
    state.set(CURLOPT_HTTPHEADER, lists.header);
    state.set(CURLOPT_MIMEPOST, lists.mime);
    const auto code = curl_easy_perform(state.curl);
    const auto outcome = state.outcome(code, tail.ended);
    curl_easy_reset(state.curl);  // lets go of the lists
    return outcome;
}

MailOutcome Mailer::probe() {
    auto& state = *state_;
    state.prepare();
    state.set(CURLOPT_CUSTOMREQUEST, "NOOP");
    state.set(CURLOPT_NOBODY, 1L);
    const auto code = curl_easy_perform(state.curl);
    return state.outcome(code, false);
}

}  // namespace essaim::net
