// For tests of which setting decides: sound scenarios (tests/scenario/gaps) that are broken by settings, and mended by one.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/load.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/support/source_folder.hpp"

namespace garoa::test {

using compliance::Finding;
using compliance::Status;
using Sets = std::vector<std::string>;

struct KeyRow {
  std::string_view control;
  std::string_view subject;  // flow or resource of the finding
  int flow;                  // whose sound scenario is broken
  Sets breaks;
  std::string key;
  std::string mends;  // the key's other value
  std::string profile = "default";
};

const inline std::string all_fields = "[actor, action, time, outcome, origin, object, version, correlation]";

inline std::string file_of(const KeyRow& row) {
  return row.flow == 1 ? "tests/scenario/gaps/sound_flow_1.yaml" : "tests/scenario/gaps/sound_flow_2.yaml";
}

inline Scenario broken(const KeyRow& row, const Sets& more) {
  Sets sets = row.breaks;
  sets.push_back(row.profile == "default" ? "policy.profiles=[]" : "policy.profiles=[" + row.profile + "]");
  sets.insert(sets.end(), more.begin(), more.end());
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  std::filesystem::current_path(source_folder());
  auto scenario = load_scenario(file_of(row), {sets, {}}, files, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario.has_value());
  return std::move(*scenario);
}

/// The worst finding of the row's control about its subject; null if there is none.
inline const Finding* worst_of(const KeyRow& row, const std::vector<Finding>& findings) {
  const auto rank = [](Status s) {
    return s == Status::fail ? 3 : s == Status::warn ? 2 : s == Status::pass ? 1 : 0;
  };
  const Finding* worst = nullptr;
  for (const auto& finding : findings) {
    const bool about = finding.flow == row.subject || finding.resource == row.subject;
    if (finding.control != row.control || !about) continue;
    if (worst == nullptr || rank(finding.status) > rank(worst->status)) worst = &finding;
  }
  return worst;
}

inline std::string mended(const KeyRow& row) {
  return row.key + "=" + row.mends;
}

}  // namespace garoa::test
