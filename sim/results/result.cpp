#include "sim/results/result.hpp"

#include <algorithm>

namespace garoa {

std::string_view name_of(BackupState state) {
  switch (state) {
    case BackupState::completed:
      return "COMPLETED";
    case BackupState::partial:
      return "PARTIAL";
    case BackupState::failed:
      return "FAILED";
    case BackupState::expired:
      return "EXPIRED";
    case BackupState::skipped:
      return "SKIPPED";
    case BackupState::running:
      return "RUNNING";
  }
  return "";
}

double BackupRun::overrun_s() const {
  if (!window_s || state == BackupState::skipped) return 0;
  return std::max(0.0, ended_s - scheduled_s - *window_s);
}

bool Balance::holds() const {
  // Sums of counts far below 2^64; unsigned arithmetic would hide a negative rest only by wrapping around.
  return finished <= started && failed <= started - finished && open == started - finished - failed;
}

const Metric* RunResult::find_metric(std::string_view name) const {
  const auto found =
      std::find_if(metrics.begin(), metrics.end(), [&](const Metric& metric) { return metric.name == name; });
  return found == metrics.end() ? nullptr : &*found;
}

bool RunResult::conserved() const {
  return std::all_of(balances.begin(), balances.end(),
                     [](const Balance& balance) { return balance.holds(); });
}

}  // namespace garoa
