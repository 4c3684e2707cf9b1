// How scenarios write a random time:
//
//   idle_life: 10 min                                        always the same
//   idle_life: { uniform: { low: 5 min, high: 7 min } }
//   idle_life: { exponential: 2 s }                          the mean
//   idle_life: { lognormal: { median: 2 s, sigma: 0.4 } }    sigma of the logarithm
//
// Errors: bounds that fall, values outside `range`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/units.hpp"

namespace garoa {

/// In seconds; `range` bounds the parameters that are times. Nothing if absent (an error unless `fallback` says
/// what then holds) or faulty.
[[nodiscard]] std::optional<Distribution> read_duration(Fields& fields, std::string_view key,
                                                        std::string_view meaning, const Range<Seconds>& range,
                                                        const std::optional<std::string>& fallback = {});

}  // namespace garoa
