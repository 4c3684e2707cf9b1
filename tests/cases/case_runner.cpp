// case_runner FILE|FOLDER...: makes the runs of the cases, prints measured, simulated and deviation of each, and ends
// with 1 if one came out otherwise than announced.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/cases/verdict.hpp"

namespace {

namespace fs = std::filesystem;

/// The files, and the case files of the folders in the order of their names.
std::vector<std::string> files_of(int count, char** arguments) {
  std::vector<std::string> files;
  for (int i = 1; i < count; ++i) {
    if (!fs::is_directory(arguments[i])) {
      files.emplace_back(arguments[i]);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& item : fs::directory_iterator{arguments[i]}) {
      if (item.path().extension() == ".yaml") found.push_back(item.path().string());
    }
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

/// How many cases and rows hold; a row that is expected to fail does not.
struct Count {
  std::size_t cases = 0;
  std::size_t cases_held = 0;
  std::size_t rows = 0;
  std::size_t rows_held = 0;

  void add(const garoa::cases::Verdict& verdict) {
    ++cases;
    cases_held += verdict.holds() ? 1 : 0;
    rows += verdict.rows.size();
    for (const auto& row : verdict.rows) rows_held += row.met ? 1 : 0;
  }
  void print(const char* kind) const {
    if (cases == 0) return;
    const auto percent = [](std::size_t part, std::size_t all) {
      return all == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(all);
    };
    fmt::print("{}: {} of {} cases hold in every row ({:.0f} %), {} of {} rows ({:.0f} %)\n", kind,
               cases_held, cases, percent(cases_held, cases), rows_held, rows, percent(rows_held, rows));
  }
};

struct Report {
  Count untuned;
  Count tuned;
  std::vector<std::string> wrong;
};

void run_case(const std::string& file, Report& report) {
  garoa::Diagnostics diagnostics;
  const auto of = garoa::cases::load_case(file, diagnostics);
  if (!of) {
    fmt::print(stderr, "{}", diagnostics.text());
    report.wrong.push_back(file);
    return;
  }
  const auto verdict = garoa::cases::judge(*of);
  fmt::print("{}\n", garoa::cases::text_of(*of, verdict));
  std::fflush(stdout);
  (of->is_tuned() ? report.tuned : report.untuned).add(verdict);
  if (!verdict.right) report.wrong.push_back(file);
}

}  // namespace

int main(int count, char** arguments) {
  const auto files = files_of(count, arguments);
  if (files.empty()) {
    fmt::print(stderr, "usage: case_runner FILE|FOLDER...\n");
    return 1;
  }
  Report report;
  for (const auto& file : files) run_case(file, report);
  if (files.size() > 1) {
    fmt::print("{} cases, {} not as announced\n", files.size(), report.wrong.size());
    report.untuned.print("nothing tuned");
    report.tuned.print("with values fitted to their own outcome");
  }
  for (const auto& file : report.wrong) fmt::print("not as announced: {}\n", file);
  return report.wrong.empty() ? 0 : 1;
}
