// What came out of a case: one row an expectation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/cases/case_file.hpp"

namespace garoa::cases {

struct Row {
  std::string what;
  std::string measured;
  std::string simulated;
  std::optional<double> deviation_percent;
  std::string band;
  bool met = false;
  std::string expected_to_fail;  // the reason; empty: must be met
  [[nodiscard]] bool right() const { return met == expected_to_fail.empty(); }
};

struct Verdict {
  std::vector<Row> rows;
  std::vector<std::string> faults;  // runs without a result, figures that do not exist
  bool right = false;               // no fault, and every row and the case as a whole came out as announced
  /// Is every row met, also those that are expected not to be?
  [[nodiscard]] bool holds() const;
};

/// Makes the runs and compares.
[[nodiscard]] Verdict judge(const CaseFile& of);

/// The table of a case, with its title, source and faults.
[[nodiscard]] std::string text_of(const CaseFile& of, const Verdict& verdict);

}  // namespace garoa::cases
