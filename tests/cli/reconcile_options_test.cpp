// What the options of `garoa reconcile` change.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace reconcile_options_test {

using namespace garoa::test;

namespace {

const std::string result =
    (garoa::test::source_folder() / "results" / "reference" / "central-financeira" / "base.json").string();
const std::string billed =
    (garoa::test::source_folder() / "tests" / "fixtures" / "prices" / "cur2.csv").string();

ProgramEnd reconciled(const std::vector<std::string>& options) {
  const TemporaryFolder folder;
  std::vector<std::string> arguments{"reconcile", result};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run_program(GAROA_PROGRAM, arguments, folder.path());
}

/// The words of the line of totals: what was billed, and what was simulated.
std::vector<double> totals(const ProgramEnd& end) {
  std::vector<double> sums;
  for (const auto& line : lines_of(end.output)) {
    if (!line.starts_with("  total ")) continue;
    for (std::size_t at = 0; at < line.size();) {
      const auto from = line.find_first_of("0123456789", at);
      if (from == std::string::npos) break;
      const auto to = line.find(' ', from);
      auto number = line.substr(from, to - from);
      std::erase(number, ',');
      sums.push_back(std::stod(number));
      at = to;
    }
  }
  return sums;
}

}  // namespace

TEST_CASE("reconcile options: days leave out what was billed on others, and say so") {
  const auto all = reconciled({"--cur", billed});
  CHECK(all.exit_code == 0);
  CHECK(contains(all.output, "days that were billed: 2026-01-01 to 2026-01-31"));
  CHECK_FALSE(contains(all.output, "left out"));
  const auto some = reconciled({"--cur", billed, "--from", "2026-01-01", "--until", "2026-01-15"});
  CHECK(contains(some.output, "days that were billed: 2026-01-01; 3 rows of other days left out"));
  const auto late = reconciled({"--cur", billed, "--from", "2026-01-15"});
  CHECK(contains(late.output, "days that were billed: 2026-01-30 to 2026-01-31"));
  CHECK(totals(some)[0] + totals(late)[0] == doctest::Approx(totals(all)[0]).epsilon(0.001));
  CHECK(totals(some)[1] == totals(all)[1]);
}

TEST_CASE("reconcile options: the run as a month scales what was simulated, and nothing else") {
  const auto as_run = totals(reconciled({"--cur", billed}));
  const auto as_month = totals(reconciled({"--cur", billed, "--month"}));
  REQUIRE(as_month.size() == 2);
  CHECK(as_month[0] == as_run[0]);
  // A week against the month that the reference result tells.
  CHECK(as_month[1] / as_run[1] == doctest::Approx(31.0 / 7).epsilon(0.01));
}

TEST_CASE("reconcile options: what is no day, and a missing export, are told") {
  CHECK(reconciled({"--cur", billed, "--from", "soon"}).errors ==
        "garoa: --from: 'soon' is not a day such as 2026-03-02\n");
  CHECK(reconciled({"--cur", billed, "--until", "2026-1-5"}).exit_code == 1);
  CHECK(reconciled({}).errors == "garoa: --cur FILE is missing: what was billed\n");
}

}  // namespace reconcile_options_test
