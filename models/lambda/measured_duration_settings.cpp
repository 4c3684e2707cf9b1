#include "models/lambda/measured_duration_settings.hpp"

#include "sim/core/duration_reader.hpp"

namespace garoa {

std::optional<MeasuredDuration> read_measured_duration(Fields& fields) {
  MeasuredDuration read;
  const bool given = fields.maybe_section(
      "duration", "measured time of an invocation, instead of INIT and work", [&](Fields& f) {
        const Range<Seconds> range{Seconds{0}, 1_h, ""};
        const Distribution none;
        read.warm = read_duration(f, "warm", "in an environment that was there", range).value_or(none);
        read.cold = read_duration(f, "cold", "in a new environment, with its INIT", range).value_or(none);
      });
  return given ? std::optional{read} : std::nullopt;
}

}  // namespace garoa
