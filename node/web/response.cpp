#include "node/web/response.h"

#include <unistd.h>

#include <mutex>
#include <optional>

namespace essaim::web {

FileBody::~FileBody() { ::close(file_); }

struct Wait::State {
    std::mutex mutex;
    std::optional<Outcome> outcome;
    std::function<void(Outcome)> then;
};

std::shared_ptr<Wait::State> Wait::make_state() { return std::make_shared<State>(); }

void Wait::finish(Outcome outcome) {
    std::function<void(Outcome)> then;
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->outcome) return;  // told once
        state_->outcome = outcome;
        then = std::move(state_->then);
    }
    if (then) then(outcome);
}

void Wait::when_finished(std::function<void(Outcome)> then) {
    std::optional<Outcome> outcome;
    {
        const std::lock_guard lock(state_->mutex);
        outcome = state_->outcome;
        if (!outcome) state_->then = std::move(then);
    }
    if (outcome) then(*outcome);
}

Response Response::text(int status, std::string body) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    response.with("Content-Type", "text/plain; charset=utf-8");
    return response;
}

Response Response::html(int status, std::string body) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    response.with("Content-Type", "text/html; charset=utf-8");
    return response;
}

Response Response::json(int status, std::string media_type, std::string body) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    response.with("Content-Type", std::move(media_type));
    return response;
}

Response Response::see_other(std::string location) {
    Response response;
    response.status = 303;
    // A line break would end the header: nothing of ours has one.
    std::erase_if(location, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    response.with("Location", std::move(location));
    return response;
}

Response Response::empty(int status) {
    Response response;
    response.status = status;
    return response;
}

}  // namespace essaim::web
