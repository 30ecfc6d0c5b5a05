#include "activitypub/json_guard.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace activitypub {
namespace {

using nlohmann::json;

// Builds the DOM while it counts. Returning false stops the parser at once.
class GuardedBuilder {
  public:
    explicit GuardedBuilder(const Limits& limits) : limits_(limits) { open_.reserve(16); }

    bool null() { return add(nullptr); }
    bool boolean(bool value) { return add(value); }
    bool number_integer(json::number_integer_t value) { return add(value); }
    bool number_unsigned(json::number_unsigned_t value) { return add(value); }
    bool number_float(json::number_float_t value, const json::string_t&) { return add(value); }
    bool string(json::string_t& value) {
        if (value.contains('\0')) return stop("NUL character");
        return add(value);
    }
    bool binary(json::binary_t&) { return stop("binary value"); }

    bool start_object(std::size_t) { return open(json::value_t::object); }
    bool start_array(std::size_t) { return open(json::value_t::array); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(json::string_t& name) {
        if (name.contains('\0')) return stop("NUL character");
        auto& members = open_.back()->get_ref<json::object_t&>();
        if (members.size() >= limits_.elements) return stop("too many members");
        const auto [place, is_new] = members.emplace(name, nullptr);
        if (!is_new) return stop("duplicate key " + name.substr(0, 64));
        member_ = &place->second;
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
        return stop("not JSON, at byte " + std::to_string(position));
    }

    json take() { return std::move(root_); }
    const std::string& why() const { return why_; }

  private:
    bool stop(std::string why) {
        why_ = std::move(why);
        return false;
    }
    template <class Value>
    bool add(Value&& value) {
        if (open_.empty()) return stop("the root is not an object");
        return place(std::forward<Value>(value)) != nullptr;
    }
    // Where the value went; null if the array is full.
    template <class Value>
    json* place(Value&& value) {
        if (open_.empty()) {
            root_ = json(std::forward<Value>(value));
            return &root_;
        }
        if (member_) {
            *member_ = json(std::forward<Value>(value));
            return std::exchange(member_, nullptr);
        }
        auto& elements = open_.back()->get_ref<json::array_t&>();
        if (elements.size() >= limits_.elements) {
            (void)stop("array too long");
            return nullptr;
        }
        return &elements.emplace_back(std::forward<Value>(value));
    }
    bool open(json::value_t kind) {
        if (open_.size() >= limits_.depth) return stop("too deep");
        if (open_.empty() && kind != json::value_t::object)
            return stop("the root is not an object");
        json* const where = place(kind);
        if (!where) return false;
        open_.push_back(where);
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    const Limits& limits_;
    json root_;
    std::vector<json*> open_;  // from the root to the innermost; a parent does
                               // not grow while its child is open
    json* member_ = nullptr;   // where the value of the key just read goes
    std::string why_ = "not JSON";
};

}  // namespace

Result<json> parse_document(std::string_view bytes, const Limits& limits) {
    if (bytes.size() > limits.bytes) return refuse(Fault::Malformed, "document too large");
    // nlohmann takes a NUL byte for the end of the text.
    if (bytes.contains('\0')) return refuse(Fault::Malformed, "NUL byte");
    GuardedBuilder builder(limits);
    if (!json::sax_parse(bytes.begin(), bytes.end(), &builder))
        return refuse(Fault::Malformed, builder.why());
    return builder.take();
}

}  // namespace activitypub
