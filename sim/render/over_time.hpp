// Series as lines of eight heights, for a terminal that shows UTF-8. A column is the largest value of its part of the run, of balances
// the least; the full height is the largest of all, the lowest is zero.
#pragma once

#include <string>

#include "sim/render/text_wrap.hpp"
#include "sim/results/result.hpp"

namespace garoa {

/// What people watch first: uploads, latency, concurrency, queues, credits, space. Empty without such series.
[[nodiscard]] std::string over_time_text(const RunResult& result, std::size_t width = terminal_width);

}  // namespace garoa
