// Backups that did not do what they were there for, in the reader's words.
#pragma once

#include <string>
#include <vector>

#include "sim/results/result.hpp"

namespace garoa {

/// Runs of a job that ended alike.
struct FailedBackups {
  std::string what;  // "backup nightly failed", as metrics call it
  std::string told;  // "backup nightly failed 1 of 3 times", in the reader's language
  double count = 0;  // a mean over replications
  std::string why;   // of the last one, with what it left; may be empty
};
/// By job, the worst kind first.
[[nodiscard]] std::vector<FailedBackups> failed_backups(const RunResult& result);
/// For the first line: "backup nightly failed 1 of 3 times: S3 answered the last try with a 5xx error, 64,108 files left"; empty if all
/// went well.
[[nodiscard]] std::string failed_backups_text(const RunResult& result);

}  // namespace garoa
