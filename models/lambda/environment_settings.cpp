#include "models/lambda/environment_settings.hpp"

namespace garoa {

EnvironmentSettings read_environments(Fields& fields, Figures& figures) {
  EnvironmentSettings s;
  s.reserved_concurrency = fields.maybe<std::uint32_t>(
      "reserved_concurrency", "cap and guarantee of invocations at once", {0, 1'000'000, ""});
  s.idle_life = {figures.get<Seconds>("idle.shortest"), figures.get<Seconds>("idle.longest")};
  return s;
}

}  // namespace garoa
