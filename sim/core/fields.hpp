// The strict reader: reading a key is declaring it.
//
// A model reads its settings with `required`, `optional`, `maybe` and the structured forms. Each call names
// the key, says what it means and gives the default; from these calls come the values, all error messages,
// `garoa show` (every value and where it comes from) and `garoa schema`. What nobody read is an unknown key,
// reported by finish(), which the destructor calls.
//
// Errors never throw: they are collected with their place, and the call returns the default (or T{}) so that
// reading goes on and all faults are found at once. A null resets a key to its default; a key that a lower layer gives and
// nobody reads, since the upper one's other choices leave no use for it, may be reset too.
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostics.hpp"
#include "sim/core/scalar.hpp"
#include "sim/core/yaml_node.hpp"
#include "sim/core/yaml_text.hpp"

namespace garoa {

/// What was declared about a key, and what it was resolved to.
struct FieldRecord {
  enum class Shape { scalar, map, named, list, values, alternatives };
  std::string key;
  std::string meaning;
  Shape shape = Shape::scalar;
  ScalarType type;
  bool required = false;
  std::string value;  // the value in force (scalars and lists of scalars); one that is given, as YAML
  bool present = false;
  std::string origin;  // "default", "derived", "file:line" or "--set path=value"
  std::vector<std::unique_ptr<FieldRecord>> children;
};

/// Shared by all Fields of one reading.
struct ReadContext {
  Diagnostics& diagnostics;
  /// True while the schema is made: every section and alternative is visited once, with nothing given.
  bool describing = false;
  std::string_view document = "the scenario";  // what lacks a key of the top level
  bool recorded = true;  // what each key was given or not; false: nobody asks afterwards
};

/// A name that refers to another resource, with its place for the message when it dangles.
struct Reference {
  std::string name;
  Location where;
  [[nodiscard]] bool given() const { return !name.empty(); }
};

/// Inclusive limits of a value; `rule` says whose limits they are ("gp3 allows").
template <class T>
struct Range {
  std::optional<T> low;
  std::optional<T> high;
  std::string rule;

  [[nodiscard]] bool holds(const T& value) const {
    if constexpr (std::totally_ordered<T>) return !(low && value < *low) && !(high && value > *high);
    return true;
  }
  /// "allowed is 1 to 10".
  [[nodiscard]] std::string text() const;
};

/// A default that somebody keeps account of: `used` is called where the key is not given, `refuse` (if any) with the limits
/// where it is not within them.
template <class T>
struct Fallback {
  T value{};
  std::function<void()> used;
  std::function<void(const std::string& limits)> refuse = {};
};

class Fields;

/// One value of any shape, of a key or of an alternative.
class Value {
 public:
  Value(const YamlNode* node, std::string path, Location where, FieldRecord& record, ReadContext& context)
      : node_{node}, path_{std::move(path)}, where_{std::move(where)}, record_{record}, context_{context} {}

  template <class T>
  std::optional<T> scalar(const Range<T>& range = {});
  void map(const std::function<void(Fields&)>& read);
  /// A list of maps.
  void each(const std::function<void(Fields&)>& read);
  /// A list of scalars.
  template <class T>
  std::vector<T> values(const Range<T>& range = {});
  /// The text of a plain scalar (references, names with own parsers), which must not be empty; empty after an
  /// error.
  std::string text();
  void error(std::string message) { context_.diagnostics.error(where_, std::move(message)); }
  [[nodiscard]] const Location& where() const { return where_; }
  [[nodiscard]] bool is_scalar() const { return node_ != nullptr && node_->is(YamlNode::Kind::scalar); }

 private:
  friend class Fields;
  [[nodiscard]] bool expect(YamlNode::Kind kind, std::string_view wanted);
  template <class T>
  std::optional<T> convert(const YamlNode& node, const Range<T>& range);

  const YamlNode* node_;
  std::string path_;
  Location where_;
  FieldRecord& record_;
  ReadContext& context_;
};

/// One way to write a value that has several: `arrivals: { poisson: 20/s }` or `arrivals: { batch: { ... }
/// }`.
struct Alternative {
  std::string_view key;
  std::string_view meaning;
  std::function<void(Value&)> read;
};

/// The keys of one map.
class Fields {
 public:
  /// `node` may be null: nothing is given. `where` is used for "lacks the required key".
  Fields(const YamlNode* node, std::string path, Location where, FieldRecord& record, ReadContext& context);
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;
  ~Fields();

