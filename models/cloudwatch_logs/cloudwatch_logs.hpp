// A CloudWatch Logs group and the agent that feeds it.
//
// Modelled: the agent keeps records in a buffer until a PutLogEvents call was accepted. A call leaves when `flush_interval`
// has passed since the first record in it, or at once when the next record would break a limit of the call (bytes, with 26
// for each record; records: `batch`, at most the service's 10,000). Calls do not wait for each other. A call above the
// quota of the account, or above the limit of its stream while there was one (until 2023: `aws_date`), is refused;
// the agent repeats it after random pauses that double, `retries` times. Records become visible after the call
// and the delivery delay. Ingested bytes (message plus 26 bytes each) and compressed storage are billed.
//
// A record is lost for good with one of the reasons
//   oversize             its message is larger than the service takes
//   buffer_overflow      the buffer has no room for it
//   throttle_exhausted   its call was refused once more often than `retries`
//   crash_before_flush   the agent crashed while it was in the buffer or waited for a retry; a call under way still counts
//
// Not modelled: other software that uses the account's quota; records rejected as too old (retries end long before 14 days);
// the agent's own CPU and network. Putting a record costs the caller no time. In Flow 2 the agent is Lambda's own;
// functions write records of their own sizes (Lambda's START, END and REPORT, and what the function itself says).
//
// Shape: `{}` is enough; retention is "never expires" unless given. `record` is a size or one of the forms of
// document sizes. Errors: values that the service does not allow. Figures: models/cloudwatch_logs/cloudwatch_logs.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/cloudwatch_logs/put_quota.hpp"
#include "models/service.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/workload/document_sizes.hpp"

namespace garoa {

struct LogGroupSettings {
  std::string name;
  Location where;
  std::optional<Seconds> retention;  // nothing: never expires
  bool kms = false;
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
};

[[nodiscard]] LogGroupSettings read_log_group(const std::string& name, Fields& fields, Catalogue& catalogue);
/// The quota of the account, `put_log_events`.
[[nodiscard]] PutLimit read_put_limit(Fields& fields, Catalogue& catalogue);

class LogGroup final : public Service {
 public:
  LogGroup(const Run& run, LogGroupSettings settings, PutQuota& account);

  /// Hands over `records` records of an operation that happened now.
  void put(std::uint32_t records = 1);
  /// Hands over one record of a given message size.
  void put_sized(std::uint64_t message);
  /// What the agent holds is gone; it is back at once.
  void agent_crashed();

  void sample(double interval) override;
  void measure() override;
  void finish(const MetricSink& metrics) override;

 private:
  /// The records of one call; `written` are the times of their operations.
  struct Batch {
    std::vector<double> written;
    std::uint64_t bytes = 0;
  };

  void add(std::uint64_t message);
  [[nodiscard]] std::uint64_t size_of_next();
  Process flush_later();
  void send();
  Process deliver(Batch batch, std::uint64_t number);
  [[nodiscard]] Task<std::string_view> call(std::uint64_t number);
  [[nodiscard]] double pause(std::uint64_t number, std::uint32_t attempt) const;
  void lose(std::uint64_t records, std::string_view reason);

  const Run& run_;
  LogGroupSettings settings_;
  PutQuota& account_;
  PutQuota streams_;
  SizeModel sizes_;
  std::optional<std::uint64_t> fixed_size_;
  Stream size_stream_;
  Stream retry_stream_;
  NameId name_;
  Batch buffer_;
  std::vector<Batch> spare_;
  bool flush_pending_ = false;
  std::uint64_t records_ = 0;
  std::uint64_t batches_ = 0;
  std::uint64_t crashes_ = 0;
  std::uint64_t calls_ = 0;       // after warm-up, refused ones included
  std::uint64_t held_bytes_ = 0;  // in the buffer or in a call that was not accepted yet
  std::uint64_t most_held_bytes_ = 0;
  std::uint64_t unbilled_bytes_ = 0;
  std::uint64_t ingested_bytes_ = 0;
  TimeMeter storage_;
};

}  // namespace garoa
