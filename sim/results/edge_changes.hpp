// What a result says otherwise than another one of the same scenario, for people who ask which assumption decides.
//
// Compared: every verdict, what binds, and what the first screen tells in numbers: money, refused and lost documents, full disks,
// the slowest requests, the longest backups and restores. A number counts as changed when it moved by more than
// `worth_telling` of what it was, or is there in one result only.
#pragma once

#include <vector>

#include "sim/results/result.hpp"

namespace garoa {

constexpr double worth_telling = 0.2;

/// Is it a number of the first screen, or of what people look at next?
[[nodiscard]] bool is_headline(std::string_view metric);
/// What becomes of a gap, a control that fails.
enum class GapChange {
  none,
  opened,
  closed,
  judged,    // it was not evaluated before
  unjudged,  // it is not evaluated any more, and nobody knows whether it is still there
  came,      // with what it is about, or with its profile
  went,      // likewise
};

/// A finding is the same where its control, what it is about and its profile are.
struct VerdictChange {
  std::string
      what;  // "D-RC-01 flows.intake", with the profile where several are in force in one of the results
  std::string from;  // "PASS"; "-" without such a finding
  std::string to;
  GapChange gap = GapChange::none;
};

/// The verdicts that are other ones, by control and what it is about.
[[nodiscard]] std::vector<VerdictChange> verdict_changes(const RunResult& from, const RunResult& to);
/// Verdicts first, then what binds, then numbers by name.
[[nodiscard]] std::vector<EdgeChange> changes_between(const RunResult& typical, const RunResult& edge);

}  // namespace garoa
