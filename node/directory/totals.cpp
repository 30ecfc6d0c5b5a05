#include "node/directory/totals.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "node/base/random.h"
#include "node/directory/initiative.h"

namespace essaim::directory {

namespace {

constexpr std::array<std::string_view, 20> kEuroCountries = {
    "AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR",
    "IE", "IT", "LT", "LU", "LV", "MC", "MT", "NL", "PT", "SI"};
constexpr int kShortestYear = 350;  // days; accounts close when they close
constexpr int kLongestYear = 380;

bool is_inside(const Question& question, const SumCard& card) {
    return (question.region.empty() || card.region == question.region) &&
           (question.department.empty() || card.department == question.department) &&
           (question.country.empty() || card.country == question.country);
}

// Its own word, then the latest day, then what was said last; every node decides alike.
bool counts_more(const SumRow& a, const SumRow& b, std::int64_t owner) {
    const bool own_a = owner != 0 && a.author == owner;
    const bool own_b = owner != 0 && b.author == owner;
    if (own_a != own_b) return own_a;
    if (a.as_of != b.as_of) return a.as_of > b.as_of;
    if (a.published != b.published) return a.published > b.published;
    return a.mark < b.mark;
}

bool has_ended(std::string_view status) {
    return status == "stopped" || status == "merged" || status == "abandoned";
}

// Everything that a card is part of, step by step, whatever circles people draw.
class Wholes {
  public:
    explicit Wholes(const std::vector<SumCard>& cards) {
        for (const auto& card : cards)
            if (!card.wholes.empty()) direct_[card.id] = &card.wholes;
    }
    std::unordered_set<std::int64_t> above(std::int64_t card) const {
        std::unordered_set<std::int64_t> all;
        std::vector<std::int64_t> open = {card};
        while (!open.empty()) {
            const auto found = direct_.find(open.back());
            open.pop_back();
            if (found == direct_.end()) continue;
            for (const auto whole : *found->second)
                if (all.insert(whole).second) open.push_back(whole);
        }
        return all;
    }
    bool any() const { return !direct_.empty(); }

  private:
    std::unordered_map<std::int64_t, const std::vector<std::int64_t>*> direct_;
};

// One initiative of the kinds that are asked, and what it answers. Those of other territories
// too: a federation there may stand for its parts here, or they for it.
struct Asked {
    std::int64_t id;     // of the card, and
    std::int64_t owner;  // who speaks for it: here, because every figure asks for both
    const SumCard* card;
    Life life;
    const SumRow* best = nullptr;
    bool reporting = false;
    bool expected = false;
};

// Those asked, by the number of their card.
class Answers {
  public:
    Answers(const Question& question, const std::vector<SumCard>& cards) {
        for (const auto& card : cards)
            if (group_of(card.kind) == question.group)
                all_.push_back({.id = card.id,
                                .owner = card.owner,
                                .card = &card,
                                .life = life_on(card, question.at)});
        if (!std::ranges::is_sorted(all_, {}, &Asked::id)) std::ranges::sort(all_, {}, &Asked::id);
    }
    Asked* find(std::int64_t card) {
        const auto found = std::ranges::lower_bound(all_, card, {}, &Asked::id);
        return found == all_.end() || found->id != card ? nullptr : &*found;
    }
    std::vector<Asked>& all() { return all_; }

    // The federations above whoever has this mark. Two that name each other as
    // their whole are none.
    std::set<std::int64_t> federations_over(const Wholes& wholes, bool Asked::* marked) const {
        std::set<std::int64_t> over;
        if (!wholes.any()) return over;
        for (const auto& one : all_) {
            if (!(one.*marked)) continue;
            for (const auto whole : wholes.above(one.card->id))
                if (whole != one.card->id && !wholes.above(whole).contains(one.card->id))
                    over.insert(whole);
        }
        return over;
    }

