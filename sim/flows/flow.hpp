// What both flows share: the workload's settings, and what the run asks of a flow.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/retry/upload_retries.hpp"
#include "models/s3/object_key.hpp"
#include "models/service.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/workload/arrivals.hpp"
#include "sim/workload/burstiness.hpp"
#include "sim/workload/document_sizes.hpp"

namespace garoa {

/// Keys of the objects that clients put. A trace's `key` column gives the names, if it is there.
struct KeySettings {
  KeyAffixes affixes;
  std::optional<std::uint64_t> distinct;  // names, of which each document draws one; empty: one for each
};

/// Read the same way in every flow.
struct FlowCommon {
  std::string name;
  Location where;
  ArrivalSettings arrivals;
  std::optional<Seconds> until;  // of the uploads; empty: as long as the run
  SizeSettings size;
  UploadRetrySettings retries;
  Reference logs;
  KeySettings key;  // of flow 2

  /// No upload begins then or later.
  [[nodiscard]] double uploads_end(double end) const { return until ? std::min(end, until->count()) : end; }
};

/// `with_keys`: the documents become objects as they are.
void read_flow_common(FlowCommon& common, Fields& fields, Catalogue& catalogue,
                      const std::string& base_directory, bool with_keys);

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
};

}  // namespace garoa
