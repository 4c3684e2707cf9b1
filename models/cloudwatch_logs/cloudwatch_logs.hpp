// A CloudWatch Logs group and the agent (or service) that feeds it.
//
// Modelled: records wait in the agent's buffer and leave with the next flush, or at once when they fill a
// PutLogEvents batch; they are ingested after the call and the delivery delay. Ingested bytes (message plus
// 26 bytes each) and compressed storage are billed.
// Not modelled: throttling, loss, rejected records. Putting a record costs the caller no time.
//
// Shape: `{}` is enough; retention is "never expires" unless given.
// Errors: a retention that CloudWatch does not offer. Figures: models/cloudwatch_logs/cloudwatch_logs.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/service.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct LogGroupSettings {
  std::string name;
  Location where;
  std::optional<Seconds> retention;  // nothing: never expires
  bool kms = false;
  Bytes record;
  Seconds flush_interval;
  Seconds put_latency;
  Seconds delivery_delay;
  Bytes event_overhead;
  std::uint64_t batch_records = 1;
  double stored_share = 1;
};

[[nodiscard]] LogGroupSettings read_log_group(const std::string& name, Fields& fields, Catalogue& catalogue);

class LogGroup final : public Service {
 public:
  LogGroup(const Run& run, LogGroupSettings settings);

  /// Hands over `records` records of an operation that happened now.
  void put(std::uint32_t records = 1);

  void sample(double interval) override;
  void measure() override {}
  void finish(const MetricSink& metrics) override { (void)metrics; }

 private:
  Process flush_later();
  Process deliver(std::vector<double> batch);
  void send();

  const Run& run_;
  LogGroupSettings settings_;
  NameId name_;
  std::vector<double> buffer_;  // times of the operations
  std::vector<std::vector<double>> spare_;
  bool flush_pending_ = false;
  std::uint64_t unbilled_bytes_ = 0;
  std::uint64_t ingested_bytes_ = 0;
  TimeMeter storage_;
};

}  // namespace garoa
