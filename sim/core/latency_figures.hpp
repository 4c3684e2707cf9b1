// A latency that figures describe: `<name>.median`, `<name>.sigma` and `<name>.least`, a log-normal distribution that begins
// at the least value. Three figures hold the 10th, 50th, 90th and 99th percentile of what messaging services were measured at
// within 7 %; without the least value either the 10th or the 99th is missed by half.
#pragma once

#include <string>

#include "sim/core/distribution.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

/// In seconds.
[[nodiscard]] inline Distribution latency_of(Figures& figures, const std::string& name) {
  return Distribution::lognormal(figures.get<Seconds>(name + ".median").count(),
                                 figures.get<double>(name + ".sigma"),
                                 figures.get<Seconds>(name + ".least").count());
}

}  // namespace garoa
