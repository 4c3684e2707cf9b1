// What a scenario says about a CloudWatch Logs group and its agents, and about the account's quota of calls.
//
// Shape: `{}` is enough; retention is "never expires" unless given. `record` is a size or one of the forms of
// document sizes. Errors: values that the service does not allow. Figures: models/cloudwatch_logs/cloudwatch_logs.yaml,
// which dates the quotas.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/log_contents.hpp"
#include "sim/workload/document_sizes.hpp"

namespace garoa {

struct PutLimit {
  PerSecond rate;  // 0: none
  Seconds burst;   // as many calls as come in this time at the rate, at once
};

/// Bytes that came until then, and leave together when they have the retention.
struct IngestedRecords {
  double ends = 0;  // seconds
  std::uint64_t bytes = 0;
};

struct LogGroupSettings {
  std::string name;
  Location where;
  std::optional<Seconds> retention;  // nothing: never expires
  bool kms = false;
  Seconds key_reuse;                     // of a data key, with kms
  Reference export_to;                   // bucket that all records are copied to
  std::vector<LogOperation> operations;  // that it has records of; none: not told
  std::vector<LogField> contents;        // that each record has; none: not told
  SizeSettings record;
  Bytes buffer;
  std::uint64_t batch_records = 1;
  Seconds flush_interval;
  std::uint32_t retries = 0;
  std::uint32_t streams = 1;
  // Figures of the agent and the service.
  Seconds retry_pause;
  Seconds longest_retry_pause;
  Bytes batch_bytes;
  Bytes event_bytes;
  Bytes event_overhead;
  Seconds put_latency;
  Seconds delivery_delay;
  double stored_share = 1;
  PutLimit stream_limit;
  std::vector<IngestedRecords> before;  // the run, and still kept; the oldest first
};

[[nodiscard]] LogGroupSettings read_log_group(const std::string& name, Fields& fields, Catalogue& catalogue);
/// The quota of the account, `put_log_events`.
[[nodiscard]] PutLimit read_put_limit(Fields& fields, Catalogue& catalogue);

}  // namespace garoa
