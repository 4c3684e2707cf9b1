#include "models/lambda/environment_settings.hpp"

#include <fmt/format.h>

#include "sim/core/duration_reader.hpp"

namespace garoa {
namespace {

const Range<Seconds> allowed{1_s, 3660_d, ""};

/// Always the same unless the scenario says otherwise.
Distribution read_idle_life(Fields& fields, Seconds usual) {
  return read_duration(fields, "idle_life", "an environment idle for this time is gone", allowed,
                       format_quantity(usual))
      .value_or(Distribution::constant(usual.count()));
}

/// Uniform between two figures unless the scenario says otherwise.
Distribution read_maximum_life(Fields& fields, Seconds shortest, Seconds longest) {
  const auto fallback =
      fmt::format("uniform from {} to {}", format_quantity(shortest), format_quantity(longest));
  return read_duration(fields, "max_life", "an environment of this age is used no more", allowed, fallback)
      .value_or(Distribution{Distribution::Uniform{shortest.count(), longest.count()}});
}

}  // namespace

EnvironmentSettings read_environments(Fields& fields, Figures& figures) {
  EnvironmentSettings s;
  fields.section("environments", "where the function runs", [&](Fields& f) {
    s.choice = f.optional("choice", "which of several idle environments is used", s.choice);
    s.idle_life = read_idle_life(f, figures.get<Seconds>("idle.life"));
    s.maximum_life =
        read_maximum_life(f, figures.get<Seconds>("life.shortest"), figures.get<Seconds>("life.longest"));
  });
  return s;
}

}  // namespace garoa
