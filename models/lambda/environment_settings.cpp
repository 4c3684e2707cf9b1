#include "models/lambda/environment_settings.hpp"

#include <fmt/format.h>

#include "sim/core/duration_reader.hpp"

namespace garoa {
namespace {

/// Uniform between two figures unless the scenario says otherwise.
Distribution read_life(Fields& fields, std::string_view key, std::string_view meaning, Seconds shortest,
                       Seconds longest) {
  const Range<Seconds> range{1_s, 3660_d, ""};
  const auto fallback =
      fmt::format("uniform from {} to {}", format_quantity(shortest), format_quantity(longest));
  return read_duration(fields, key, meaning, range, fallback)
      .value_or(Distribution{Distribution::Uniform{shortest.count(), longest.count()}});
}

}  // namespace

EnvironmentSettings read_environments(Fields& fields, Figures& figures) {
  EnvironmentSettings s;
  fields.section("environments", "where the function runs", [&](Fields& f) {
    s.choice = f.optional("choice", "which of several idle environments is used", s.choice);
    s.idle_life = read_life(f, "idle_life", "an environment idle for this time is gone",
                            figures.get<Seconds>("idle.shortest"), figures.get<Seconds>("idle.longest"));
    s.maximum_life = read_life(f, "max_life", "an environment of this age is used no more",
                               figures.get<Seconds>("life.shortest"), figures.get<Seconds>("life.longest"));
  });
  return s;
}

}  // namespace garoa
