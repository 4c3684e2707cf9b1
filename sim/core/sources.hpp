// The sources of the figures: what the codes stand for that a `source` names.
//
// models/sources.yaml is the one table, and --models may add codes of its own:
//   EC2G: { title: Amazon EC2 user guide, address: github.com/..., date: 2023-05-31, note: ... }
// `title` is required; what is not known is left out. A `source` of any other file below models/ is a code, then, if it
// helps, the place within it ("EC2G general-purpose.md"); several stand behind each other with semicolons
// ("BOD 4.3.3; END").
//
// Errors (a code that is not in the table, a table entry without title or with unknown keys) go to the Diagnostics with
// their place.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostics.hpp"
#include "sim/core/yaml_node.hpp"

namespace garoa {

struct SourceInfo {
  std::string title;
  std::string address;
  std::string date;
  std::string note;
};

/// One code of a `source`, and the place within it.
struct Citation {
  std::string_view code;
  std::string_view place;
};

/// The citations of a `source`, which they point into.
[[nodiscard]] std::vector<Citation> citations_of(std::string_view source);

class Sources {
 public:
  Sources(const YamlNode& table, Diagnostics& diagnostics);

  /// The source of that code, or null.
  [[nodiscard]] const SourceInfo* find(std::string_view code) const;
  /// An error for each `source` below `tree` that names no code of the table.
  void check(const YamlNode& tree, Diagnostics& diagnostics) const;
  /// A `source` in full, a line for each citation: "EC2G general-purpose.md: Amazon EC2 user guide, github.com/...,
  /// 2023-05-31".
  [[nodiscard]] std::vector<std::string> told(std::string_view source) const;

 private:
  void check_citations(const YamlNode& source, Diagnostics& diagnostics) const;

  std::map<std::string, SourceInfo, std::less<>> by_code_;
};

}  // namespace garoa
