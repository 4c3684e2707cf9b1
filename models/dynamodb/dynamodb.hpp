// A DynamoDB table that receives one item per processed document, or remembers which documents are done.
//
// Modelled: latency of reads and writes, read and write units, capacity on demand or provisioned with auto
// scaling, partitions and a hot key (capacity.hpp), throttled requests and the SDK's retries, storage, from which items go when
// they expire (`ttl`; AWS takes up to some days longer).
// A write whose condition fails takes as many units as one that succeeds. Reads are strongly consistent.
// Not modelled: secondary indexes, eventually consistent reads, transactions, batches, an item that is written again living anew.
//
// Settings: dynamodb_settings.hpp.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "models/callee.hpp"
#include "models/dynamodb/capacity.hpp"
#include "models/dynamodb/dynamodb_settings.hpp"
#include "models/measured.hpp"
#include "models/unbilled.hpp"

namespace garoa {

class Table final : public Callee {
 public:
  Table(const Run& run, TableSettings settings);

  [[nodiscard]] Answer ask(const Request& request) override;
  [[nodiscard]] double usual_time(Kind kind) const override {
    return (kind == Kind::write ? settings_.write_latency : settings_.read_latency).mean() + size_time(kind);
  }
  [[nodiscard]] std::optional<double> pause(const Request& request, Refusal refusal) const override {
    return retries_.pause(request, refusal);
  }
  [[nodiscard]] std::optional<EndpointService> endpoint() const override { return EndpointService::dynamodb; }
  [[nodiscard]] std::uint64_t bytes_of(Kind kind) const override {
    return kind == Kind::write ? settings_.item.count() : 0;
  }
  /// A write is done. `fresh`: it is a new item, not one written again or refused by its condition. `one_off`: no month repeats it.
  void written(const Document& document, bool fresh, bool one_off = false);
  /// A read is done.
  void was_read(const Document& document, bool one_off = false);

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  /// Seconds that the item's size adds to what a small one takes. A read looks up what is done, and mostly finds nothing.
  [[nodiscard]] double size_time(Kind kind) const {
    return kind == Kind::write ? settings_.size_time.count() : 0;
  }
  void bill(Meter meter, std::uint64_t units);
  void bill_capacity(Capacity& capacity, TimeMeter& carry, Meter meter);

  const Run& run_;
  TableSettings settings_;
  Capacity writes_;
  Capacity reads_;
  Stream write_stream_;
  Stream read_stream_;
  Stream key_stream_;
  SdkRetries retries_;
  Counted writes_done_;
  Counted reads_done_;
  PeakHour peak_writes_;  // units
  PeakHour peak_reads_;
  Unbilled unbilled_writes_;
  Unbilled unbilled_reads_;
  void expire();
  std::uint64_t items_ = 0;
  std::uint64_t fresh_ = 0;             // since the last sample
  std::deque<ExpiringItems> expiring_;  // the oldest first
  TimeMeter storage_;
  TimeMeter provisioned_writes_;
  TimeMeter provisioned_reads_;
};

}  // namespace garoa
