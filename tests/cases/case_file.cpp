#include "tests/cases/case_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "sim/core/fields.hpp"
#include "tests/cases/expression.hpp"

namespace garoa::cases {
namespace {

namespace fs = std::filesystem;

/// The entry of that name, taken out of the map: what Fields cannot read.
std::optional<YamlEntry> take(YamlNode& map, std::string_view key) {
  const auto found =
      std::find_if(map.entries.begin(), map.entries.end(), [&](const YamlEntry& e) { return e.key == key; });
  if (found == map.entries.end()) return std::nullopt;
  YamlEntry entry = std::move(*found);
  map.entries.erase(found);
  return entry;
}

class Reader {
 public:
  Reader(CaseFile& result, Diagnostics& diagnostics) : case_{result}, diagnostics_{diagnostics} {}

  void read(YamlNode root) {
    auto runs = take(root, "runs");
    if (runs) {
      read_runs(std::move(runs->value));
    } else {
      diagnostics_.error(root.where, "a case lacks the required key 'runs'");
    }
    FieldRecord record;
    ReadContext context{diagnostics_};
    Fields fields{&root, "", root.where, record, context};
    case_.id = fields.required<std::string>("case", "number of the case");
    case_.title = fields.required<std::string>("title", "what the case is about");
    case_.source = fields.required<std::string>("source", "who reported it, and how surely it was read");
    case_.tuned = fields.required<std::string>("tuned",
                                               "which values were fitted to the case's own outcome; 'none' "
                                               "if all are defaults, presets and what the report says");
    case_.expected_to_fail =
        fields.maybe<std::string>("expected_to_fail", "why the case is not met").value_or("");
    if (!fields.given("expect")) fields.error("expect", "a case lacks the required key 'expect'");
    fields.list("expect", "what must come out", [&](Fields& item) { read_expectation(item); });
  }

 private:
  void read_runs(YamlNode runs) {
    if (!runs.is(YamlNode::Kind::map) || runs.entries.empty()) {
      diagnostics_.error(runs.where, "'runs' must be a map of runs");
      return;
    }
    for (auto& entry : runs.entries) {
      if (entry.value.is(YamlNode::Kind::map)) {
        read_run(entry);
      } else {
        diagnostics_.error(entry.value.where, fmt::format("'runs.{}' must be a map", entry.key));
      }
    }
  }
  void read_run(YamlEntry& entry) {
    auto scenario = take(entry.value, "scenario");
    auto of = take(entry.value, "of");
    auto set = take(entry.value, "set");
    auto assume = take(entry.value, "assume");
    for (const auto& other : entry.value.entries) {
      diagnostics_.error(other.where,
                         fmt::format("unknown key '{}' in a run{}", other.key,
                                     did_you_mean(other.key, {"scenario", "of", "set", "assume"})));
    }
    if (scenario.has_value() == of.has_value()) {
      diagnostics_.error(entry.where, fmt::format("run '{}' needs one of 'scenario' and 'of'", entry.key));
      return;
    }
    RunPlan plan;
    if (scenario) plan.scenario = std::move(scenario->value);
    if (of) {
      const auto* const base = run(of->value.text, of->value.where);
      if (base == nullptr) return;
      plan = *base;
    }
    if (set)
      std::move(set->value.entries.begin(), set->value.entries.end(), std::back_inserter(plan.settings));
    if (assume) read_assumed(assume->value, plan);
    case_.runs.emplace(entry.key, std::move(plan));
  }
  void read_assumed(const YamlNode& node, RunPlan& plan) {
    if (node.is(YamlNode::Kind::scalar)) plan.assumed.push_back(node.text);
    for (const auto& item : node.items) plan.assumed.push_back(item.text);
    if (plan.assumed.empty()) diagnostics_.error(node.where, "'assume' must be an edge or a list of edges");
  }
  const RunPlan* run(const std::string& name, const Location& where) {
    const auto found = case_.runs.find(name);
    if (found != case_.runs.end()) return &found->second;
    diagnostics_.error(where, fmt::format("there is no run '{}' above", name));
    return nullptr;
  }

  void read_expectation(Fields& item) {
    Expectation expectation;
    bool known = item.given("what");
    if (known) expectation.expected = read_value(item);
    known |=
        item.maybe_section("bottleneck", "the resource that a phase waited for most", [&](Fields& fields) {
          expectation.expected = ExpectedBottleneck{read_run_name(fields), text(fields, "flow"),
                                                    text(fields, "phase"), text(fields, "resource")};
        });
    known |= item.maybe_section("finding", "a control's verdict", [&](Fields& fields) {
      expectation.expected = ExpectedFinding{
          read_run_name(fields), text(fields, "control"),
          fields.maybe<std::string>("about", "flow or resource").value_or(""), text(fields, "verdict")};
    });
    known |= item.maybe_section("error", "a scenario that is refused", [&](Fields& fields) {
      expectation.expected = ExpectedError{read_run_name(fields), text(fields, "text")};
    });
    expectation.expected_to_fail =
        item.maybe<std::string>("expected_to_fail", "why it is not met").value_or("");
    if (!known) item.error("what", "an expectation needs one of 'what', 'bottleneck', 'finding' and 'error'");
    case_.expectations.push_back(std::move(expectation));
  }
  ExpectedValue read_value(Fields& item) {
    ExpectedValue value;
    value.what = text(item, "what");
    value.value = text(item, "value");
    check(item, "value", value.value);
    value.measured = expression(item, "measured");
    value.low = expression(item, "at_least");
    value.high = expression(item, "at_most");
    const auto band = item.values<std::string>("between", "lowest and highest value");
    if (item.given("between")) {
      if (band.size() != 2) {
        item.error("between", "'between' must be a list of two values");
      } else {
        for (const auto& bound : band) check(item, "between", bound);
        value.low = band[0];
        value.high = band[1];
      }
    }
    if (const auto percent =
            item.maybe<double>("within_percent", "largest deviation from the measured value")) {
      value.low = fmt::format("({}) * (1 - {} / 100)", value.measured, *percent);
      value.high = fmt::format("({}) * (1 + {} / 100)", value.measured, *percent);
      if (value.measured.empty()) item.error("within_percent", "'within_percent' needs 'measured'");
    }
    if (value.low.empty() && value.high.empty()) {
      item.error("what", "a value needs a band: 'between', 'within_percent', 'at_least' or 'at_most'");
    }
    return value;
  }
  std::string expression(Fields& item, std::string_view key) {
    auto text = item.maybe<std::string>(key, "an expression").value_or("");
    check(item, key, text);
    return text;
  }
  /// Faults of an expression show when it is worked out once, with ones for figures.
  void check(Fields& item, std::string_view key, const std::string& text) {
    if (text.empty()) return;
    try {
      (void)evaluate(text, [&](const std::string& name, const std::string&) {
        if (!case_.runs.contains(name)) throw ExpressionFault{fmt::format("there is no run '{}'", name)};
        return 1.0;
      });
    } catch (const ExpressionFault& fault) {
      item.error(key, fmt::format("'{}': {}", key, fault.what()));
    }
  }
  std::string read_run_name(Fields& fields) {
    auto name = text(fields, "run");
    if (!name.empty() && !case_.runs.contains(name))
      fields.error("run", fmt::format("there is no run '{}'", name));
    return name;
  }
  static std::string text(Fields& fields, std::string_view key) {
    return fields.required<std::string>(key, "text");
  }

  CaseFile& case_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::optional<CaseFile> load_case(const std::string& path, Diagnostics& diagnostics) {
  std::ifstream stream{path, std::ios::binary};
  if (!stream) {
    diagnostics.error({}, fmt::format("cannot read '{}'", path));
    return std::nullopt;
  }
  const std::string content{std::istreambuf_iterator<char>{stream}, {}};
  auto root = parse_yaml(content, path, diagnostics);
  if (!root) return std::nullopt;
  if (!root->is(YamlNode::Kind::map)) {
    diagnostics.error(root->where, fmt::format("a case is a map of keys, not {}", kind_name(*root)));
    return std::nullopt;
  }
  CaseFile result;
  result.file = path;
  result.directory = fs::path{path}.parent_path().string();
  Reader{result, diagnostics}.read(std::move(*root));
  if (diagnostics.has_errors()) return std::nullopt;
  return result;
}

}  // namespace garoa::cases
