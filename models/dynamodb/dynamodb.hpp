// A DynamoDB table in on-demand mode that receives one item per processed document.
//
// Modelled: write latency, write request units (one per started KiB), storage.
// Not modelled: partition limits and throttling, provisioned mode, secondary indexes.
//
// Shape: `{}` is enough. Errors: items above 400 KiB. Figures: models/dynamodb/dynamodb.yaml.
#pragma once

#include <cstdint>
#include <string>

#include "models/service.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct TableSettings {
  std::string name;
  Location where;
  Bytes item;
  std::uint64_t units_per_write = 1;
  bool encrypted = true;
  bool point_in_time_recovery = false;
  Distribution write_latency;  // seconds
};

[[nodiscard]] TableSettings read_table(const std::string& name, Fields& fields, Catalogue& catalogue);

class Table final : public Service {
 public:
  Table(const Run& run, TableSettings settings);

  /// Seconds of the write for a document.
  [[nodiscard]] double write_time(DocumentId id, std::uint32_t attempt) const;
  /// The write is done. `fresh`: it is a new item, not one written again.
  void written(bool fresh);
  [[nodiscard]] NameId name() const { return name_; }

  void sample(double interval) override;
  void measure() override {}
  void finish(const MetricSink& metrics) override;

 private:
  const Run& run_;
  TableSettings settings_;
  Stream stream_;
  NameId name_;
  std::uint64_t writes_ = 0;
  std::uint64_t items_ = 0;
  std::uint64_t unbilled_ = 0;
  TimeMeter storage_;
};

}  // namespace garoa
