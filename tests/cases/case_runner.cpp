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

bool run_case(const std::string& file) {
  garoa::Diagnostics diagnostics;
  const auto of = garoa::cases::load_case(file, diagnostics);
  if (!of) {
    fmt::print(stderr, "{}", diagnostics.text());
    return false;
  }
  const auto verdict = garoa::cases::judge(*of);
  fmt::print("{}\n", garoa::cases::text_of(*of, verdict));
  std::fflush(stdout);
  return verdict.right;
}

}  // namespace

int main(int count, char** arguments) {
  const auto files = files_of(count, arguments);
  if (files.empty()) {
    fmt::print(stderr, "usage: case_runner FILE|FOLDER...\n");
    return 1;
  }
  std::vector<std::string> wrong;
  for (const auto& file : files) {
    if (!run_case(file)) wrong.push_back(file);
  }
  if (files.size() > 1) fmt::print("{} cases, {} not as announced\n", files.size(), wrong.size());
  for (const auto& file : wrong) fmt::print("not as announced: {}\n", file);
  return wrong.empty() ? 0 : 1;
}