  template <class T>
  T required(std::string_view key, std::string_view meaning, const Range<T>& range = {}) {
    auto value = declare(key, meaning, FieldRecord::Shape::scalar, type_of<T>(), true, "");
    if constexpr (std::same_as<T, std::string>) {
      return value ? value->text() : T{};
    } else {
      return value ? value->template scalar<T>(range).value_or(T{}) : T{};
    }
  }
  template <class T>
  T optional(std::string_view key, std::string_view meaning, T fallback, const Range<T>& range = {}) {
    auto value = declare(key, meaning, FieldRecord::Shape::scalar, type_of<T>(), false, told(fallback));
    return value ? value->template scalar<T>(range).value_or(fallback) : fallback;
  }
  /// The same with a default from elsewhere, which is told if it is used.
  template <class T>
  T optional(std::string_view key, std::string_view meaning, const Fallback<T>& fallback,
             const Range<T>& range = {}) {
    if (!given(key)) {
      fallback.used();
      if (!describing() && fallback.refuse && !range.holds(fallback.value)) fallback.refuse(range.text());
    }
    return optional<T>(key, meaning, T{fallback.value}, range);
  }
  template <class T>
  std::optional<T> maybe(std::string_view key, std::string_view meaning, const Range<T>& range = {}) {
    auto value = declare(key, meaning, FieldRecord::Shape::scalar, type_of<T>(), false, "");
    return value ? value->template scalar<T>(range) : std::nullopt;
  }
  /// The name of another resource; required unless `optional`.
  Reference reference(std::string_view key, std::string_view meaning, bool optional = false);
  /// A nested map; `read` is called also when it is absent, to fill in the defaults.
  void section(std::string_view key, std::string_view meaning, const std::function<void(Fields&)>& read);
  /// A nested map that may be absent as a whole; true if present.
  bool maybe_section(std::string_view key, std::string_view meaning,
                     const std::function<void(Fields&)>& read);
  /// A map of resources named by the user.
  void named(std::string_view key, std::string_view meaning,
             const std::function<void(const std::string& name, Fields&)>& read);
  /// A list of maps; absent is empty.
  void list(std::string_view key, std::string_view meaning, const std::function<void(Fields&)>& read);
  /// A list of scalars; absent is `fallback`.
  template <class T>
  std::vector<T> values(std::string_view key, std::string_view meaning, std::vector<T> fallback = {},
                        const Range<T>& range = {}) {
    std::string text;
    for (const auto& item : fallback) text += (text.empty() ? "" : ", ") + told(item);
    auto value = declare(key, meaning, FieldRecord::Shape::values, type_of<T>(), false, "[" + text + "]");
    return value ? value->template values<T>(range) : fallback;
  }
  /// One of several forms, each a key of its own. Of layers that choose differently the upper one wins. A
  /// plain scalar goes to `shorthand` if there is one. False if absent (an error unless `fallback` says what
  /// then holds).
  bool alternatives(std::string_view key, std::string_view meaning, const std::vector<Alternative>& forms,
                    const std::function<void(Value&)>& shorthand = {},
                    std::optional<std::string> fallback = {});

  /// A fault that concerns `key` (its value's place if given, else the map's place).
  void error(std::string_view key, std::string message);
  [[nodiscard]] Location where(std::string_view key) const;
  [[nodiscard]] const Location& where() const { return where_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool given(std::string_view key) const;
  [[nodiscard]] bool describing() const { return context_.describing; }
  /// Records what follows for `key`, which was not given and must not be, from other values; for `show`.
  void resolve(std::string_view key, const std::string& text);
  /// Reports keys that nobody read. Called by the destructor; may be called earlier.
  void finish();

 private:
  std::optional<Value> declare(std::string_view key, std::string_view meaning, FieldRecord::Shape shape,
                               ScalarType type, bool required, const std::string& fallback);
  [[nodiscard]] const YamlEntry* entry(std::string_view key) const;
  template <class T>
  [[nodiscard]] ScalarType type_of() const {
    return context_.recorded ? Scalar<T>::type() : ScalarType{};
  }
  template <class T>
  [[nodiscard]] std::string told(const T& value) const {
    return context_.recorded ? Scalar<T>::format(value) : std::string{};
  }

  const YamlNode* node_;
  std::string path_;
  Location where_;
  FieldRecord& record_;
  ReadContext& context_;
  std::vector<std::string> declared_;
  bool finished_ = false;
};

template <class T>
std::string Range<T>::text() const {
  const std::string limits = low && high
                                 ? fmt::format("{} to {}", Scalar<T>::format(*low), Scalar<T>::format(*high))
                                 : (low ? fmt::format("at least {}", Scalar<T>::format(*low))
                                        : fmt::format("at most {}", Scalar<T>::format(*high)));
  return fmt::format("{} {}", rule.empty() ? "allowed is" : rule, limits);
}

template <class T>
std::optional<T> Value::convert(const YamlNode& node, const Range<T>& range) {
  if (!node.is(YamlNode::Kind::scalar)) {
    context_.diagnostics.error(node.where,
                               fmt::format("'{}' must be a single value, not {}", path_, kind_name(node)));
    return std::nullopt;
  }
  std::string why;
  auto value = Scalar<T>::parse(node.text, node.quoted, why);
  if (!value) {
    context_.diagnostics.error(node.where, fmt::format("'{}': '{}' {}", path_, node.text, why));
    return std::nullopt;
  }
  if (!range.holds(*value)) {
    context_.diagnostics.error(node.where, fmt::format("'{}' is {}; {}", path_, node.text, range.text()));
    return std::nullopt;
  }
  return value;
}

template <class T>
std::optional<T> Value::scalar(const Range<T>& range) {
  if (context_.recorded) record_.type = Scalar<T>::type();
  if (node_ == nullptr) return std::nullopt;
  auto value = convert(*node_, range);
  if (value && context_.recorded) record_.value = yaml_text(*node_, YamlPlace::line);
  return value;
}

template <class T>
std::vector<T> Value::values(const Range<T>& range) {
  if (context_.recorded) {
    record_.shape = FieldRecord::Shape::values;
    record_.type = Scalar<T>::type();
  }
  std::vector<T> all;
  if (!expect(YamlNode::Kind::sequence, "a list")) return all;
  std::string text;
  for (const auto& item : node_->items) {
    if (auto value = convert(item, range)) {
      if (context_.recorded) text += (text.empty() ? "" : ", ") + yaml_text(item, YamlPlace::list);
      all.push_back(std::move(*value));
    }
  }
  record_.value = "[" + text + "]";
  return all;
}

}  // namespace garoa
