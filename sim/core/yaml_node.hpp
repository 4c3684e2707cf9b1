// A YAML document as a small tree of our own that remembers where each key and value stands.
//
// Why not YAML::Node: it accepts duplicate keys, forgets quotes, ignores a second document and gives no place
// for missing values. The tree is built from yaml-cpp's event interface. Not supported on purpose, each with
// an error: anchors and aliases, several documents, keys that are not scalars, explicit tags. Errors go to
// the Diagnostics, with place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostics.hpp"

namespace garoa {

struct YamlEntry;

/// A value: null, scalar (text as written, without quotes), sequence, or map in the order of the file.
struct YamlNode {
  enum class Kind { null, scalar, sequence, map };
  Kind kind = Kind::null;
  std::string text;
  bool quoted = false;
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;
  Location where;

  [[nodiscard]] bool is(Kind wanted) const { return kind == wanted; }
  /// The entry of a map, or null.
  [[nodiscard]] const YamlEntry* find(std::string_view key) const;
};

/// A key with its value. `layer` counts the files that were laid over each other (see lay_over).
struct YamlEntry {
  std::string key;
  Location where;
  YamlNode value;
  int layer = 0;
  bool overrides = false;  // it lies over a lower layer's value
};

/// What kind of node it is, for messages: "a list", "a map", "text", "null".
[[nodiscard]] std::string_view kind_name(const YamlNode& node);

/// Parses one document, in UTF-8 or UTF-16. On any error: nothing, and the errors in `diagnostics`. An empty file is an empty
/// map.
[[nodiscard]] std::optional<YamlNode> parse_yaml(std::string_view text, const std::string& file_name,
                                                 Diagnostics& diagnostics);

/// `upper` over `lower`: maps merge key by key, everything else is replaced. Entries that came from
/// `upper` carry `layer`.
void lay_over(YamlNode& lower, YamlNode upper, int layer);

/// Sets `layer` on every entry below `node`.
void mark_layer(YamlNode& node, int layer);

}  // namespace garoa
