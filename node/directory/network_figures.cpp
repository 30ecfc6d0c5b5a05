#include "node/directory/network_figures.h"

#include <algorithm>

#include "node/directory/card_store.h"
#include "node/directory/card_sums.h"
#include "node/directory/cards.h"
#include "node/directory/observation_store.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using namespace std::chrono;

constexpr double kDaysOfMonth = 30.4375;

// Of a card whose first claim is kept back: what the next one says, if any.
bool stand_on_another(storage::Connection& connection, SumCardRow& row,
                      const federation::Sight& sight, std::string& name) {
    auto card = CardStore(connection).by_id(row.card.id);
    if (!card || !stand_on_what_is_seen(connection, *card, sight)) return false;
    const auto& one = card->initiative;
    name = one.name;
    row.said_by = card->said_by;
    row.self = card->self;
    row.card.kind = one.kind;
    row.card.status = one.status;
    row.card.since.clear();
    row.card.launched = one.launched;
    row.card.ended = one.ended;
    row.card.said = floor<days>(card->said_at);
    row.card.unit_per = one.unit_per;
    row.card.unit_amount.reset();
    return true;
}

}  // namespace

NetworkFigures::NetworkFigures(storage::Connection& connection, KnownSums& known,
                               const federation::Sight& sight)
    : connection_(connection),
      sight_(sight),
      known_(known),
      known_cards_(known.cards(connection)),
      observers_(known.observers(connection)),
      cards_(&known_cards_->cards) {
    for (const auto& [id, one] : *observers_)
        if (!sight.sees_actor(one.iri)) unheard_.insert(id);
    if (!sight.sees_all_of_ours())
        for (const auto& [id, iri] : ObservationStore(connection).hidden())
            if (!sight.sees({.id = iri, .author = {}})) hidden_.insert(id);
    if (!hides_cards()) return;
    read_cards();
    cards_ = &seen_;
}

bool NetworkFigures::hides_cards() const {
    return (!sight_.sees_all_of_ours() && !CardSums(connection_).hidden().empty()) ||
           std::ranges::any_of(known_cards_->authors, [&](const std::string& author) {
               return !author.empty() && !sight_.sees_actor(author);
           });
}

void NetworkFigures::read_cards() {
    CardSums sums(connection_);
    std::unordered_map<std::string, std::int64_t> ids;
    for (const auto& [id, one] : *observers_)
        if (!unheard_.contains(id)) ids.emplace(one.iri, id);
    std::vector<bool> heard;
    for (const auto& author : known_cards_->authors)
        heard.push_back(author.empty() || sight_.sees_actor(author));
    const auto hidden = sums.hidden();
    const auto& known = *known_cards_;
    for (std::size_t i = 0; i < known.cards.size(); ++i) {
        SumCardRow row{.card = known.cards[i], .said_by = known.authors[known.said_by[i]]};
        if (!heard[known.said_by[i]] || hidden.contains(row.card.id)) {
            if (!stand_on_another(connection_, row, sight_, names_[row.card.id])) continue;
            const auto owner = row.self ? ids.find(row.said_by) : ids.end();
            row.card.owner = owner == ids.end() ? 0 : owner->second;
        }
        seen_.push_back(std::move(row.card));
    }
    link(seen_, known.links);
}

std::span<const SumRow> NetworkFigures::rows(const std::string& variable, Day after, Day until) {
    auto& rows = rows_[variable];
    if (rows == nullptr) {
        rows = known_.rows(connection_, variable);
        if (!unheard_.empty() || !hidden_.empty()) {
            auto heard = *rows;
            std::erase_if(heard, [&](const SumRow& row) {
                return unheard_.contains(row.author) || hidden_.contains(row.id);
            });
            rows = std::make_shared<const SumFigures::Rows>(std::move(heard));
        }
    }
    const auto from = std::ranges::upper_bound(*rows, after, {}, &SumRow::as_of);
    const auto end = std::ranges::upper_bound(*rows, until, {}, &SumRow::as_of);
    return from < end ? std::span(from, end) : std::span<const SumRow>();
}

Total NetworkFigures::total(const Question& question) {
    return total_of(
        question, *cards_,
        rows(question.variable, months_before(question.at, question.months), question.at));
}

