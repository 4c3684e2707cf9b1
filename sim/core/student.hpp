// Student's intervals of means.
#pragma once

#include "sim/core/statistics.hpp"

namespace garoa {

/// How far the interval reaches to each side of `centre`, at this confidence, over independent observations; at least two.
/// Their variance is about the centre, which may be a better estimate than their mean (sectioning: Asmussen and Glynn,
/// Stochastic Simulation, 2007, III.5).
[[nodiscard]] double student_half_width(const Moments& observations, double centre, double confidence = 0.95);

}  // namespace garoa
