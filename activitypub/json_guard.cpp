#include "activitypub/json_guard.h"

#include <simdjson.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace activitypub {
namespace {

using nlohmann::json;
namespace dom = simdjson::dom;

// A parser keeps buffers of a few times the largest text it has read; larger
// texts than this, which are rare, get a parser of their own.
constexpr std::size_t kUsual = std::size_t{64} << 10;

// From what simdjson found to nlohmann's DOM, within the limits.
class Builder {
  public:
    explicit Builder(const Limits& limits) : limits_(limits) {}

    bool build(json& where, const dom::element& element, std::size_t depth) {
        switch (element.type()) {
            case dom::element_type::OBJECT:
                return depth < limits_.depth ? object(where, dom::object(element), depth + 1)
                                             : stop("too deep");
            case dom::element_type::ARRAY:
                return depth < limits_.depth ? array(where, dom::array(element), depth + 1)
                                             : stop("too deep");
            case dom::element_type::STRING:
                return string(where, std::string_view(element));
            case dom::element_type::INT64:
                // As nlohmann reads them: only negative numbers are signed.
                if (const auto number = std::int64_t(element); number < 0) {
                    where = number;
                } else {
                    where = static_cast<std::uint64_t>(number);
                }
                return true;
            case dom::element_type::UINT64:
                where = std::uint64_t(element);
                return true;
            case dom::element_type::DOUBLE:
                where = double(element);
                return true;
            case dom::element_type::BOOL:
                where = bool(element);
                return true;
            case dom::element_type::NULL_VALUE:
                return true;
        }
        return stop("unknown value");
    }
    const std::string& why() const { return why_; }

  private:
    bool stop(std::string why) {
        why_ = std::move(why);
        return false;
    }
    bool string(json& where, std::string_view text) {
        if (text.contains('\0')) return stop("NUL character");
        where = json::string_t(text);
        return true;
    }
    bool object(json& where, const dom::object& members, std::size_t depth) {
        auto& built = (where = json::object()).get_ref<json::object_t&>();
        for (const auto& [name, value] : members) {
            if (name.contains('\0')) return stop("NUL character");
            if (built.size() >= limits_.elements) return stop("too many members");
            const auto [place, is_new] = built.try_emplace(std::string(name), nullptr);
            if (!is_new) return stop("duplicate key " + std::string(name.substr(0, 64)));
            if (!build(place->second, value, depth)) return false;
        }
        return true;
    }
    bool array(json& where, const dom::array& elements, std::size_t depth) {
        auto& built = (where = json::array()).get_ref<json::array_t&>();
        for (const auto& value : elements) {
            if (built.size() >= limits_.elements) return stop("array too long");
            if (!build(built.emplace_back(), value, depth)) return false;
        }
        return true;
    }

    const Limits& limits_;
    std::string why_;
};

Result<json> read(dom::parser& parser, std::string_view bytes, const Limits& limits) {
    dom::element root;
    if (const auto error = parser.parse(bytes.data(), bytes.size()).get(root)) {
        return refuse(Fault::Malformed, std::string("not JSON: ") + simdjson::error_message(error));
    }
    if (!root.is_object()) return refuse(Fault::Malformed, "the root is not an object");
    Builder builder(limits);
    json built;
    if (!builder.build(built, root, 0)) return refuse(Fault::Malformed, builder.why());
    return built;
}

}  // namespace

Result<json> parse_document(std::string_view bytes, const Limits& limits) {
    if (bytes.size() > limits.bytes) return refuse(Fault::Malformed, "document too large");
    if (bytes.size() > kUsual) {
        dom::parser parser;
        return read(parser, bytes, limits);
    }
    thread_local dom::parser parser;
    return read(parser, bytes, limits);
}

}  // namespace activitypub
