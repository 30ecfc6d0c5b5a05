#include "node/directory/chart_part.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace essaim::directory {

namespace {

constexpr double kHeight = 112;  // of the tallest bar
constexpr double kBase = 138;
constexpr double kWidth = 560;
constexpr std::size_t kLabels = 8;

std::string one_decimal(double value) {
    std::array<char, 32> text{};
    const auto size = std::snprintf(text.data(), text.size(), "%.1f", value);
    return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace

web::SafeHtml bars_part(Services& services, web::Language language, const std::string& title,
                        const std::string& of, const std::string& unit,
                        const std::vector<Bar>& bars, const std::string& notes) {
    web::Page page;
    page.set("OF", of).set("UNIT", unit);
    page.set_if("NOTES", notes);
    std::string told = title;
    double highest = 1;
    for (const auto& bar : bars) highest = std::max(highest, bar.value);
    const double step = kWidth / static_cast<double>(std::max<std::size_t>(bars.size(), 1));
    const double width = std::min(28.0, step * 0.7);
    const auto every = (bars.size() + kLabels - 1) / kLabels;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const auto& bar = bars[i];
        const auto value = bar.shown.empty()
                               ? web::format_number(language, static_cast<std::int64_t>(bar.value))
                               : bar.shown;
        told += (i == 0 ? " : " : ", ") + bar.label + " : " + value;
        const double middle = step * (static_cast<double>(i) + 0.5);
        const double height = std::max(1.5, kHeight * bar.value / highest);
        auto& drawn = page.section("BAR");
        drawn.set("X", one_decimal(middle - width / 2)).set("WIDTH", one_decimal(width));
        drawn.set("Y", one_decimal(kBase - height)).set("HEIGHT", one_decimal(height));
        drawn.set("MIDDLE", one_decimal(middle)).set("ABOVE", one_decimal(kBase - height - 7));
        drawn.set("PEAK", bar.value == highest ? "pk" : "");
        drawn.set("VALUE", bar.value == 0 || bars.size() > 20 ? "" : value);
        drawn.set("LABEL", every == 0 || i % every == 0 ? bar.label : "");
        auto& row = page.section("ROW");
        row.set("LABEL", bar.label).set("VALUE", value);
        if (!notes.empty()) row.section("NOTE").set("TEXT", bar.note);
    }
    page.set("TOLD", told);
    return services.templates.render(language, "directory/bars.html", page);
}

}  // namespace essaim::directory
