// For the tests of forms with files: somebody signed in who sends them as a
// browser does, and what then lies on the disk.
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <regex>

#include "tests/node/features/running_app.h"

namespace essaim::test {

using Fields = std::vector<std::pair<std::string, std::string>>;

// What the first group of `pattern` holds; "" where nothing matches.
inline std::string found(const std::string& text, const std::string& pattern) {
    std::smatch match;
    return std::regex_search(text, match, std::regex(pattern)) ? match[1].str() : "";
}

// One field of a body with the boundary "b"; `file`: its name, "" for a text.
inline std::string part(const std::string& name, const std::string& value,
                        const std::string& file = "") {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"" +
           (file.empty() ? "" : "; filename=\"" + file + "\"") + "\r\n\r\n" + value + "\r\n";
}

class FormDesk {
  public:
    FormDesk(media::PictureReader pictures, media::DocumentReader documents = {})
        : app({}, std::move(pictures), std::move(documents)),
          cookie(app.signed_in(accounts::Role::Writer)) {}

    std::string read(const std::string& path) {
        return app.ask("GET", path, "Accept: text/html\r\n" + cookie);
    }
    // `form`: the page that has the form; file_of: the name of a field's file, "" for a text.
    std::string send(const std::string& form, const std::string& path, const Fields& fields,
                     const std::function<std::string(const std::string&)>& file_of) {
        auto body = part("csrf", found(read(form), "name=\"csrf\" value=\"([^\"]+)\""));
        for (const auto& [name, value] : fields) body += part(name, value, file_of(name));
        return app.ask("POST", path,
                       "Accept: text/html\r\nOrigin: https://lanoisette.example\r\n"
                       "Content-Type: multipart/form-data; boundary=b\r\n" +
                           cookie,
                       body + "--b--\r\n");
    }
    std::size_t files() {
        const auto blobs = app.app().directory() / "blobs";
        if (!std::filesystem::exists(blobs)) return 0;
        const auto all = std::filesystem::recursive_directory_iterator(blobs);
        return static_cast<std::size_t>(std::count_if(
            begin(all), end(all), [](const auto& one) { return one.is_regular_file(); }));
    }

    RunningApp app;
    std::string cookie;
};

}  // namespace essaim::test
