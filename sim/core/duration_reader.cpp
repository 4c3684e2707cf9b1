#include "sim/core/duration_reader.hpp"

#include <fmt/format.h>

#include "sim/core/sigma_reader.hpp"

namespace garoa {
namespace {

const Range<double> sigmas{0.0, 3.0, ""};

std::optional<Distribution> read_uniform(Value& value, const Range<Seconds>& range) {
  std::optional<Distribution> read;
  value.map([&](Fields& f) {
    const auto low = f.required<Seconds>("low", "the shortest time", range);
    const auto high = f.required<Seconds>("high", "the longest time", range);
    if (high < low) f.error("high", fmt::format("'{}.high' is below low", f.path()));
    read = Distribution{Distribution::Uniform{low.count(), high.count()}};
  });
  return read;
}

std::optional<Distribution> read_lognormal(Value& value, const Range<Seconds>& range) {
  std::optional<Distribution> read;
  value.map([&](Fields& f) {
    const auto median = f.required<Seconds>("median", "half of the times are shorter", range);
    read = Distribution::lognormal(median.count(), read_sigma(f, median, sigmas, range));
  });
  return read;
}

}  // namespace

std::optional<Distribution> read_duration(Fields& fields, std::string_view key, std::string_view meaning,
                                          const Range<Seconds>& range,
                                          const std::optional<std::string>& fallback) {
  std::optional<Distribution> read;
  fields.alternatives(
      key, meaning,
      {{"uniform", "equally likely between two bounds",
        [&](Value& value) { read = read_uniform(value, range); }},
       {"exponential", "of this mean",
        [&](Value& value) {
          if (const auto mean = value.scalar<Seconds>(range)) read = Distribution::exponential(mean->count());
        }},
       {"lognormal", "a long tail to the right", [&](Value& value) { read = read_lognormal(value, range); }}},
      [&](Value& value) {
        if (const auto always = value.scalar<Seconds>(range)) read = Distribution::constant(always->count());
      },
      fallback ? std::optional<std::string>{""} : std::nullopt);
  if (fallback && !fields.given(key)) fields.resolve(key, *fallback);
  return read;
}

}  // namespace garoa
