// What a flow's settings have in common, whatever its kind: the uploads that clients make, and the log group.
//
// Shape: arrivals and size of the uploads have no default; keys concern flows whose documents become objects as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/retry/upload_retry_settings.hpp"
#include "models/s3/object_key.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/workload/document_sizes.hpp"
#include "sim/workload/requests.hpp"

namespace garoa {

/// Keys of the objects that clients put. A trace's `key` column gives the names, if it is there.
struct KeySettings {
  KeyAffixes affixes = {};
  std::optional<std::uint64_t> distinct = {};  // names, of which each document draws one; empty: one for each
  bool others_have_names = false;  // another flow's trace names objects too, which may be the same
};

/// Whether a flow's scenario says which keys its documents get.
enum class UploadKeys { none, of_objects };

struct FlowCommon {
  std::string name;
  Location where;
  RequestSettings uploads;
  SizeSettings size;
  Location size_where = {};
  UploadRetrySettings retries;
  Reference logs;
  KeySettings key;
  std::optional<Seconds> timeout = {};  // of clients that give up a try after so long
  std::uint64_t documents_before = 0;   // on its volumes when the run begins (`begin_after`)

  /// "flows.intake".
  [[nodiscard]] std::string path() const { return "flows." + name; }
};

[[nodiscard]] FlowCommon read_flow_common(const std::string& name, Fields& fields, Catalogue& catalogue,
                                          const ScenarioFrame& frame, UploadKeys keys);

}  // namespace garoa