std::vector<NetworkFigures::YearTotal> NetworkFigures::by_year(Question question,
                                                               std::size_t most) {
    std::vector<YearTotal> found;
    const auto asked = question.at;
    const auto newest = year_month_day(asked).year();
    for (int back = 0; back < 60 && found.size() < most; ++back) {
        const auto year = newest - years(back);
        question.at = std::min(Day(year / December / 31), asked);
        // Only a year that has figures of its own: an old one shown again is no new total.
        if (rows(question.variable, Day(year / January / 1) - days(1), question.at).empty())
            continue;
        auto sum = total(question);
        if (sum.reporting > 0) found.push_back({static_cast<int>(year), std::move(sum)});
    }
    std::ranges::reverse(found);
    return found;
}

std::vector<CountedRow> NetworkFigures::of_networks(const Question& question, std::size_t most) {
    std::unordered_map<std::int64_t, const SumCard*> networks;
    for (const auto& card : *cards_)
        if (group_of(card.kind) == KindGroup::Partner) networks.emplace(card.id, &card);
    std::vector<CountedRow> found;
    for (const auto& row : rows(question.variable, Day{}, question.at)) {
        const auto card = networks.find(row.card);
        if (card == networks.end()) continue;
        if (row.shown || (card->second->owner != 0 && row.author == card->second->owner))
            found.push_back({card->second, row, row.value});
    }
    std::ranges::sort(found, [](const CountedRow& a, const CountedRow& b) {
        return a.row.as_of != b.row.as_of ? a.row.as_of > b.row.as_of : a.row.mark < b.row.mark;
    });
    if (found.size() > most) found.resize(most);
    return found;
}

CardFace NetworkFigures::face(std::int64_t card) {
    auto face = CardSums(connection_).face(card);
    if (const auto other = names_.find(card); other != names_.end() && !other->second.empty())
        face.name = other->second;
    return face;
}

std::string NetworkFigures::author(std::int64_t observer) const {
    const auto found = observers_->find(observer);
    return found == observers_->end() || unheard_.contains(observer) ? std::string()
                                                                     : found->second.iri;
}

Coverage coverage_words(Services& services, web::Language language, const Question& question,
                        const Total& total) {
    const auto& words = services.translations;
    const auto all = web::format_number(language, total.circulating);
    const auto date = day_words(language, question.at);
    const auto months = std::to_string(question.months);
    Coverage told;
    if (question.group == KindGroup::Currency) {
        told.reporting = words.trn(
            language,
            "{n} monnaie sur {all} en circulation a donné ce chiffre pour le {date} ou les "
            "{months} mois d’avant.",
            "{n} monnaies sur {all} en circulation ont donné ce chiffre pour le {date} ou les "
            "{months} mois d’avant.",
            total.reporting, {{"all", all}, {"date", date}, {"months", months}});
    } else {
        told.reporting = words.trn(
            language,
            "{n} initiative sur {all} en activité a donné ce chiffre pour le {date} ou les "
            "{months} mois d’avant.",
            "{n} initiatives sur {all} en activité ont donné ce chiffre pour le {date} ou les "
            "{months} mois d’avant.",
            total.reporting, {{"all", all}, {"date", date}, {"months", months}});
    }
    const auto months_of = [&](int age) {
        const auto count = static_cast<std::int64_t>(age / kDaysOfMonth);
        return count == 0 ? words.tr(language, "moins d’un mois")
                          : words.trn(language, "{n} mois", "{n} mois", count);
    };
    if (total.reporting == 1)
        told.age = words.tr(language, "Son âge ce jour-là : {age}.",
                            {{"age", months_of(total.oldest_age)}});
    if (total.reporting > 1)
        told.age = words.tr(
            language, "Âge médian ce jour-là : {median} ; le plus ancien : {oldest}.",
            {{"median", months_of(total.median_age)}, {"oldest", months_of(total.oldest_age)}});
    if (total.unknown > 0 && question.group == KindGroup::Currency)
        told.unknown =
            words.trn(language, "D’{n} autre, on ne sait pas si elle circulait.",
                      "De {n} autres, on ne sait pas si elles circulaient.", total.unknown);
    else if (total.unknown > 0)
        told.unknown =
            words.trn(language, "D’{n} autre, on ne sait pas si elle était active.",
                      "De {n} autres, on ne sait pas si elles étaient actives.", total.unknown);
    return told;
}

}  // namespace essaim::directory
