// A case: a real report with numbers, as scenarios to run and figures to expect. README.md describes the format.
//
// Read strictly: unknown keys, references to runs that do not exist and malformed expressions are errors with
// `file:line:col`, all of them at once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/core/yaml_node.hpp"

namespace garoa::cases {

/// A scenario as the case writes it, and what is laid over it or assumed; the key of a setting is a dotted path.
struct RunPlan {
  YamlNode scenario;
  std::vector<YamlEntry> settings;
  std::vector<std::string> assumed;  // edges of figures, as of --assume
};

/// A value that must lie in a band. All but `what` are expressions (see expression.hpp), empty where not given.
struct ExpectedValue {
  std::string what;
  std::string value;
  std::string measured;
  std::string low;
  std::string high;
};

struct ExpectedBottleneck {
  std::string run;
  std::string flow;
  std::string phase;
  std::string resource;
};

/// Every finding of the control (about that flow or resource, if one is named) has the verdict, and there is one.
struct ExpectedFinding {
  std::string run;
  std::string control;
  std::string about;  // empty: any
  std::string verdict;
};

/// The scenario is refused with a message that holds the text.
struct ExpectedError {
  std::string run;
  std::string text;
};

struct Expectation {
  std::variant<ExpectedValue, ExpectedBottleneck, ExpectedFinding, ExpectedError> expected;
  std::string expected_to_fail;  // the reason; empty: must hold
};

struct CaseFile {
  std::string id;  // "C05"
  std::string title;
  std::string source;
  std::string tuned;      // "none", or which values of its scenarios were fitted to its own outcome
  std::string directory;  // what `extends` and traces of its scenarios are relative to
  std::string file;
  std::map<std::string, RunPlan> runs;
  std::vector<Expectation> expectations;
  std::string expected_to_fail;  // of the case as a whole: one expectation at least is not met
  [[nodiscard]] bool is_tuned() const { return tuned != "none"; }
};

/// Nothing after any error.
[[nodiscard]] std::optional<CaseFile> load_case(const std::string& path, Diagnostics& diagnostics);

}  // namespace garoa::cases
