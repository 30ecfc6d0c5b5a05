#include "node/mail/mail.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "node/base/log.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/storage/connection.h"

namespace essaim::mail {

namespace {

using namespace std::chrono_literals;
using Kind = net::MailOutcome::Kind;

constexpr auto kTurn = 20s;            // other jobs wait that long at most, and one letter more
constexpr auto kStuckKept = 24h * 30;  // shown to who manages
constexpr auto kLongestPause = 60min;  // between tries of a server that does not answer
constexpr const char* kTrouble = "mail.trouble";
constexpr const char* kKey = "mail.key";
constexpr std::size_t kProofBytes = 16;

std::string hex(std::string_view bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    for (const char byte : bytes) {
        out += kDigits[static_cast<unsigned char>(byte) >> 4U];
        out += kDigits[static_cast<unsigned char>(byte) & 15U];
    }
    return out;
}

std::string mac(const std::string& key, const std::string& text) {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes,
             &size) == nullptr) {
        throw std::runtime_error("HMAC failed");
    }
    return hex(std::string_view(reinterpret_cast<const char*>(bytes), kProofBytes));
}

std::string replaced(std::string text, const std::string& mark, const std::string& by) {
    for (auto at = text.find(mark); !mark.empty() && at != std::string::npos;
         at = text.find(mark, at + by.size())) {
        text.replace(at, mark.size(), by);
    }
    return text;
}

std::optional<Trouble> trouble_in(MailStore& store) {
    const auto stored = store.setting(kTrouble);
    if (!stored) return std::nullopt;
    const auto json = nlohmann::json::parse(*stored, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    return Trouble{base::from_millis(json.value("since", std::int64_t{0})),
                   base::from_millis(json.value("retry", std::int64_t{0})),
                   json.value("tries", std::int64_t{0}), json.value("said", std::string())};
}

}  // namespace

Mail::Mail(const base::Config& config, const base::Clock& clock, storage::Database& database,
           storage::Scheduler& jobs, std::function<Sender()> sender)
    : config_(config), clock_(clock), database_(database), jobs_(jobs), sender_(std::move(sender)) {
    const auto fresh = base::random_token();
    auto known = database_.write_value([&](storage::Connection& connection) -> Result<std::string> {
        MailStore store(connection);
        store.take_back_unsure("interrupted");
        if (auto key = store.setting(kKey)) return *key;
        store.set_setting(kKey, fresh);
        return fresh;
    });
    if (!known) throw std::runtime_error(known.error().detail);
    key_ = *known;
    jobs_.on(kJob, [this](const std::string&) { return work(); }, storage::Scheduler::Runs::Apart);
    if (auto planned = plan(); !planned) {
        base::log::warning("the mail waits", {{"why", planned.error().detail}});
    }
}

Result<void> Mail::put(storage::Connection& connection, const Content& content,
                       const std::vector<Letter>& letters) {
    if (letters.empty()) return {};
    MailStore store(connection);
    const auto more = static_cast<std::int64_t>(letters.size());
    if (store.count_waiting() + more > kMostWaiting) {
        return refuse(Fault::TooMany, "too much mail waits");
    }
    const auto now = clock_.now();
    const auto id = base::new_ulid(now);
    store.add_content(id, content);
    for (const auto& letter : letters) store.add(base::new_ulid(now), id, letter, now);
    storage::enqueue_by(connection, kJob, now);
    return {};
}

Result<void> Mail::send(const Content& content, const Letter& letter) {
    auto written = database_.write(
        [&](storage::Connection& connection) { return put(connection, content, {letter}); });
    if (written) wake();
    return written;
}

bool Mail::may_ask(storage::Connection& connection, const std::string& address) const {
    const auto now = clock_.now();
    return MailStore(connection)
        .may_ask(mac(key_, "address\n" + address), now, now - 24h, kAsksADay);
}

std::string Mail::sign(const std::string& what) const {
    return what + "." + mac(key_, "link\n" + what);
}

std::optional<std::string> Mail::signed_what(const std::string& token) const {
    const auto dot = token.rfind('.');
    if (dot == std::string::npos || token.size() > 200) return std::nullopt;
    const auto what = token.substr(0, dot);
    if (!base::equal_in_constant_time(token.substr(dot + 1), mac(key_, "link\n" + what))) {
        return std::nullopt;
    }
    return what;
}

MailState Mail::state() const {
    auto reader = database_.read();
    MailStore store(*reader);
    return {.counts = store.counts(), .trouble = trouble_in(store)};
}

std::vector<Stuck> Mail::stuck(std::size_t limit) const {
    auto reader = database_.read();
    return MailStore(*reader).stuck(limit);
}

Result<void> Mail::retry(const std::string& id) {
    const auto now = clock_.now();
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        if (!MailStore(connection).retry(id, now, now + Letter{}.valid)) {
            return refuse(Fault::NotFound, "nothing to send again");
        }
        storage::enqueue_by(connection, kJob, now);
        return {};
    });
    if (written) wake();
    return written;
}

Result<void> Mail::drop(const std::string& id) {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        MailStore(connection).drop(id);
        return {};
    });
}

