#include "node/news/post_pictures.h"

#include "node/base/text.h"
#include "node/media/media_store.h"
#include "node/storage/connection.h"
#include "node/web/plain_line.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {

using media::Picture;

constexpr std::int64_t kThumbWidth = 320;  // in the form, pixels
constexpr std::int64_t kPageWidth = 1200;
constexpr std::int64_t kMegabyte = 1'000'000;

web::SafeHtml drawn(Services& services, web::Language language,
                    const std::vector<Picture>& pictures, const std::string& base) {
    if (pictures.empty()) return {};
    web::Page page;
    for (const auto& picture : pictures) {
        const auto& large = picture.files.front();
        const auto& shown = picture.up_to(kPageWidth);
        std::string sizes;
        for (const auto& file : picture.files)
            sizes += (sizes.empty() ? "" : ", ") + base + picture.path(file) + " " +
                     std::to_string(file.width) + "w";
        page.section("PICTURE")
            .set_url("URL", base + picture.path(large))
            .set_url("SRC", base + picture.path(shown))
            .set("SIZES", sizes)
            .set("WIDTH", std::to_string(large.width))
            .set("HEIGHT", std::to_string(large.height))
            .set("ALT", picture.alt);
    }
    return services.templates.render(language, "news/figures.html", page);
}

// Those that are there, with the words of the form.
std::vector<Picture> held(storage::Connection& connection,
                          const std::vector<media::PictureUse>& uses) {
    std::vector<Picture> pictures;
    media::MediaStore store(connection);
    for (const auto& use : uses) {
        auto picture = store.by_id(use.id);
        if (!picture) continue;
        picture->alt = use.alt;
        pictures.push_back(*std::move(picture));
    }
    return pictures;
}

}  // namespace

PicturesIn pictures_in(Services& services, const web::Request& request,
                       const accounts::Visitor& visitor) {
    PicturesIn in;
    for (std::size_t i = 0; i < kMostPictures; ++i) {
        const auto number = std::to_string(i);
        const auto id = request.form_value("picture" + number);
        if (!id || id->empty() || request.form_value("drop" + number)) continue;
        in.uses.push_back({*id, web::plain_line(request.form_value("alt" + number).value_or(""))});
    }
    const auto file = request.file("image");
    if (!file) {
        if (request.form_value("action") == "image")
            in.problems.push_back(
                {"image", std::string(web::tr_later("Choisissez d’abord une image."))});
        return in;
    }
    if (in.uses.size() == kMostPictures) {
        in.problems.push_back({"image", std::string(web::tr_later("Quatre images au plus."))});
        return in;
    }
    auto taken = services.media.take_picture(file->bytes, visitor.account->id);
    if (!taken.outcome) {
        in.waiting = std::move(taken.waiting);
    } else if (const auto& picture = *taken.outcome) {
        in.uses.push_back({picture->id, web::plain_line(request.form_value("alt").value_or(""))});
    } else {
        in.problems.push_back({"image", picture.error().detail});
    }
    return in;
}

std::vector<media::PictureUse> pictures_of(Services& services, const std::string& post) {
    std::vector<media::PictureUse> uses;
    auto reader = services.database.read();
    for (const auto& picture : media::MediaStore(*reader).of(post))
        uses.push_back({picture.id, picture.alt});
    return uses;
}

void show_picture_fields(Services& services, web::Page& page, web::Language language,
                         const std::vector<media::PictureUse>& uses,
                         const std::vector<FieldProblem>& problems) {
    const auto& words = services.translations;
    const auto message_for = [&](const std::string& field) -> std::string {
        for (const auto& problem : problems)
            if (problem.field == field) return words.tr(language, problem.message);
        return {};
    };
    auto reader = services.database.read();
    std::size_t number = 0;
    for (const auto& picture : held(*reader, uses)) {
        const auto name = "alt" + std::to_string(number);
        const auto& thumb = picture.up_to(kThumbWidth);
        auto& row = page.section("PICTURE");
        row.set("N", std::to_string(number++)).set("ID", picture.id).set("ALT", picture.alt);
        row.set_url("SRC", picture.path(thumb))
            .set("WIDTH", std::to_string(thumb.width))
            .set("HEIGHT", std::to_string(thumb.height));
        if (const auto message = message_for(name); !message.empty()) {
            row.show("WRONG");
            row.section("ERROR").set("MESSAGE", message).set("FIELD", name);
        }
    }
    if (number == kMostPictures) return;
    auto& room = page.section("ROOM");
    if (const auto message = message_for("image"); !message.empty()) {
        room.show("WRONG");
        room.section("ERROR").set("MESSAGE", message);
    }
    if (const auto quota = services.media.quota(); quota > 0) {
        const auto used = media::MediaStore(*reader).bytes();
        room.section("QUOTA").set(
            "SENTENCE",
            words.tr(language, "Les images prennent {used} Mo sur {quota}.",
                     {{"used", web::format_number(language, (used + kMegabyte / 2) / kMegabyte)},
                      {"quota", web::format_number(language, quota / kMegabyte)}}));
    }
}

web::SafeHtml figures(Services& services, storage::Connection& connection, web::Language language,
                      const std::string& post, const std::string& base) {
    return drawn(services, language, media::MediaStore(connection).of(post), base);
}

web::SafeHtml figures(Services& services, web::Language language,
                      const std::vector<media::PictureUse>& uses) {
    auto reader = services.database.read();
    return drawn(services, language, held(*reader, uses), "");
}

}  // namespace essaim::news
