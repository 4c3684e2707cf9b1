#include "models/lambda/cold_start.hpp"

#include <algorithm>

namespace garoa {
namespace {

/// Two numbers each.
constexpr Purpose init_and_placement{"INIT and placement"};
constexpr Purpose attachment_and_restore{"attachment and restore"};

double init_time(const ColdStartSettings& s, const CpuShare& cpu, double luck) {
  return s.runtime.quantile(luck) / cpu.share(1) + cpu.time(s.work.count(), s.work_threads, s.work_serial) +
         s.sdk.count() / cpu.speed(1) + s.connect.count() / cpu.speed(s.first_threads);
}

}  // namespace

ColdStart draw_cold_start(const ColdStartSettings& s, const Stream& stream, Entity environment,
                          std::optional<double> read) {
  const auto first = stream.uniforms(environment, init_and_placement);
  ColdStart start;
  start.before_init = s.placement.quantile(first[1]) + s.package.download.count();
  if (s.vpc || s.snap_start) {
    const auto second = stream.uniforms(environment, attachment_and_restore);
    if (s.vpc) start.before_init += s.attachment.quantile(second[0]);
    if (s.snap_start) start.restore = s.snap_start->restore.quantile(second[1]);
    start.before_init += start.restore;
  }
  if (s.snap_start) return start;
  const double limit = s.init_limit.count();
  const double reading = read.value_or(s.package.read.count());
  const double init = reading + init_time(s, s.init_cpu, first[0]);
  start.init = std::min(init, limit);
  if (init > limit)
    start.repeated = std::max(reading - limit, 0.0) + draw_repeated_init(s, stream, environment);
  return start;
}

double draw_repeated_init(const ColdStartSettings& s, const Stream& stream, Entity environment) {
  return init_time(s, s.handler_cpu, stream.uniforms(environment, init_and_placement)[0]);
}

}  // namespace garoa
