// One node: everything built once, in order, from its configuration, and
// stopped in reverse. Several may live in one process (essaim demo, tests).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "node/base/config.h"
#include "node/feature.h"

namespace essaim {

struct AppOptions {
    std::filesystem::path directory;
    const base::Clock* clock = nullptr;          // null: the system's
    media::PictureReader picture_reader = {};    // none: the program essaim-media
    media::DocumentReader document_reader = {};  // as above
};

class App {
  public:
    // Opens the database and takes the directory's lock: throws
    // std::runtime_error with a sentence for the operator if it cannot.
    App(base::Config config, AppOptions options);
    ~App();

    void start();      // workers, then the listening socket
    void stop();       // the reverse; safe twice
    int port() const;  // the one bound, after start()
    Services& services();
    // What the server would answer, without a socket; and all there is to ask.
    web::Response answer(web::Request& request);
    std::vector<web::Route> routes() const;
    const std::filesystem::path& directory() const;

    // Creates keys and profile in a new directory; false if it was done before.
    static bool initialise(const base::Config& config, const std::filesystem::path& directory,
                           const federation::Profile& profile);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim
