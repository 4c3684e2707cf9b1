#include "tests/cases/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "sim/render/text_table.hpp"
#include "tests/cases/expression.hpp"
#include "tests/cases/run_outcome.hpp"

namespace garoa::cases {
namespace {

using Json = nlohmann::json;

constexpr double without_bound = std::numeric_limits<double>::infinity();

class Judge {
 public:
  explicit Judge(const CaseFile& of) {
    for (const auto& [name, plan] : of.runs) outcomes_.emplace(name, run_case(of, plan));
    for (const auto& expectation : of.expectations) {
      if (const auto* const error = std::get_if<ExpectedError>(&expectation.expected))
        refusals_.push_back(error->run);
    }
    for (const auto& [name, outcome] : outcomes_) {
      const bool announced = outcome.end == CaseOutcome::End::refused &&
                             std::find(refusals_.begin(), refusals_.end(), name) != refusals_.end();
      if (outcome.end != CaseOutcome::End::finished && !announced)
        verdict_.faults.push_back(fmt::format("run '{}': {}", name, outcome.message));
    }
  }

  Verdict verdict(const CaseFile& of) {
    for (const auto& expectation : of.expectations) {
      auto row = std::visit([&](const auto& expected) { return judge(expected); }, expectation.expected);
      if (!row) continue;
      row->expected_to_fail = expectation.expected_to_fail;
      verdict_.rows.push_back(std::move(*row));
    }
    const bool all_right =
        std::all_of(verdict_.rows.begin(), verdict_.rows.end(), [](const Row& r) { return r.right(); });
    verdict_.right = verdict_.faults.empty() && all_right == of.expected_to_fail.empty();
    return std::move(verdict_);
  }

 private:
  std::optional<Row> judge(const ExpectedValue& expected) {
    try {
      Row row;
      row.what = expected.what;
      const double value = value_of(expected.value);
      const double low = expected.low.empty() ? -without_bound : value_of(expected.low);
      const double high = expected.high.empty() ? without_bound : value_of(expected.high);
      row.simulated = shown(value);
      row.band = band(low, high);
      row.met = std::isfinite(value) && value >= low && value <= high;
      if (!expected.measured.empty()) {
        const double measured = value_of(expected.measured);
        row.measured = shown(measured);
        if (measured != 0) row.deviation_percent = 100 * (value / measured - 1);
      }
      return row;
    } catch (const ExpressionFault& fault) {
      verdict_.faults.push_back(fmt::format("{}: {}", expected.what, fault.what()));
      return std::nullopt;
    }
  }
  std::optional<Row> judge(const ExpectedBottleneck& expected) {
    const auto* const result = result_of(expected.run);
    if (result == nullptr) return std::nullopt;
    Row row;
    row.what = fmt::format("bottleneck of {} {} ({})", expected.flow, expected.phase, expected.run);
    row.measured = row.band = expected.resource;
    for (const auto& candidate : result->at("bottlenecks")) {
      if (candidate.at("flow") != expected.flow || candidate.at("phase") != expected.phase) continue;
      row.simulated = fmt::format("{} ({:.0f} %)", candidate.at("resource").get<std::string>(),
                                  100 * candidate.at("share").get<double>());
      row.met = candidate.at("resource") == expected.resource;
    }
    if (row.simulated.empty()) verdict_.faults.push_back(fmt::format("{}: there is no such phase", row.what));
    return row;
  }
  std::optional<Row> judge(const ExpectedFinding& expected) {
    const auto* const result = result_of(expected.run);
    if (result == nullptr) return std::nullopt;
    Row row;
    row.what = fmt::format("{} {} ({})", expected.control, expected.about, expected.run);
    row.measured = row.band = expected.verdict;
    row.met = true;
    for (const auto& finding : result->at("compliance").at("findings")) {
      const bool concerned = expected.about.empty() || finding.value("flow", "") == expected.about ||
                             finding.value("resource", "") == expected.about;
      if (finding.at("control") != expected.control || !concerned) continue;
      const auto status = finding.at("status").get<std::string>();
      if (row.simulated.find(status) == std::string::npos)
        row.simulated += (row.simulated.empty() ? "" : ", ") + status;
      row.met = row.met && status == expected.verdict;
    }
    if (row.simulated.empty())
      verdict_.faults.push_back(fmt::format("{}: there is no such finding", row.what));
    return row;
  }
  std::optional<Row> judge(const ExpectedError& expected) {
    const auto& outcome = outcomes_.at(expected.run);
    Row row;
    row.what = fmt::format("'{}' is refused", expected.run);
    row.measured = row.band = expected.text;
    row.simulated = outcome.end == CaseOutcome::End::refused
                        ? outcome.message.substr(0, outcome.message.find('\n'))
                        : "no error";
    row.met =
        outcome.end == CaseOutcome::End::refused && outcome.message.find(expected.text) != std::string::npos;
    return row;
  }

  double value_of(const std::string& expression) {
    return evaluate(expression,
                    [&](const std::string& run, const std::string& name) -> std::optional<double> {
                      const auto* const result = result_of(run);
                      if (result == nullptr)
                        throw ExpressionFault{fmt::format("run '{}' gave no result", run)};
                      return figure(*result, name);
                    });
  }
  /// Null if the run has none; then a fault says so already, or it was to be refused.
  const Json* result_of(const std::string& run) {
    const auto& outcome = outcomes_.at(run);
    return outcome.end == CaseOutcome::End::finished ? &outcome.result : nullptr;
  }
  static std::string band(double low, double high) {
    if (low == -without_bound) return "at most " + shown(high);
    if (high == without_bound) return "at least " + shown(low);
    return fmt::format("{} to {}", shown(low), shown(high));
  }
  static std::string shown(double value) {
    return std::abs(value) >= 1e5 && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                            : fmt::format("{:.5g}", value);
  }

  std::map<std::string, CaseOutcome> outcomes_;
  std::vector<std::string> refusals_;
  Verdict verdict_;
};

std::string state_of(const Row& row) {
  if (row.expected_to_fail.empty()) return row.met ? "met" : "MISSED";
  return row.met ? "MET AGAINST EXPECTATION" : "missed as expected";
}

}  // namespace

Verdict judge(const CaseFile& of) {
  return Judge{of}.verdict(of);
}

std::string text_of(const CaseFile& of, const Verdict& verdict) {
  std::string text = fmt::format("{} {}\n", of.id, of.title) + paragraph("  source: ", of.source);
  if (of.tuned != "none") text += paragraph("  tuned: ", of.tuned);
  TextTable table{
      {{"what"}, {"measured"}, {"simulated"}, {"deviation", TextTable::Align::right}, {"band"}, {""}}};
  for (const auto& row : verdict.rows) {
    table.add({row.what, row.measured, row.simulated,
               row.deviation_percent ? fmt::format("{:+.2f} %", *row.deviation_percent) : "", row.band,
               state_of(row)});
  }
  if (!table.empty()) text += table.text();
  for (const auto& row : verdict.rows) {
    if (!row.expected_to_fail.empty())
      text += paragraph(fmt::format("  {}: ", row.what), row.expected_to_fail);
  }
  for (const auto& fault : verdict.faults) text += fmt::format("  fault: {}\n", fault);
  if (!of.expected_to_fail.empty()) {
    text += paragraph(verdict.right ? "  missed as expected: " : "  EXPECTED TO FAIL, BUT DID NOT: ",
                      of.expected_to_fail);
  }
  return text;
}

bool Verdict::holds() const {
  return faults.empty() && std::all_of(rows.begin(), rows.end(), [](const Row& row) { return row.met; });
}

}  // namespace garoa::cases
