// Student's intervals of means.
#pragma once

#include "sim/core/batch_means.hpp"
#include "sim/core/statistics.hpp"

namespace garoa {

/// How far the interval reaches to each side of `centre`, at this confidence, over independent observations; at least two.
/// Their variance is about the centre, which may be a better estimate than their mean (sectioning: Asmussen and Glynn,
/// Stochastic Simulation, 2007, III.5).
[[nodiscard]] double student_half_width(const Moments& observations, double centre, double confidence = 0.95);

/// The same of a mean whose variance is known with these degrees of freedom, at least one.
[[nodiscard]] double student_half_width(const MeanError& error, double confidence = 0.95);

/// How likely observations without a true mean would lie as far from 0 as `centre` does; two-sided, at least two that differ.
[[nodiscard]] double student_p_value(const Moments& observations, double centre);

/// Of the difference of the means of two samples of equal size that have nothing to do with each other.
[[nodiscard]] double welch_half_width(const Moments& one, const Moments& other, double confidence = 0.95);

}  // namespace garoa
