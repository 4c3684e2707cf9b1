// A DynamoDB table that receives one item per processed document, or remembers which documents are done.
//
// Modelled: latency of reads and writes, read and write units, capacity on demand or provisioned with auto
// scaling, partitions and a hot key (capacity.hpp), throttled requests and the SDK's retries, storage.
// A write whose condition fails takes as many units as one that succeeds. Reads are strongly consistent.
// Not modelled: secondary indexes, eventually consistent reads, transactions, batches, expiry of items.
//
// Shape: `{}` is enough: on demand. `write_units` and `read_units` belong to `mode: provisioned`.
// Errors: items above 400 KiB, capacity above the table's quota. Figures: models/dynamodb/dynamodb.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/callee.hpp"
#include "models/dynamodb/capacity.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

template <>
struct EnumNames<CapacityMode> {
  static constexpr std::string_view kind = "capacity mode";
  static constexpr std::array names{std::pair{std::string_view{"on-demand"}, CapacityMode::on_demand},
                                    std::pair{std::string_view{"provisioned"}, CapacityMode::provisioned}};
};

struct TableSettings {
  std::string name;
  Location where;
  Bytes item;
  std::uint64_t units_per_write = 1;
  std::uint64_t units_per_read = 1;
  CapacitySettings writes;
  CapacitySettings reads;
  double hot_key = 0;  // share of the documents
  RetrySettings retry;
  bool encrypted = true;
  bool point_in_time_recovery = false;
  Distribution write_latency;  // seconds
  Distribution read_latency;   // seconds
};

[[nodiscard]] TableSettings read_table(const std::string& name, Fields& fields, Catalogue& catalogue);

class Table final : public Callee {
 public:
  Table(const Run& run, TableSettings settings);

  [[nodiscard]] Answer ask(const Request& request) override;
  [[nodiscard]] std::optional<double> pause(const Request& request, Refusal refusal) const override {
    return retries_.pause(request, refusal);
  }
  /// A write is done. `fresh`: it is a new item, not one written again or refused by its condition.
  void written(bool fresh);
  /// A read is done.
  void was_read() {
    ++reads_done_;
    ++unbilled_reads_;
  }

  void sample(double interval) override;
  void measure() override {}
  void finish(const MetricSink& metrics) override;

 private:
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
  std::uint64_t writes_done_ = 0;
  std::uint64_t reads_done_ = 0;
  std::uint64_t items_ = 0;
  std::uint64_t unbilled_writes_ = 0;
  std::uint64_t unbilled_reads_ = 0;
  TimeMeter storage_;
  TimeMeter provisioned_writes_;
  TimeMeter provisioned_reads_;
};

}  // namespace garoa
