#include "node/web/rosette.h"
#include "node/web/rosette_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace essaim::web {

namespace {

// Lower-case ASCII letters and digits of the key; accents of Latin-1 fall off,
// so that "Le Genêt" and "legenet" draw the same.
std::string folded(std::string_view key) {
    // U+00C0..U+00FF without their accents; '-' where nothing remains.
    constexpr std::string_view kLatin =
        "aaaaaa-ceeeeiiii-nooooo--uuuuy--aaaaaa-ceeeeiiii-nooooo--uuuuy-y";
    std::string out;
    for (std::size_t at = 0; at < key.size();) {
        char32_t c = next_code_point(key, at);
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
        if (c >= 0xC0 && c <= 0xFF) c = static_cast<unsigned char>(kLatin[c - 0xC0]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += static_cast<char>(c);
    }
    return out;
}

std::uint32_t fnv1a(std::string_view text) {
    std::uint32_t hash = 2166136261U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash;
}

// mulberry32: small, and the same in JavaScript (the mock) and here.
class Generator {
  public:
    explicit Generator(std::uint32_t seed) : seed_(seed) {}
    double next() {
        seed_ += 0x6D2B79F5U;
        std::uint32_t t = (seed_ ^ (seed_ >> 15)) * (1U | seed_);
        t = (t + (t ^ (t >> 7)) * (61U | t)) ^ t;
        return static_cast<double>(t ^ (t >> 14)) / 4294967296.0;
    }
    int below(int bound) { return static_cast<int>(std::floor(next() * bound)); }

  private:
    std::uint32_t seed_;
};

// At most one decimal, without a trailing zero, never "-0".
std::string short_number(double value) {
    std::string text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text == "-0" ? "0" : text;
}

std::string petals(int figure, double radius, int count, double shape) {
    std::string out;
    const auto f = short_number;
    for (int k = 0; k < count; ++k) {
        const auto turn = [&](double span) { return f(span / count * k); };
        switch (figure) {
            case 0:
                out += fmt::format(R"x(<ellipse rx="{}" ry="{}" transform="rotate({})"/>)x",
                                   f(radius), f(radius * shape), turn(180));
                break;
            case 1:
                out += fmt::format(R"x(<circle cx="{}" r="{}" transform="rotate({})"/>)x",
                                   f(radius * (1 - shape)), f(radius * shape), turn(360));
                break;
            case 2: {
                const double half = radius * .78;
                out += fmt::format(
                    R"x(<rect x="{0}" y="{0}" width="{1}" height="{1}" rx="{2}" transform="rotate({3})"/>)x",
                    f(-half), f(2 * half), f(half * shape), turn(90));
                break;
            }
            default:
                out += fmt::format(
                    R"x(<path d="M{0} 0Q{1} {2} {3} 0Q{1} {4} {0} 0z" transform="rotate({5})"/>)x",
                    f(radius * .12), f(radius * .55), f(-radius * shape), f(radius),
                    f(radius * shape), turn(360));
        }
    }
    return out;
}

}  // namespace

std::vector<RosetteLayer> rosette_layers(std::string_view key, bool dense) {
    Generator random(fnv1a(folded(key)));
    const int outer = random.below(4);
    const int inner = (outer + 1 + random.below(3)) % 4;
    struct Range {
        int fewest, most;
        double shape, spread;
    };
    constexpr std::array<Range, 4> kRanges = {
        {{7, 11, .24, .36}, {9, 14, .42, .2}, {3, 5, .12, .5}, {9, 14, .34, .4}}};
    const auto count = [&](int figure) {
        const Range& range = kRanges[static_cast<std::size_t>(figure)];
        return range.fewest + random.below(range.most - range.fewest + 1);
    };
    const auto shape = [&](int figure) {
        const Range& range = kRanges[static_cast<std::size_t>(figure)];
        return range.shape + random.next() * range.spread;
    };
    // One draw after the other: the order is part of the picture.
    const int outer_count = count(outer);
    const double outer_shape = shape(outer);
    const double inner_radius = 20 + random.next() * 8;
    const int inner_count = std::max(3, count(inner) - 2);
    const double inner_shape = shape(inner);
    if (dense) {
        // The same two figures with more turns, and a fine net between them.
        const int net = outer == 0 ? 1 : 0;
        return {{outer, 48, outer_count * (outer == 2 ? 5 : 3), outer_shape},
                {net, 47, 24, net == 1 ? .5 : .3},
                {inner, inner_radius, inner_count * 2, inner_shape}};
    }
    return {{outer, 47, outer_count, outer_shape}, {inner, inner_radius, inner_count, inner_shape}};
}

namespace {

std::string drawing(std::string_view key, bool dense) {
    std::string out;
    for (const auto& layer : rosette_layers(key, dense)) {
        out += petals(layer.figure, layer.radius, layer.count, layer.shape);
    }
    return out;
}

int valid_hue(int hue) { return ((hue % kHues) + kHues) % kHues; }

}  // namespace

class RosetteDrawing {
  public:
    static SafeHtml make(std::string html) { return SafeHtml(std::move(html)); }
};

SafeHtml rosette(std::string_view key, int hue, const RosetteOptions& options) {
    const std::string spoken =
        options.label.empty() ? "aria-hidden=\"true\""
                              : "role=\"img\" aria-label=\"" + escape_html(options.label) + "\"";
    const std::string extra = options.css_class.empty() ? "" : " " + escape_html(options.css_class);
    return RosetteDrawing::make(fmt::format(
        R"(<svg class="ros h{0}{1}" width="{2}" height="{2}" viewBox="-50 -50 100 100" {3}>)"
        R"(<g fill="none" stroke="currentColor" stroke-width="{4}">{5}</g></svg>)",
        valid_hue(hue), extra, options.size, spoken, options.stroke, drawing(key, options.dense)));
}

std::string with_hue(const std::string& path, int hue) {
    return path + "?teinte=" + std::to_string(hue);
}

int hue_shown(std::string_view key, std::string_view icon_url) {
    const bool is_logo = icon_url.find("/fichiers/") != std::string_view::npos;
    for (int hue = 0; hue < kHues; ++hue)
        if ((is_logo && icon_url.ends_with(with_hue("", hue))) ||
            icon_url.ends_with(rosette_path(key, hue)) ||
            icon_url.ends_with(rosette_picture_path(key, hue)))
            return hue;
    return hue_of(key);
}

int hue_of(std::string_view key) { return static_cast<int>(fnv1a(folded(key)) % kHues); }

namespace {

std::string path_of(std::string_view key, int hue, std::string_view suffix) {
    // The folded key draws the same, and needs no escaping.
    return fmt::format("/static/rosette/{}/{}.{}", valid_hue(hue), "r" + folded(key).substr(0, 512),
                       suffix);
}

}  // namespace

std::string rosette_path(std::string_view key, int hue) { return path_of(key, hue, "svg"); }
std::string rosette_picture_path(std::string_view key, int hue) { return path_of(key, hue, "png"); }

const std::array<std::string_view, 2>& rosette_colours(int hue) {
    // The light values of .ros.h0 … .h11 in static/essaim.css, and their dark ones.
    static constexpr std::array<std::array<std::string_view, 2>, kHues> kColours = {
        {{"#7a4419", "#e5a877"},
         {"#0d6b6f", "#6fd0d3"},
         {"#8a2f62", "#f29ccb"},
         {"#3d6a1d", "#a4d57e"},
         {"#2f3a9e", "#aab4ff"},
         {"#a13a1f", "#ff9f85"},
         {"#6a3c9c", "#cda4f6"},
         {"#185f94", "#88c4f2"},
         {"#7a5b00", "#e5c45c"},
         {"#1c7a52", "#57c596"},
         {"#a02a45", "#ff97ab"},
         {"#4c5560", "#b9c3cf"}}};
    return kColours[static_cast<std::size_t>(valid_hue(hue))];
}

std::string rosette_file(std::string_view key, int hue) {
    const auto& colours = rosette_colours(hue);
    return fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="-50 -50 100 100">)"
        R"(<style>g{{stroke:{0}}}@media(prefers-color-scheme:dark){{g{{stroke:{1}}}}}</style>)"
        R"(<g fill="none" stroke="{0}" stroke-width="1.4">{2}</g></svg>)",
        colours[0], colours[1], drawing(key, false));
}

}  // namespace essaim::web
