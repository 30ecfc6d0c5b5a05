#include "node/directory/map_part.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <numbers>
#include <set>

#include "node/directory/filter.h"
#include "node/directory/territories.h"

namespace essaim::directory {

namespace {

constexpr double kApart = 9;
constexpr int kPasses = 40;
constexpr std::size_t kMostSpread = 400;  // pairs grow with the square
constexpr std::size_t kMostMarks = 600;   // more are thinned out
constexpr std::array<std::string_view, 5> kOverseas = {"971", "972", "973", "974", "976"};

std::string one_decimal(double value) {
    std::array<char, 32> text{};
    const auto size = std::snprintf(text.data(), text.size(), "%.1f", value);
    return {text.data(), static_cast<std::size_t>(size)};
}

struct Mark {
    const Outline* card;
    Point at;
};

void draw_mark(web::Page& page, const Mark& mark) {
    auto& dot = page.section("MARK");
    dot.set("CARD", std::to_string(mark.card->id));
    const auto group = mark.card->group;
    const double half = mark.card->self ? 6.5 : group == KindGroup::Currency ? 4.6 : 4.4;
    auto& shape = dot.section(group == KindGroup::Currency ? "ROUND"
                              : group == KindGroup::Time   ? "DIAMOND"
                                                           : "SQUARE");
    shape.set("CARD", std::to_string(mark.card->id));
    shape.set("X", one_decimal(mark.at.x)).set("Y", one_decimal(mark.at.y));
    shape.set("R", one_decimal(half)).set("SIDE", one_decimal(half * 1.7));
    shape.set("LEFT", one_decimal(mark.at.x - half * 0.85));
    shape.set("TOP", one_decimal(mark.at.y - half * 0.85));
    shape.set("NODE", mark.card->self ? " node" : "");
}

// From us to those who are our neighbours and speak for themselves.
void draw_links(Services& services, web::Page& page, const std::vector<Mark>& marks) {
    const auto& us = services.federation.actors().association().id;
    const auto own =
        std::ranges::find_if(marks, [&](const Mark& mark) { return mark.card->node == us; });
    if (own == marks.end()) return;
    std::set<std::string> friends;
    for (const auto& one : neighbours(services)) friends.insert(one.actor);
    for (const auto& mark : marks) {
        if (mark.card->node.empty() || !friends.contains(mark.card->node)) continue;
        page.section("LINK")
            .set("X1", one_decimal(own->at.x))
            .set("Y1", one_decimal(own->at.y))
            .set("X2", one_decimal(mark.at.x))
            .set("Y2", one_decimal(mark.at.y));
    }
}

// One for each spot of the size at which few enough are left: of several the first of the
// list, which our own card and other nodes' are before the rest.
std::vector<Mark> one_a_spot(const std::string& us, std::vector<Mark> marks) {
    std::ranges::stable_partition(marks, [&](const Mark& mark) { return mark.card->node == us; });
    for (double size = kApart; marks.size() > kMostMarks; size *= 1.25) {
        std::set<std::pair<int, int>> taken;
        std::erase_if(marks, [&](const Mark& mark) {
            return !taken
                        .emplace(static_cast<int>(std::floor(mark.at.x / size)),
                                 static_cast<int>(std::floor(mark.at.y / size)))
                        .second;
        });
    }
    return marks;
}

}  // namespace

Point project(double latitude, double longitude) {
    constexpr double kRadian = std::numbers::pi / 180;
    const double bounded = std::clamp(latitude, -80.0, 80.0);
    return {2384.122 * longitude * kRadian + 214.681,
            2467.245 - 2370.619 * std::log(std::tan(std::numbers::pi / 4 + bounded * kRadian / 2))};
}

bool is_on_map(const Point& point) {
    return point.x > kMapLeft + 4 && point.x < kMapLeft + kMapWidth - 4 && point.y > kMapTop + 4 &&
           point.y < kMapTop + kMapHeight - 40;
}

void spread(std::vector<Point>& points) {
    if (points.size() > kMostSpread) return;
    for (int pass = 0; pass < kPasses; ++pass) {
        bool moved = false;
        for (std::size_t i = 0; i < points.size(); ++i) {
            for (std::size_t j = i + 1; j < points.size(); ++j) {
                double dx = points[j].x - points[i].x;
                double dy = points[j].y - points[i].y;
                if (std::abs(dx) >= kApart || std::abs(dy) >= kApart) continue;  // most pairs
                double distance = std::hypot(dx, dy);
                if (distance >= kApart) continue;
                if (distance < 0.01) {  // the same town: each in a direction of its own
                    const double angle = static_cast<double>(j) * 2.4;
                    dx = std::cos(angle);
                    dy = std::sin(angle);
                    distance = 1;
                }
                const double push = (kApart - std::min(distance, kApart)) / 2 / distance;
                points[i].x -= dx * push;
                points[i].y -= dy * push;
                points[j].x += dx * push;
                points[j].y += dy * push;
                moved = true;
            }
        }
        if (!moved) return;
    }
}

web::SafeHtml map_part(Services& services, web::Language language,
                       const std::vector<Outline>& cards) {
    const auto& words = services.translations;
    std::vector<Mark> marks;
    std::set<std::string, std::less<>> covered;
    std::map<std::string, std::int64_t, std::less<>> overseas;
    for (const auto& card : cards) {
        if (card.country == "FR" && !card.department.empty()) {
            covered.insert(card.department);
            if (card.department.size() == 3) ++overseas[card.department];
        }
        if (!card.latitude || !card.longitude) continue;
        const auto at = project(*card.latitude, *card.longitude);
        if (is_on_map(at)) marks.push_back({&card, at});
    }
    const auto placed = marks.size();
    marks = one_a_spot(services.federation.actors().association().id, std::move(marks));
    std::vector<Point> points;
    for (const auto& mark : marks) points.push_back(mark.at);
    spread(points);
    for (std::size_t i = 0; i < marks.size(); ++i) marks[i].at = points[i];

    web::Page page;
    page.set("DESCRIPTION",
             words.trn(language,
                       "{n} initiative placée sur la carte de France et de ses voisins. La liste "
                       "contient les mêmes informations.",
                       "{n} initiatives placées sur la carte de France et de ses voisins. La liste "
                       "contient les mêmes informations.",
                       static_cast<std::int64_t>(placed)));
    for (const auto& one : departments()) {
        if (one.code.size() == 3) continue;
        page.section("DEPARTMENT")
            .set("CODE", std::string(one.code))
            .set("ON", covered.contains(one.code) ? "on" : "");
    }
    draw_links(services, page, marks);
    // Nodes last: nothing covers them.
    for (const auto& mark : marks)
        if (!mark.card->self) draw_mark(page, mark);
    for (const auto& mark : marks)
        if (mark.card->self) draw_mark(page, mark);
    for (const auto code : kOverseas) {
        const auto found = overseas.find(code);
        page.section("INSET")
            .set("CODE", std::string(code))
            .set("ON", found == overseas.end() ? "" : "on")
            .set("NAME", std::string(department(code)->name))
            .set("COUNT", found == overseas.end() ? "–" : std::to_string(found->second));
    }
    if (marks.size() < placed)
        page.section("OFF").set(
            "TEXT",
            words.tr(language,
                     "Là où plusieurs se touchent, un seul point est dessiné : "
                     "{shown} points pour {all} initiatives.",
                     {{"shown", std::to_string(marks.size())},
                      {"all", web::format_number(language, static_cast<std::int64_t>(placed))}}));
    const auto off = cards.size() - placed;
    if (off > 0) {
        page.section("OFF").set(
            "TEXT", words.trn(language,
                              "{n} fiche est hors de la carte ou sans coordonnées : elle "
                              "est dans la liste.",
                              "{n} fiches sont hors de la carte ou sans coordonnées : elles sont "
                              "dans la liste.",
                              static_cast<std::int64_t>(off)));
    }
    return services.templates.render(language, "directory/map.html", page);
}

}  // namespace essaim::directory
