// Writes and reads JSON from one description of a type, so that what is written can be read back.
//
//   template <class Archive, Form<Balance> T>
//   void describe(Archive& json, T& balance) {
//     json.field("name", balance.name).field("started", balance.started);
//   }
//
// `field` is always there; `field_if` is written under a condition and read if it is there; `derived` is written and not
// read. Enumerations are written as name_of() says and list their values in Names<E>. Not-a-number and infinity are
// written as null, and null is read as not-a-number. Errors: reading throws JsonFault with the path of what is wrong.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace garoa {

using Json = nlohmann::ordered_json;

struct JsonFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// T itself when it is read into, const T when it is written.
template <class T, class Type>
concept Form = std::same_as<std::remove_const_t<T>, Type>;

/// The values of an enumeration that results contain: `static constexpr std::array all{...}`.
template <class E>
struct Names;

class JsonWriter {
 public:
  static constexpr bool reads = false;

  template <class T>
  JsonWriter& field(const std::string& key, const T& value) {
    json_[key] = json_of(value);
    return *this;
  }
  template <class T>
  JsonWriter& field_if(bool there, const std::string& key, const T& value) {
    return there ? field(key, value) : *this;
  }
  template <class T>
  JsonWriter& derived(const std::string& key, const T& value) {
    return field(key, value);
  }
  /// Pairs of a name and a value, as an object; `suffix` is added to each name.
  template <class T>
  JsonWriter& members(const std::string& key, const std::vector<std::pair<std::string, T>>& pairs,
                      const std::string& suffix = "") {
    Json object = Json::object();
    for (const auto& [name, value] : pairs) object[name + suffix] = json_of(value);
    json_[key] = std::move(object);
    return *this;
  }
  /// Values that carry their own name, as an object by `name`.
  template <class T>
  JsonWriter& named(const std::string& key, const std::vector<T>& values) {
    Json object = Json::object();
    for (const auto& value : values) object[value.name] = json_of(value);
    json_[key] = std::move(object);
    return *this;
  }
  [[nodiscard]] Json take() { return std::move(json_); }

  template <class T>
  [[nodiscard]] static Json json_of(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      return std::string{name_of(value)};
    } else if constexpr (std::is_arithmetic_v<T> || std::same_as<T, std::string> || std::same_as<T, Json>) {
      return value;
    } else {
      JsonWriter nested;
      describe(nested, value);
      return nested.take();
    }
  }
  template <class T>
  [[nodiscard]] static Json json_of(const std::optional<T>& value) {
    return value ? json_of(*value) : Json(nullptr);
  }
  template <class T>
  [[nodiscard]] static Json json_of(const std::vector<T>& values) {
    Json array = Json::array();
    for (const auto& value : values) array.push_back(json_of(value));
    return array;
  }
  [[nodiscard]] static Json json_of(const std::pair<double, double>& value) {
    return {value.first, value.second};
  }

 private:
  Json json_ = Json::object();
};

class JsonReader {
 public:
  static constexpr bool reads = true;
  JsonReader(const Json& json, std::string path) : json_{json}, path_{std::move(path)} {
    if (!json.is_object()) throw JsonFault{path_.empty() ? "is not an object" : path_ + ": is not an object"};
  }

  template <class T>
  JsonReader& field(const std::string& key, T& value) {
    const auto found = json_.find(key);
    if (found == json_.end()) throw JsonFault{below(key) + ": is missing"};
    read(*found, below(key), value);
    return *this;
  }
  template <class T>
  JsonReader& field_if(bool, const std::string& key, T& value) {
    if (const auto found = json_.find(key); found != json_.end()) read(*found, below(key), value);
    return *this;
  }
  template <class T>
  JsonReader& derived(const std::string&, const T&) {
    return *this;
  }
  template <class T>
  JsonReader& members(const std::string& key, std::vector<std::pair<std::string, T>>& pairs,
                      const std::string& suffix = "") {
    const auto found = json_.find(key);
    if (found == json_.end()) return *this;
    for (const auto& [name, json] : object(*found, below(key)).items()) {
      if (!name.ends_with(suffix)) throw JsonFault{below(key) + ": '" + name + "' is no name here"};
      auto& pair = pairs.emplace_back(name.substr(0, name.size() - suffix.size()), T{});
      read(json, below(key) + "." + name, pair.second);
    }
    return *this;
  }
  template <class T>
  JsonReader& named(const std::string& key, std::vector<T>& values) {
    const auto found = json_.find(key);
    if (found == json_.end()) throw JsonFault{below(key) + ": is missing"};
    for (const auto& [name, json] : object(*found, below(key)).items()) {
      auto& value = values.emplace_back();
      value.name = name;
      read(json, below(key) + "." + name, value);
    }
    return *this;
  }

 private:
  [[nodiscard]] std::string below(const std::string& key) const {
    return path_.empty() ? key : path_ + "." + key;
  }
  static const Json& object(const Json& json, const std::string& path) {
    if (!json.is_object()) throw JsonFault{path + ": is not an object"};
    return json;
  }

  template <class T>
  static void read(const Json& json, const std::string& path, T& value) {
    if constexpr (std::same_as<T, Json>) {
      value = json;
    } else if constexpr (std::is_enum_v<T>) {
      std::string name;
      read(json, path, name);
      for (const T candidate : Names<T>::all) {
        if (name_of(candidate) == name) {
          value = candidate;
          return;
        }
      }
      throw JsonFault{path + ": '" + name + "' is none of its values"};
    } else if constexpr (std::same_as<T, bool>) {
      if (!json.is_boolean()) throw JsonFault{path + ": is not true or false"};
      value = json.get<bool>();
    } else if constexpr (std::integral<T>) {
      if (!json.is_number_integer() || !fits<T>(json)) throw JsonFault{path + ": is not a whole number"};
      value = json.get<T>();
    } else if constexpr (std::floating_point<T>) {
      if (!json.is_number() && !json.is_null()) throw JsonFault{path + ": is not a number"};
      value = json.is_null() ? std::numeric_limits<T>::quiet_NaN() : json.get<T>();
    } else if constexpr (std::same_as<T, std::string>) {
      if (!json.is_string()) throw JsonFault{path + ": is not a text"};
      value = json.get<std::string>();
    } else {
      JsonReader nested{json, path};
      describe(nested, value);
    }
  }
  template <class T>
  static bool fits(const Json& json) {
    if (json.is_number_unsigned()) return std::in_range<T>(json.get<std::uint64_t>());
    return std::in_range<T>(json.get<std::int64_t>());
  }
  template <class T>
  static void read(const Json& json, const std::string& path, std::optional<T>& value) {
    value.reset();
    if (!json.is_null()) read(json, path, value.emplace());
  }
  template <class T>
  static void read(const Json& json, const std::string& path, std::vector<T>& values) {
    if (!json.is_array()) throw JsonFault{path + ": is not a list"};
    values.clear();
    for (const auto& item : json)
      read(item, path + "[" + std::to_string(values.size()) + "]", values.emplace_back());
  }
  static void read(const Json& json, const std::string& path, std::pair<double, double>& value) {
    if (!json.is_array() || json.size() != 2) throw JsonFault{path + ": is not a pair of numbers"};
    read(json[0], path + "[0]", value.first);
    read(json[1], path + "[1]", value.second);
  }

  const Json& json_;
  std::string path_;
};

}  // namespace garoa
