// What the run asks of a flow, whatever its kind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/restore/restore.hpp"
#include "sim/engine/process.hpp"
#include "sim/workload/arrivals.hpp"
#include "sim/workload/burstiness.hpp"
#include "sim/workload/document_sizes.hpp"

namespace garoa {

/// An arrival's own size, or one drawn for it.
inline std::uint64_t bytes_of(const Arrival& arrival, const SizeModel& sizes, const Stream& stream) {
  const auto given = arrival.bytes.value_or(0);
  return given > 0 ? given : sizes.bytes(stream, arrival.id);
}

/// How bursty a stream of requests was.
struct NamedBurstiness {
  std::string stream;  // "uploads"
  const BurstinessMeter* meter;
};

class Flow {
 public:
  Flow() = default;
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;
  virtual ~Flow() = default;

  /// Starts the clients; none arrives after `end`.
  virtual void begin(double end) = 0;
  struct Open {
    std::uint64_t uploads;
    std::uint64_t downloads;
  };
  /// Requests that have started and not ended.
  [[nodiscard]] virtual Open open() const = 0;
  /// Acknowledged documents that some store holds.
  [[nodiscard]] virtual std::uint64_t kept() const = 0;
  [[nodiscard]] virtual std::vector<NamedBurstiness> burstiness() const = 0;

  // What happens to resources, by name. A flow that does not work with the resource does nothing.

  /// The volume has been lost.
  virtual void volume_lost(const std::string& /*volume*/) {}
  /// Replaces and restores the lost volume, as the flow's settings say; false if they do not.
  [[nodiscard]] virtual Task<bool> recover(const std::string& volume);
  /// The instance has stopped abruptly.
  virtual void instance_stopped(const std::string& /*instance*/) {}
  /// What the copies of the backup hold now, for a restore; nothing if it is not the flow's.
  [[nodiscard]] virtual std::optional<Restore::Wanted> in_copies(const std::string& /*backup*/) const {
    return std::nullopt;
  }
};

}  // namespace garoa
