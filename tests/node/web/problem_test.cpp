#include "node/web/problem.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace essaim;

TEST_CASE("every fault has its status and a sentence of its own, and tells no detail") {
    struct Row {
        Fault fault;
        int status;
    };
    const Row rows[] = {
        {Fault::Malformed, 400},     {Fault::Unauthorized, 401},
        {Fault::Forbidden, 403},     {Fault::NotFound, 404},
        {Fault::Gone, 410},          {Fault::Conflict, 409},
        {Fault::TooLarge, 413},      {Fault::UnsupportedMedia, 415},
        {Fault::Unprocessable, 422}, {Fault::TooMany, 429},
        {Fault::Unavailable, 503},   {Fault::Internal, 500},
    };
    std::set<std::string_view> sentences;
    for (const auto& row : rows) {
        CHECK(web::status_of(row.fault) == row.status);
        sentences.insert(web::public_sentence(row.status));
        const auto answer = web::plain_problem(Error(row.fault, "secret"));
        CHECK(answer.status == row.status);
        CHECK(answer.body.find("secret") == std::string::npos);
        CHECK(answer.body.size() > 4);
        const bool later = answer.headers.back().first == "Retry-After";
        CHECK(later == (row.status == 429 || row.status == 503));
    }
    CHECK(sentences.size() == std::size(rows));
    CHECK(web::public_sentence(599) == web::public_sentence(500));
}
