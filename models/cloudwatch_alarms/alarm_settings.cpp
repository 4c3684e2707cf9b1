#include "models/cloudwatch_alarms/alarm_settings.hpp"

#include <fmt/format.h>

namespace garoa {

AlarmSettings read_alarm(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("cloudwatch_alarms");
  AlarmSettings s;
  s.name = name;
  s.where = fields.where();
  s.signals = fields.values<Signal>("signals", "what it watches, each by itself");
  if (s.signals.empty() && !fields.describing())
    fields.error("signals", fmt::format("'{}' watches nothing; name its 'signals'", fields.path()));
  s.period = fields.optional("period", "over which the signal is counted",
                             figures.fallback<Seconds>("period"), {10_s, 1_d, "CloudWatch allows"});
  s.evaluations = fields.optional<std::uint32_t>("evaluations", "periods in a row with the signal",
                                                 figures.fallback<std::uint32_t>("evaluations"),
                                                 {1, 8640, "CloudWatch allows"});
  s.notifies = fields.reference("notifies", "SNS topic that it tells: without one it has no action", true);
  return s;
}

}  // namespace garoa
