#include "node/media/media_store.h"

#include <algorithm>

#include "node/storage/connection.h"

namespace essaim::media {

namespace {

constexpr const char* kColumns = "id, owner, subject, shown, alt, width, height, blurhash";

Picture picture_in(const storage::Query& row) {
    return {.id = row.text(0),
            .owner = row.text(1),
            .subject = row.maybe_text(2),
            .shown = row.number(3) != 0,
            .alt = row.text(4),
            .width = row.number(5),
            .height = row.number(6),
            .blurhash = row.text(7),
            .files = {}};
}

}  // namespace

const PictureFile& Picture::up_to(std::int64_t most) const {
    for (const auto& file : files)
        if (file.width <= most) return file;
    return files.back();
}

void MediaStore::add(const Picture& picture, base::Instant now) {
    connection_
        .query(
            "INSERT INTO media (id, owner, subject, alt, width, height, blurhash, added) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .arg(picture.id)
        .arg(picture.owner)
        .arg(picture.subject)
        .arg(picture.alt)
        .arg(picture.width)
        .arg(picture.height)
        .arg(picture.blurhash)
        .arg(base::to_millis(now))
        .run();
    for (const auto& file : picture.files) {
        connection_
            .query(
                "INSERT INTO media_file (media, name, blob, media_type, width, height, bytes) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)")
            .arg(picture.id)
            .arg(file.name)
            .arg(file.blob)
            .arg(file.media_type)
            .arg(file.width)
            .arg(file.height)
            .arg(file.bytes)
            .run();
    }
}

std::vector<PictureFile> MediaStore::files_of(const std::string& id) {
    std::vector<PictureFile> files;
    for (auto row = connection_
                        .query("SELECT name, media_type, width, height, bytes, blob "
                               "FROM media_file WHERE media = ? ORDER BY width DESC, name")
                        .arg(id);
         row.step();) {
        files.push_back({.name = row.text(0),
                         .media_type = row.text(1),
                         .width = row.number(2),
                         .height = row.number(3),
                         .bytes = row.number(4),
                         .blob = row.text(5)});
    }
    return files;
}

void MediaStore::add_text(const std::string& id, const ReadText& text) {
    connection_.query("INSERT INTO media_text (media, title, pages, text) VALUES (?, ?, ?, ?)")
        .arg(id)
        .arg(text.title)
        .arg(text.pages)
        .arg(text.text)
        .run();
}

std::optional<ReadText> MediaStore::text_of(const std::string& id) {
    auto row = connection_
                   .query(
                       "SELECT f.media_type, t.pages, t.title, t.text FROM media_text t "
                       "JOIN media_file f ON f.media = t.media WHERE t.media = ?")
                   .arg(id);
    if (!row.step()) return std::nullopt;
    return ReadText{.media_type = row.text(0),
                    .pages = row.number(1),
                    .title = row.text(2),
                    .text = row.text(3)};
}

std::optional<Picture> MediaStore::by_id(const std::string& id) {
    std::optional<Picture> picture;
    {
        auto row = connection_.query(std::string("SELECT ") + kColumns + " FROM media WHERE id = ?")
                       .arg(id);
        if (row.step()) picture = picture_in(row);
    }
    if (picture) picture->files = files_of(id);
    return picture;
}

std::vector<Picture> MediaStore::of(const std::string& subject) {
    std::vector<Picture> pictures;
    for (auto row = connection_
                        .query(std::string("SELECT ") + kColumns +
                               " FROM media WHERE subject = ? ORDER BY place, id")
                        .arg(subject);
         row.step();) {
        pictures.push_back(picture_in(row));
    }
    for (auto& picture : pictures) picture.files = files_of(picture.id);
    return pictures;
}

Result<std::vector<Picture>> MediaStore::show(const std::string& subject,
                                              const std::string& account,
                                              const std::vector<PictureUse>& uses) {
    std::vector<Picture> shown;
    for (const auto& use : uses) {
        auto picture = by_id(use.id);
        const bool free = picture && (picture->subject ? *picture->subject == subject
                                                       : picture->owner == account);
        if (!free)
            return refuse(Fault::Unprocessable, "Une image n’est plus là : ajoutez-la de nouveau.");
        picture->subject = subject;
        picture->alt = use.alt;
        connection_.query("UPDATE media SET subject = ?, alt = ?, place = ? WHERE id = ?")
            .arg(subject)
            .arg(use.alt)
            .arg(static_cast<std::int64_t>(shown.size()))
            .arg(use.id)
            .run();
        shown.push_back(*std::move(picture));
    }
    for (const auto& before : of(subject)) {
        const bool stays = std::ranges::find(uses, before.id, &PictureUse::id) != uses.end();
        if (!stays) connection_.query("DELETE FROM media WHERE id = ?").arg(before.id).run();
    }
    return shown;
}

void MediaStore::publish(const std::string& subject) {
    connection_.query("UPDATE media SET shown = 1 WHERE subject = ?").arg(subject).run();
}

void MediaStore::forget(const std::string& subject) {
    connection_.query("DELETE FROM media WHERE subject = ?").arg(subject).run();
}

void MediaStore::forget_unused(base::Instant added_before) {
    connection_.query("DELETE FROM media WHERE subject IS NULL AND added < ?")
        .arg(base::to_millis(added_before))
        .run();
}

std::int64_t MediaStore::bytes() {
    auto row = connection_.query("SELECT coalesce(sum(bytes), 0) FROM media_file");
    row.step();
    return row.number(0);
}

std::vector<std::string> MediaStore::gone(std::size_t limit) {
    std::vector<std::string> blobs;
    for (auto row = connection_.query("SELECT blob FROM media_gone LIMIT ?")
                        .arg(static_cast<std::int64_t>(limit));
         row.step();) {
        blobs.push_back(row.text(0));
    }
    return blobs;
}

bool MediaStore::is_used(const std::string& blob) {
    return connection_.query("SELECT 1 FROM media_file WHERE blob = ? LIMIT 1").arg(blob).step();
}

void MediaStore::erased(const std::string& blob) {
    connection_.query("DELETE FROM media_gone WHERE blob = ?").arg(blob).run();
}

}  // namespace essaim::media