  private:
    std::vector<Asked> all_;
};

int age_of(const SumRow& row, Day at) { return static_cast<int>((at - row.as_of).count()); }

std::string hash_of(const std::vector<CountedRow>& rows) {
    std::vector<std::int64_t> marks;
    marks.reserve(rows.size());
    for (const auto& one : rows) marks.push_back(one.row.mark);
    std::ranges::sort(marks);
    return base::sha256_hex(std::string_view(reinterpret_cast<const char*>(marks.data()),
                                             marks.size() * sizeof(std::int64_t)));
}

}  // namespace

Life life_on(const SumCard& card, Day day) {
    const auto launched = first_day_of(card.launched);
    if (launched && *launched > day) return Life::No;
    if (card.status.empty()) return Life::Unknown;
    if (card.status == "project" || card.status == "launching" || card.status == "abandoned")
        return Life::No;
    if (has_ended(card.status)) {
        auto end = last_day_of(card.ended);
        if (!end) end = last_day_of(card.since);
        if (!end) end = card.said;  // the first day on which we know that it had ended
        if (day >= *end) return Life::No;
        return launched ? Life::Yes : Life::Unknown;
    }
    return card.status == "paused" ? Life::Unknown : Life::Yes;
}

std::optional<double> euros_of_unit(const SumCard& card) {
    if (card.unit_per == "EUR") return card.unit_amount.value_or(1);
    if (!card.unit_per.empty()) return std::nullopt;
    // A local currency is worth a euro unless its card says otherwise (domain.md §3.1 A).
    if (is_currency(card.kind) &&
        std::ranges::find(kEuroCountries, card.country) != kEuroCountries.end())
        return 1;
    return std::nullopt;
}

Total total_of(const Question& question, const std::vector<SumCard>& cards,
               std::span<const SumRow> rows) {
    Total total;
    const bool in_euros = unit_of(question.variable) == "unit";
    const bool money = in_euros || unit_of(question.variable) == "EUR";
    const bool yearly = is_over_a_year(question.variable);
    const auto oldest = months_before(question.at, question.months);

    Answers answers(question, cards);
    // The one that counts of each.
    for (const auto& row : rows) {
        if (row.as_of > question.at || row.as_of <= oldest) continue;
        auto* one = answers.find(row.card);
        if (one == nullptr) continue;
        const auto owner = one->owner;
        if (!row.shown && (owner == 0 || row.author != owner)) continue;
        if (yearly && row.span != 0 && (row.span < kShortestYear || row.span > kLongestYear)) {
            total.left.push_back({one->card, row, LeftOut::OtherPeriod});
            continue;
        }
        if (one->best == nullptr || counts_more(row, *one->best, owner)) one->best = &row;
    }
    for (auto& one : answers.all()) {
        const bool adds_up = !money || euros_of_unit(*one.card);
        one.expected = one.life == Life::Yes && adds_up;
        if (one.best == nullptr) continue;
        one.reporting = one.life != Life::No && adds_up;
        if (!one.reporting)
            total.left.push_back(
                {one.card, *one.best, adds_up ? LeftOut::NotAlive : LeftOut::NotEuros});
    }
    // Whoever was replaced by one that reports of the same day or later is in its figure.
    std::vector<Asked*> merged;
    for (auto& one : answers.all()) {
        if (!one.reporting) continue;
        const bool replaced = std::ranges::any_of(one.card->successors, [&](std::int64_t other) {
            const auto* next = answers.find(other);
            return next != nullptr && next != &one && next->reporting &&
                   next->best->as_of >= one.best->as_of &&
                   std::ranges::find(next->card->successors, one.card->id) ==
                       next->card->successors.end();
        });
        if (replaced) merged.push_back(&one);
    }
    for (auto* one : merged) {
        total.left.push_back({one->card, *one->best, LeftOut::Merged});
        one->reporting = one->expected = false;
    }
    // A federation or its parts: the parts, where there is one.
    const Wholes wholes(cards);
    for (const auto whole : answers.federations_over(wholes, &Asked::reporting)) {
        auto* one = answers.find(whole);
        if (one == nullptr) continue;
        if (one->reporting) total.left.push_back({one->card, *one->best, LeftOut::PartsCounted});
        one->reporting = one->expected = false;
    }
    // Of parts whose federation speaks for them, no figure is expected.
    if (wholes.any()) {
        for (auto& one : answers.all())
            if (one.expected && !one.reporting)
                one.expected =
                    std::ranges::none_of(wholes.above(one.card->id), [&](std::int64_t whole) {
                        const auto* above = answers.find(whole);
                        return above != nullptr && above->reporting;
                    });
        for (const auto whole : answers.federations_over(wholes, &Asked::expected))
            if (auto* one = answers.find(whole); one != nullptr && !one->reporting)
                one->expected = false;
    }

    // All this was decided for the whole network; of it now what lies in the territory.
    std::erase_if(total.left,
                  [&](const LeftRow& left) { return !is_inside(question, *left.card); });
    for (const auto& one : answers.all()) {
        if (!is_inside(question, *one.card)) continue;
        if (one.reporting) {
            const double counted = one.best->value * (in_euros ? *euros_of_unit(*one.card) : 1);
            total.rows.push_back({one.card, *one.best, counted});
        } else if (one.expected) {
            total.silent.push_back(one.card);
        } else if (one.life == Life::Unknown && one.card->status != "paused") {
            ++total.unknown;
        }
    }
    std::ranges::sort(total.rows, [](const CountedRow& a, const CountedRow& b) {
        return a.counted != b.counted ? a.counted > b.counted : a.row.mark < b.row.mark;
    });
    std::ranges::sort(total.left, {}, [](const LeftRow& left) { return left.row.id; });
    std::vector<int> ages;
    ages.reserve(total.rows.size());
    for (const auto& one : total.rows) {
        total.value += one.counted;
        ages.push_back(age_of(one.row, question.at));
    }
    std::ranges::sort(ages);
    if (!ages.empty()) {
        total.median_age = ages[(ages.size() - 1) / 2];
        total.oldest_age = ages.back();
    }
    total.reporting = static_cast<std::int64_t>(total.rows.size());
    total.circulating = total.reporting + static_cast<std::int64_t>(total.silent.size());
    total.mark = hash_of(total.rows);
    return total;
}

std::vector<Share> shares_of(const Total& total, std::string SumCard::* territory) {
    std::map<std::string, Share> shares;
    for (const auto& one : total.rows) {
        auto& share = shares[one.card->*territory];
        share.value += one.counted;
        ++share.reporting;
        ++share.circulating;
    }
    for (const auto* card : total.silent) ++shares[card->*territory].circulating;
    std::vector<Share> all;
    for (auto& [code, share] : shares) {
        share.code = code;
        if (share.reporting > 0) all.push_back(share);
    }
    std::ranges::stable_sort(all, std::greater{}, &Share::value);
    return all;
}

std::optional<double> Growth::percent() const {
    if (before <= 0) return std::nullopt;
    return (after - before) * 100 / before;
}

Growth growth_of(const Total& before, Day from, const Total& after) {
    Growth growth{.from = from};
    std::unordered_map<std::int64_t, const CountedRow*> earlier;
    for (const auto& one : before.rows) earlier.emplace(one.card->id, &one);
    for (const auto& one : after.rows) {
        const auto found = earlier.find(one.card->id);
        if (found == earlier.end() || one.row.as_of <= from) continue;
        growth.before += found->second->counted;
        growth.after += one.counted;
        ++growth.initiatives;
    }
    return growth;
}

}  // namespace essaim::directory
