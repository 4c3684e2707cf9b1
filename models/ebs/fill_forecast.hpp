// When a volume will be full: what the run saw, carried on as the scenario's own arrivals go (office hours, growth, month ends, holidays,
// flows that begin or end).
//
//   nothing leaves      used + scale * expected(now, t) = size                  scale = grown / expected(since, now)
//   files stay for s    fixed + scale * expected(t - s, t) = size               fixed: what does not leave
//
// Without expected arrivals (other software writes) what has grown goes on evenly. Looked at day by day, ten years ahead; all times are
// seconds of the run.
#pragma once

#include <functional>
#include <optional>
#include <vector>

namespace garoa {

/// Bytes that a flow is expected to put on a volume between two times, beyond the run's end too.
using ExpectedBytes = std::function<double(double from, double to)>;

struct Filling {
  double now = 0;
  double since = 0;  // `grown` came from then on
  double grown = 0;  // bytes
  double used = 0;
  double size = 0;
  std::optional<double> stays = {};  // s that files stay at most; none: for good
  double began = 0;                  // nothing came before; negative where files came before the run
};

/// Seconds from now; nothing if it will not be within ten years.
[[nodiscard]] std::optional<double> seconds_until_full(const Filling& filling,
                                                       const std::vector<ExpectedBytes>& expected);

}  // namespace garoa
