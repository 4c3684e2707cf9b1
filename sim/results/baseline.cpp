#include "sim/results/baseline.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "sim/results/json_fault.hpp"
#include "sim/results/result_format.hpp"

namespace garoa {
namespace {

using compliance::Finding;
using compliance::Status;

int rank_of(Status status) {
  switch (status) {
    case Status::pass:
    case Status::not_applicable:
      return 0;
    case Status::not_evaluated:
      return 1;
    case Status::warn:
      return 2;
    case Status::fail:
      return 3;
  }
  return 0;
}

bool is_gap(Status status) {
  return status == Status::fail || status == Status::warn;
}

auto identity_of(const Finding& finding) {
  return std::tie(finding.control, finding.profile, finding.flow, finding.resource);
}

/// How far a gap is beyond its limit: by its measure (less than 0 inside the limit), else by how many things lack what is asked for.
/// What has neither, as what never comes or is not there at all, is farther than any other.
double excess_of(const Finding& finding) {
  if (finding.margin) return -*finding.margin;
  return finding.count > 0 ? static_cast<double>(finding.count) : std::numeric_limits<double>::infinity();
}

/// A gap that is farther beyond its limit than before, or nearer, by more than a tenth. Less than that is no change: another seed
/// may do it. A measure and a count do not compare: what has no measure any more is worse.
Against change_of_measure(const Finding& before, const Finding& now) {
  if (before.margin.has_value() != now.margin.has_value())
    return now.margin ? Against::better : Against::worse;
  const double was = excess_of(before);
  const double is = excess_of(now);
  if (was == is) return Against::unchanged;
  if (is - was > 0.1 * std::abs(was)) return Against::worse;
  return was - is > 0.1 * std::abs(is) ? Against::better : Against::unchanged;
}

Against change_since(const Finding* before, const Finding& now) {
  if (before == nullptr) return is_gap(now.status) ? Against::is_new : Against::unchanged;
  if (is_gap(now.status) && !is_gap(before->status)) return Against::is_new;
  // What can no longer be told is not closed.
  if (is_gap(before->status) && now.status == Status::not_evaluated) return Against::worse;
  const int was = rank_of(before->status);
  const int is = rank_of(now.status);
  if (was != is) return is > was ? Against::worse : Against::better;
  if (!is_gap(now.status)) return Against::unchanged;
  if (now.severity == before->severity) return change_of_measure(*before, now);
  return now.severity > before->severity ? Against::worse : Against::better;
}

}  // namespace

std::string_view name_of(Against state) {
  switch (state) {
    case Against::unchanged:
      return "unchanged";
    case Against::is_new:
      return "new";
    case Against::worse:
      return "worse";
    case Against::better:
      return "better";
  }
  return "";
}

Read<EarlierFindings> read_findings(const std::string& text) {
  Read<EarlierFindings> answer;
  try {
    const auto json = Json::parse(text);
    std::string schema;
    Compliance compliance;
    JsonReader reader{json, ""};
    reader.field("schema", schema);
    if (schema != "garoa.findings/1" && schema != result_schema)
      throw JsonFault{"schema: '" + schema + "' has no findings"};
    EarlierFindings earlier;
    reader.field_if(true, schema == result_schema ? "garoa" : "garoa_version", earlier.garoa_version)
        .field_if(true, "build", earlier.garoa_build)
        .field("compliance", compliance);
    earlier.findings = std::move(compliance.findings);
    answer.value = std::move(earlier);
  } catch (const JsonFault& fault) {
    answer.error = fault.what();
  } catch (const Json::exception& fault) {
    answer.error = json_fault(fault.what());
  }
  return answer;
}

std::vector<Against> against_baseline(const std::vector<Finding>& findings,
                                      const std::vector<Finding>& earlier) {
  std::map<decltype(identity_of(earlier.front())), const Finding*> by_identity;
  for (const auto& finding : earlier) by_identity.try_emplace(identity_of(finding), &finding);
  std::vector<Against> states;
  for (const auto& finding : findings) {
    const auto before = by_identity.find(identity_of(finding));
    states.push_back(change_since(before == by_identity.end() ? nullptr : before->second, finding));
  }
  return states;
}

}  // namespace garoa