Result<void> Mail::try_now() {
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        MailStore(connection).remove_setting(kTrouble);
        storage::enqueue_by(connection, kJob, clock_.now());
        return {};
    });
    if (written) wake();
    return written;
}

Result<void> Mail::clean() {
    const auto now = clock_.now();
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        MailStore(connection).forget(now - kStuckKept, now - 24h);
        return {};
    });
}

net::MailOutcome Mail::probe() const {
    return net::Mailer(config_.mail, config_.host_name()).probe();
}

// When the job runs next, if anything waits.
Result<void> Mail::plan() {
    if (!is_set()) return {};
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        MailStore store(connection);
        auto next = store.next_time();
        if (!next) return {};
        const auto now = clock_.now();
        if (const auto trouble = trouble_in(store)) next = std::max(*next, trouble->retry);
        if (store.left_since(now - 1h) >= config_.mail.per_hour) {
            next = std::max(*next, store.first_left_since(now - 1h).value_or(now) + 1h);
        }
        storage::enqueue_unless_waiting(connection, kJob, std::max(*next, now));
        return {};
    });
}

Result<void> Mail::work() {
    if (!is_set()) return {};
    const auto now = clock_.now();
    auto room = database_.write_value([&](storage::Connection& connection) -> Result<std::int64_t> {
        MailStore store(connection);
        store.take_back_unsure("interrupted");
        store.expire(now, "expired");
        if (const auto trouble = trouble_in(store); trouble && trouble->retry > now) return 0;
        return config_.mail.per_hour - store.left_since(now - 1h);
    });
    if (!room) return std::unexpected(room.error());
    if (*room > 0) {
        net::Mailer mailer(config_.mail, config_.host_name(), &stopping_);
        const auto end = clock_.ticks() + kTurn;
        while (*room > 0 && clock_.ticks() < end && !stopping_ && send_next(mailer)) --*room;
    }
    return plan();
}

// One letter; false: there is none, or none would leave.
bool Mail::send_next(net::Mailer& mailer) {
    std::optional<Waiting> letter;
    {
        auto reader = database_.read();
        letter = MailStore(*reader).next(clock_.now());
    }
    if (!letter) return false;
    // Nothing of it is sent twice: from its last byte on, it is no longer one that waits.
    const auto before_last = [&] {
        return database_
            .write([&](storage::Connection& connection) -> Result<void> {
                MailStore(connection).hand_over(letter->id);
                return {};
            })
            .has_value();
    };
    const auto outcome = mailer.send(message_of(*letter), before_last);
    if (stopping_ && outcome.kind == Kind::NoWay) return false;
    settle(*letter, outcome);
    return outcome.kind != Kind::NoWay;
}

void Mail::settle(const Waiting& letter, const net::MailOutcome& outcome) {
    const auto now = clock_.now();
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        MailStore store(connection);
        if (outcome.kind != Kind::NoWay) store.remove_setting(kTrouble);
        const auto pause = storage::delay_after(letter.attempts + 1);
        switch (outcome.kind) {
            case Kind::Sent:
                store.sent(letter.id, now);
                break;
            case Kind::Refused:
                store.fail(letter.id, outcome.said, false);
                break;
            case Kind::Unsure:
                store.fail(letter.id, outcome.said, true);
                break;
            case Kind::Later:
                if (pause) store.put_off(letter.id, now + *pause, outcome.said, true);
                if (!pause) store.fail(letter.id, outcome.said, false);
                break;
            case Kind::NoWay:  // not this letter's fault
                store.put_off(letter.id, now, "", false);
                break;
        }
        return {};
    });
    if (outcome.kind == Kind::NoWay) note_trouble(outcome.said);
    if (outcome.kind != Kind::Sent) {
        base::log::warning("mail", {{"kind", letter.kind}, {"said", outcome.said}});
    }
    if (!written) base::log::error("mail not noted", {{"why", written.error().detail}});
}

void Mail::note_trouble(const std::string& said) {
    const auto now = clock_.now();
    std::ignore = database_.write([&](storage::Connection& connection) -> Result<void> {
        MailStore store(connection);
        const auto before = trouble_in(store);
        const auto tries = before ? before->tries + 1 : 1;
        const auto pause =
            std::min(storage::delay_after(tries).value_or(kLongestPause), kLongestPause);
        store.set_setting(kTrouble,
                          nlohmann::json{{"since", base::to_millis(before ? before->since : now)},
                                         {"retry", base::to_millis(now + pause)},
                                         {"tries", tries},
                                         {"said", said}}
                              .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        return {};
    });
}

net::MailMessage Mail::message_of(const Waiting& letter) const {
    const auto sender = sender_();
    const auto host = config_.host_name();
    return {.from_name = sender.name,
            .from = config_.mail.from,
            .to = letter.to,
            .reply_to = sender.reply_to,
            .subject = letter.content.subject,
            .text = replaced(letter.content.text, kUnsubscribeMark, letter.unsubscribe),
            .html = replaced(letter.content.html, kUnsubscribeMark, letter.unsubscribe),
            .id = letter.id + "@" + host,
            .date = letter.made,
            .unsubscribe = letter.unsubscribe,
            .list = letter.unsubscribe.empty() ? "" : letter.kind + "." + host};
}

}  // namespace essaim::mail
