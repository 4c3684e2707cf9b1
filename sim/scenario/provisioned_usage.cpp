#include "sim/scenario/provisioned_usage.hpp"

#include <algorithm>
#include <map>

namespace garoa {
namespace {

/// What was changed longer ago has been changed again, or not at all.
constexpr double looks_back = 400 * 86400.0;

}  // namespace

double provisioned_between(const ProvisionedSettings& provisioned, double from, double to) {
  std::map<double, std::uint32_t> changes;
  for (const auto& change : provisioned.changes) {
    for (auto tick = change.at.next_after(std::max(from - looks_back, 0.0)); tick && *tick < to;
         tick = change.at.next_after(*tick))
      changes[*tick] = change.count;
  }
  double sum = 0;
  double begins = from;
  double count = provisioned.count;
  for (const auto& [time, next] : changes) {
    if (time > begins) sum += count * (time - begins);
    begins = std::max(begins, time);
    count = next;
  }
  return sum + count * (to - begins);
}

}  // namespace garoa
