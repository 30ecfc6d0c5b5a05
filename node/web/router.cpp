#include "node/web/router.h"

#include <map>

#include "node/base/log.h"
#include "node/base/text.h"

namespace essaim::web {

namespace {

constexpr std::size_t kSegments = 16;  // of a path

struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literal;
    std::unique_ptr<Node> any;                              // a {name}
    std::map<std::string, Handler, std::less<>> handlers;   // by method
    std::map<std::string, std::vector<std::string>> names;  // by method: of the {names}, in order
    bool takes_files = false;
};

bool is_name(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}

// A segment may have {name} behind literal text: "@{name}".
std::pair<std::string_view, std::string_view> parts(std::string_view segment) {
    const auto open = segment.find('{');
    return {segment.substr(0, open),
            open == std::string_view::npos ? std::string_view() : segment.substr(open)};
}

}  // namespace

struct Router::State {
    Node root;
    std::function<Response(const Request&, int)> problem;
    std::vector<Route> routes;

    Node& add(std::string_view method, std::string_view pattern, Handler handler) {
        routes.push_back({std::string(method), std::string(pattern)});
        Node* node = &root;
        std::vector<std::string> names;
        pattern.remove_prefix(1);
        for (const auto segment : base::split(pattern, '/')) {
            const auto [literal, name] = parts(segment);
            if (is_name(name)) {
                names.emplace_back(name.substr(1, name.size() - 2));
                auto& next =
                    literal.empty() ? node->any : node->literal[std::string(literal) + "{"];
                if (!next) next = std::make_unique<Node>();
                node = next.get();
            } else {
                auto& next = node->literal[std::string(segment)];
                if (!next) next = std::make_unique<Node>();
                node = next.get();
            }
        }
        node->handlers.insert_or_assign(std::string(method), std::move(handler));
        node->names.insert_or_assign(std::string(method), std::move(names));
        return *node;
    }

    // The node for the segments from `at` on; values of the {names} are
    // collected. Only nodes that know `method`, or any when it is empty.
    static const Node* find(const Node& node, const std::string& method,
                            const std::vector<std::string_view>& segments, std::size_t at,
                            std::vector<std::string>& values) {
        if (at == segments.size())
            return method.empty() ? (node.handlers.empty() ? nullptr : &node)
                                  : (node.handlers.contains(method) ? &node : nullptr);
        const auto segment = segments[at];
        // "@{" as it was sent is not our own key for "@{name}".
        if (const auto exact = node.literal.find(segment);
            exact != node.literal.end() && !segment.ends_with('{')) {
            if (const auto* found = find(*exact->second, method, segments, at + 1, values))
                return found;
        }
        const auto with_value = [&](const Node& next, std::string_view raw) -> const Node* {
            auto value = base::percent_decode(raw);
            if (value.empty() || value.find('/') != std::string::npos ||
                value.find('\0') != std::string::npos || value == ".." || value == ".")
                return nullptr;
            values.push_back(std::move(value));
            if (const auto* found = find(next, method, segments, at + 1, values)) return found;
            values.pop_back();
            return nullptr;
        };
        for (const auto& [key, next] : node.literal) {
            if (!key.ends_with('{') ||
                !segment.starts_with(std::string_view(key).substr(0, key.size() - 1)))
                continue;
            if (const auto* found = with_value(*next, segment.substr(key.size() - 1))) return found;
        }
        return node.any ? with_value(*node.any, segment) : nullptr;
    }

    Response refused(const Request& request, int status) const {
        if (problem) return problem(request, status);
        return Response::text(status, status == 404 ? "Not found\n" : "Refused\n");
    }
};

Router::Router() : state_(std::make_unique<State>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;

void Router::get(std::string pattern, Handler handler) {
    state_->add("GET", pattern, std::move(handler));
}
void Router::post(std::string pattern, Handler handler) {
    state_->add("POST", pattern, std::move(handler));
}
void Router::post_files(std::string pattern, Handler handler) {
    state_->add("POST", pattern, std::move(handler)).takes_files = true;
}
void Router::on_problem(std::function<Response(const Request&, int)> page) {
    state_->problem = std::move(page);
}

bool Router::takes_files(std::string_view path) const {
    std::vector<std::string> values;
    const auto segments = base::split(path.substr(1), '/');
    if (segments.size() > kSegments) return false;
    const auto* node = State::find(state_->root, "POST", segments, 0, values);
    return node != nullptr && node->takes_files;
}

std::vector<Route> Router::routes() const { return state_->routes; }

Response Router::route(Request& request) const {
    try {
        std::vector<std::string> values;
        const auto segments = base::split(std::string_view(request.path).substr(1), '/');
        if (segments.size() > kSegments) return state_->refused(request, 404);
        const auto method = request.method == "HEAD" ? std::string("GET") : request.method;
        const auto* node = State::find(state_->root, method, segments, 0, values);
        if (node == nullptr) {
            const auto* other = State::find(state_->root, "", segments, 0, values);
            if (other == nullptr) return state_->refused(request, 404);
            std::string allow;
            for (const auto& [name, unused] : other->handlers)
                allow += (allow.empty() ? "" : ", ") + name + (name == "GET" ? ", HEAD" : "");
            return state_->refused(request, 405).with("Allow", allow);
        }
        const auto& names = node->names.at(method);
        for (std::size_t i = 0; i < names.size(); ++i) request.parameters[names[i]] = values[i];
        return node->handlers.at(method)(request);
    } catch (const std::exception& failure) {
        base::log::error("a page failed", {{"path", request.path}, {"why", failure.what()}});
    }
    try {
        return state_->refused(request, 500);
    } catch (const std::exception&) {
        return Response::text(500, "Internal error\n");
    }
}

}  // namespace essaim::web
