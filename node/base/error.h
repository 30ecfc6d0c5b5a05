// The node's own failure value. It is built from activitypub::Error, so that
// TRY crosses the border; web/problem turns the fault into a status and a
// public sentence. `detail` is for our log only.
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "activitypub/result.h"

namespace essaim {

enum class Fault {
    Malformed,         // 400
    Unauthorized,      // 401: signature or sign-in missing or wrong
    Forbidden,         // 403
    NotFound,          // 404
    Gone,              // 410
    Conflict,          // 409
    TooLarge,          // 413
    UnsupportedMedia,  // 415
    Unprocessable,     // 422: well formed, refused for a reason the person can mend
    TooMany,           // 429
    Unavailable,       // 503: try again later (network, disk, queue full)
    Internal,          // 500: our own fault
};

struct [[nodiscard]] Error {
    Fault fault;
    std::string detail;

    Error(Fault which, std::string why) : fault(which), detail(std::move(why)) {}
    Error(activitypub::Error error)  // NOLINT: implicit, so that TRY converts
        : fault(from(error.fault)), detail(std::move(error.detail)) {}
    bool operator==(const Error&) const = default;

  private:
    static Fault from(activitypub::Fault fault) {
        switch (fault) {
            case activitypub::Fault::BadSignature:
                return Fault::Unauthorized;
            case activitypub::Fault::WrongOrigin:
                return Fault::Forbidden;
            case activitypub::Fault::Unsupported:
                return Fault::Unprocessable;
            case activitypub::Fault::Malformed:
                break;
        }
        return Fault::Malformed;
    }
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> refuse(Fault fault, std::string detail) {
    return std::unexpected(Error(fault, std::move(detail)));
}

}  // namespace essaim
