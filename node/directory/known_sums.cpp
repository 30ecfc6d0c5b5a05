#include "node/directory/known_sums.h"

#include <algorithm>
#include <unordered_map>

#include "node/directory/card_store.h"
#include "node/directory/observation_store.h"

namespace essaim::directory {

namespace {

std::int64_t newest(const SumFigures::Observers& observers) {
    return observers.empty() ? 0 : observers.rbegin()->first;
}

SumCards read(storage::Connection& connection, const SumFigures::Observers& said_by) {
    SumCards all;
    CardSums sums(connection);
    std::unordered_map<std::string, std::int64_t> observers;
    for (const auto& [id, one] : said_by) observers.emplace(one.iri, id);
    std::unordered_map<std::string, std::uint32_t> authors;
    auto rows = sums.cards();
    // As every sum looks for them.
    std::ranges::sort(rows, {}, [](const SumCardRow& row) { return row.card.id; });
    for (auto& row : rows) {
        const auto [known, is_new] =
            authors.try_emplace(row.said_by, static_cast<std::uint32_t>(all.authors.size()));
        if (is_new) all.authors.push_back(row.said_by);
        all.said_by.push_back(known->second);
        if (row.self)
            if (const auto owner = observers.find(row.said_by); owner != observers.end())
                row.card.owner = owner->second;
        all.cards.push_back(std::move(row.card));
    }
    all.links = sums.links();
    link(all.cards, all.links);
    all.cards.shrink_to_fit();
    return all;
}

}  // namespace

std::shared_ptr<const SumCards> KnownSums::cards(storage::Connection& connection) {
    const auto changes = CardStore(connection).changes();
    const auto observers = this->observers(connection);
    auto known = cards_.with([](const auto& one) { return one; });
    if (known != nullptr && known->changes == changes && known->observers == newest(*observers))
        return known;
    auto fresh = read(connection, *observers);
    fresh.changes = changes;
    fresh.observers = newest(*observers);
    const auto kept = std::make_shared<const SumCards>(std::move(fresh));
    cards_.with([&](auto& one) { one = kept; });
    return kept;
}

// What is known of figures as they are now; of nothing else after a change.
SumFigures KnownSums::figures(storage::Connection& connection) {
    const auto changes = ObservationStore(connection).changes();
    auto known = figures_.with([](const auto& one) { return one; });
    if (known.observers != nullptr && known.changes == changes) return known;
    SumFigures fresh{.changes = changes};
    fresh.observers =
        std::make_shared<const SumFigures::Observers>(ObservationStore(connection).observers());
    figures_.with([&](auto& one) { one = fresh; });
    return fresh;
}

std::shared_ptr<const SumFigures::Observers> KnownSums::observers(storage::Connection& connection) {
    return figures(connection).observers;
}

std::shared_ptr<const SumFigures::Rows> KnownSums::rows(storage::Connection& connection,
                                                        const std::string& variable) {
    const auto known = figures(connection);
    if (const auto found = known.rows.find(variable); found != known.rows.end())
        return found->second;
    auto read = ObservationStore(connection).rows(variable);
    for (auto& row : read) {
        const auto author = known.observers->find(row.author);
        row.shown = row.shown || (author != known.observers->end() && author->second.followed);
    }
    read.shrink_to_fit();
    auto rows = std::make_shared<const SumFigures::Rows>(std::move(read));
    figures_.with([&](auto& one) {
        if (one.changes == known.changes) one.rows[variable] = rows;
    });
    return rows;
}

void link(std::vector<SumCard>& cards, const std::vector<CardSums::Link>& links) {
    std::unordered_map<std::int64_t, SumCard*> by_id;
    for (auto& card : cards) {
        card.wholes.clear();
        card.successors.clear();
        by_id.emplace(card.id, &card);
    }
    const auto add = [&](std::int64_t part, std::vector<std::int64_t> SumCard::* list,
                         std::int64_t whole) {
        const auto found = by_id.find(part);
        if (found != by_id.end() && by_id.contains(whole)) (found->second->*list).push_back(whole);
    };
    for (const auto& one : links) {
        if (one.kind == "partOf") add(one.card, &SumCard::wholes, one.other);
        if (one.kind == "hasPart") add(one.other, &SumCard::wholes, one.card);
        if (one.kind == "replacedBy") add(one.card, &SumCard::successors, one.other);
        if (one.kind == "replaces") add(one.other, &SumCard::successors, one.card);
    }
}

}  // namespace essaim::directory
