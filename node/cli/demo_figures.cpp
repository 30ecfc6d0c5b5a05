#include "node/cli/demo_figures.h"

#include "node/directory/card_store.h"
#include "node/directory/observing.h"
#include "node/directory/saying.h"
#include "node/storage/connection.h"

namespace essaim::cli {

namespace {

using namespace std::chrono;
using directory::Day;

std::optional<directory::Card> card_named(Services& services, const std::string& slug) {
    auto reader = services.database.read();
    return directory::CardStore(*reader).by_slug(slug);
}

}  // namespace

Result<void> give_figures(Services& services, const DemoAssociation& association) {
    const auto iri = directory::own_card_iri(services);
    const auto card = [&] {
        auto reader = services.database.read();
        return directory::CardStore(*reader).by_claim(iri);
    }();
    if (!card || association.figures.empty()) return {};
    const auto this_year = year_month_day(directory::day_of(services.clock.now())).year();
    std::vector<directory::FigureDraft> drafts;
    for (const auto& figure : association.figures) {
        const auto count = static_cast<int>(figure.years.size());
        for (int i = 0; i < count; ++i) {
            const auto year = this_year - years(count - i);
            directory::FigureDraft draft{
                .variable = figure.variable,
                .value = figure.years[static_cast<std::size_t>(i)],
                .as_of = Day(year / December / 31),
                .method = figure.variable == "circulatingUnits" ? "accounts" : "counted",
                .source = "rapport d’activité [" +
                          std::to_string(static_cast<int>(year + years(1))) + "]"};
            if (directory::is_over_a_year(figure.variable)) draft.from = Day(year / January / 1);
            drafts.push_back(std::move(draft));
        }
    }
    TRY(directory::say_figures(services, card->id, iri, drafts));
    return directory::say_own_card_again(services);
}

// design/domain.md §1.5: estimates that were published, told as such.
Result<void> give_published_sums(Services& services) {
    const auto network = card_named(services, "reseau-des-mlcc");
    if (!network) return {};
    struct Sum {
        int year;
        const char* variable;
        double value;
        const char* scope;
    };
    static constexpr const char* kSurvey = "76 monnaies, 63 réponses à l’enquête";
    static constexpr const char* kEstimate = "82 monnaies, estimation d’après 63 réponses";
    static constexpr Sum kSums[] = {{2018, "individualMembers", 30'601, kSurvey},
                                    {2018, "activeProfessionals", 8'302, kSurvey},
                                    {2018, "circulatingUnits", 3'270'000, kSurvey},
                                    {2019, "individualMembers", 34'871, kEstimate},
                                    {2019, "activeProfessionals", 9'614, kEstimate},
                                    {2019, "circulatingUnits", 4'400'000, kEstimate}};
    std::vector<directory::FigureDraft> drafts;
    for (const auto& sum : kSums)
        drafts.push_back({.variable = sum.variable,
                          .value = sum.value,
                          .as_of = Day(year(sum.year) / December / 31),
                          .method = "estimated",
                          .scope = sum.scope,
                          .source = "Blanc, Fare, Lafuente-Sampietro, enquête nationale [2020]"});
    TRY(directory::say_figures(services, network->id, network->claim, drafts));
    return {};
}

}  // namespace essaim::cli
