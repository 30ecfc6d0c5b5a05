// From method and path to a handler. Patterns are literal segments and
// {names}: "/actualites/{slug}". HEAD runs the GET handler. 404 when no path
// fits, 405 with Allow when only the method does not. Filled before the
// server starts, then only read: any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "node/web/request.h"
#include "node/web/response.h"

namespace essaim::web {

using Handler = std::function<Response(const Request&)>;

struct Route {
    std::string method;
    std::string pattern;
};

class Router {
  public:
    Router();
    ~Router();
    Router(Router&&) noexcept;

    void get(std::string pattern, Handler handler);
    void post(std::string pattern, Handler handler);
    // A form with files: it may be large, and comes through the disk (spool.h).
    void post_files(std::string pattern, Handler handler);
    // What to answer for 404 and 405, and for what a handler threw (500).
    void on_problem(std::function<Response(const Request&, int status)> page);

    Response route(Request& request) const;  // never throws
    bool takes_files(std::string_view path) const;
    std::vector<Route> routes() const;  // in the order they were added

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::web
