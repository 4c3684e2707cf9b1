#include "models/lambda/measured_duration_settings.hpp"

#include "sim/core/duration_reader.hpp"

namespace garoa {

std::optional<MeasuredDuration> read_measured_duration(Fields& fields) {
  constexpr const char* cold = "in a new environment, with its INIT";
  MeasuredDuration read;
  const bool given = fields.maybe_section(
      "duration",
      "measured time of an invocation as CloudWatch's Duration, with its reads, calls and writes; instead of "
      "work",
      [&](Fields& f) {
        const Range<Seconds> range{Seconds{0}, 1_h, ""};
        read.warm =
            read_duration(f, "warm", "in an environment that was there", range).value_or(Distribution{});
        if (f.given("cold"))
          read.cold = read_duration(f, "cold", cold, range);
        else
          (void)read_duration(f, "cold", cold, range, "INIT of the runtime, then warm");
      });
  return given ? std::optional{read} : std::nullopt;
}

}  // namespace garoa
