#include "node/letters/subscriber_store.h"

#include "node/storage/connection.h"

namespace essaim::letters {

namespace {

Subscriber read(const storage::Query& row) {
    return {row.text(0), row.text(1), row.text(2), row.number(3) != 0};
}

std::optional<Subscriber> one(storage::Query query) {
    if (!query.step()) return std::nullopt;
    return read(query);
}

}  // namespace

std::optional<Subscriber> SubscriberStore::by_email(const std::string& email) {
    return one(connection_
                   .query("SELECT id, email, language, confirm_hash IS NULL FROM subscriber "
                          "WHERE email = ?")
                   .arg(email));
}

std::optional<Subscriber> SubscriberStore::of_account(const std::string& account) {
    return one(connection_
                   .query("SELECT id, email, language, confirm_hash IS NULL FROM subscriber "
                          "WHERE account = ? OR email = (SELECT email FROM account WHERE id = ?)")
                   .arg(account)
                   .arg(account));
}

bool SubscriberStore::has_room() {
    auto query = connection_.query("SELECT count(*), count(confirm_hash) FROM subscriber");
    query.step();
    return query.number(0) < kMost && query.number(1) < kMostUnconfirmed;
}

void SubscriberStore::ask(const Subscriber& subscriber, const std::string& confirm_hash,
                          base::Instant now) {
    connection_
        .query(
            "INSERT INTO subscriber (id, email, language, confirm_hash, asked_at) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (email) DO UPDATE SET "
            "language = excluded.language, confirm_hash = excluded.confirm_hash, "
            "asked_at = excluded.asked_at")
        .arg(subscriber.id)
        .arg(subscriber.email)
        .arg(subscriber.language)
        .arg(confirm_hash)
        .arg(base::to_millis(now))
        .run();
}

void SubscriberStore::add_own(const Subscriber& subscriber, const std::string& account,
                              base::Instant now) {
    connection_
        .query(
            "INSERT INTO subscriber (id, email, account, language, asked_at) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (email) DO UPDATE SET "
            "account = excluded.account, language = excluded.language, confirm_hash = NULL")
        .arg(subscriber.id)
        .arg(subscriber.email)
        .arg(account)
        .arg(subscriber.language)
        .arg(base::to_millis(now))
        .run();
}

std::string SubscriberStore::add_invited(const Subscriber& subscriber, base::Instant now) {
    auto row = connection_
                   .query(
                       "INSERT INTO subscriber (id, email, language, asked_at) VALUES (?, ?, ?, ?) "
                       "ON CONFLICT (email) DO UPDATE SET confirm_hash = NULL RETURNING id")
                   .arg(subscriber.id)
                   .arg(subscriber.email)
                   .arg(subscriber.language)
                   .arg(base::to_millis(now));
    row.step();
    return row.text(0);
}

std::optional<Subscriber> SubscriberStore::to_confirm(const std::string& confirm_hash,
                                                      base::Instant since) {
    return one(connection_
                   .query("SELECT id, email, language, 0 FROM subscriber "
                          "WHERE confirm_hash = ? AND asked_at > ?")
                   .arg(confirm_hash)
                   .arg(base::to_millis(since)));
}

void SubscriberStore::confirm(const std::string& id) {
    connection_.query("UPDATE subscriber SET confirm_hash = NULL WHERE id = ?").arg(id).run();
}

std::optional<Subscriber> SubscriberStore::find(const std::string& id) {
    return one(connection_
                   .query("SELECT id, email, language, confirm_hash IS NULL FROM subscriber "
                          "WHERE id = ?")
                   .arg(id));
}

void SubscriberStore::remove(const std::string& id) {
    connection_.query("DELETE FROM subscriber WHERE id = ?").arg(id).run();
}

std::vector<Subscriber> SubscriberStore::confirmed() {
    std::vector<Subscriber> all;
    auto query = connection_.query(
        "SELECT s.id, s.email, s.language, 1 FROM subscriber s LEFT JOIN account a "
        "ON a.id = s.account WHERE s.confirm_hash IS NULL AND a.disabled_at IS NULL ORDER BY s.id");
    while (query.step()) all.push_back(read(query));
    return all;
}

void SubscriberStore::forget_unconfirmed(base::Instant before) {
    connection_.query("DELETE FROM subscriber WHERE confirm_hash IS NOT NULL AND asked_at < ?")
        .arg(base::to_millis(before))
        .run();
}

}  // namespace essaim::letters
