// How wide a lognormal is: `sigma`, the standard deviation of the logarithm, or the 99th percentile, which people have measured.
#pragma once

#include <fmt/format.h>

#include <cmath>

#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"

namespace garoa {

/// Reads `sigma` or `p99` of a map that gives the `median`, in whose unit `p99` is. Errors: neither, both, a percentile without a
/// median or below it, one that is so far above it that sigma leaves its range. 0 where there is an error.
template <class Quantity>
double read_sigma(Fields& f, const Quantity& median, const Range<double>& sigmas,
                  const Range<Quantity>& range) {
  constexpr const char* meaning = "standard deviation of the logarithm, unless 'p99' is given";
  const auto p99 = f.maybe<Quantity>("p99", "of a hundred, 99 are below it: instead of sigma", range);
  if (!f.given("p99") && !f.describing()) return f.required<double>("sigma", meaning, sigmas);
  (void)f.maybe<double>("sigma", meaning, sigmas);
  if (!f.given("p99")) return 0;
  if (f.given("sigma")) f.error("p99", fmt::format("'{}' has 'sigma' and 'p99'; give one", f.path()));
  if (!f.given("median")) f.error("p99", fmt::format("'{}.p99' needs 'median'", f.path()));
  const auto middle = static_cast<double>(median.count());
  if (!p99 || f.given("sigma") || !f.given("median") || middle <= 0) return 0;
  const double sigma = std::log(static_cast<double>(p99->count()) / middle) / normal_quantile(0.99);
  if (!(sigma >= *sigmas.low && sigma <= *sigmas.high)) {
    f.error("p99", fmt::format("'{}.p99' gives a sigma of {:.3g}; it must be {} to {}", f.path(), sigma,
                               *sigmas.low, *sigmas.high));
    return 0;
  }
  f.resolve("sigma", fmt::format("{:.4f}", sigma));
  return sigma;
}

}  // namespace garoa
