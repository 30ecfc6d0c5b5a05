// Failure as a value: every function of this library that can be refused its
// input returns Result<T>. Nothing here throws; a broken invariant aborts.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace activitypub {

enum class Fault {  // what a caller can act upon, never prose
    Malformed,      // not JSON, not an IRI, a property of the wrong type
    Unsupported,    // well formed, but a type or algorithm we do not speak
    BadSignature,   // missing, expired, digest differs, or does not verify
    WrongOrigin,    // the actor may not speak for this object (FEP-fe34)
};

struct [[nodiscard]] Error {
    Fault fault;
    std::string detail;  // for our log; never sent to the peer
    bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> refuse(Fault fault, std::string detail) {
    return std::unexpected(Error{fault, std::move(detail)});
}

}  // namespace activitypub

// The value of a Result, or an early return of its error. Never nest two.
#define TRY(expression)                                                   \
    __extension__({                                                       \
        auto result_ = (expression);                                      \
        if (!result_) return std::unexpected(std::move(result_).error()); \
        *std::move(result_);                                              \
    })
