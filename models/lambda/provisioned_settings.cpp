#include "models/lambda/provisioned_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

std::uint32_t ProvisionedSettings::most() const {
  std::uint32_t most = count;
  for (const auto& change : changes) most = std::max(most, change.count);
  return most;
}

ProvisionedSettings read_provisioned(Fields& fields, Figures& figures, const Calendar* calendar) {
  ProvisionedSettings s;
  const Range<std::uint32_t> counts{0, 1'000'000, ""};
  s.count = fields.optional<std::uint32_t>("provisioned_concurrency",
                                           "environments that are always initialised", 0, counts);
  fields.list("provisioned_schedule", "changes of the provisioned concurrency", [&](Fields& f) {
    const auto at = f.required<std::string>("at", "AWS schedule expression: cron(...) or rate(...)");
    const auto count = f.required<std::uint32_t>("count", "environments from then on", counts);
    if (calendar == nullptr || at.empty()) return;
    const auto parsed = parse_schedule(at, *calendar);
    if (!parsed.schedule) {
      f.error("at", fmt::format("'{}.at': '{}' {}", f.path(), at, parsed.error));
      return;
    }
    s.changes.push_back({*parsed.schedule, count});
  });
  if (s.most() > 0) s.allocation_rate = figures.get<PerSecond>("provisioned.allocation").count();
  return s;
}

}  // namespace garoa
