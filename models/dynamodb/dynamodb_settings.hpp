// What a scenario says about a DynamoDB table, and how functions speak to it.
//
// Shape: `{}` is enough: on demand. `write_units` and `read_units` belong to `mode: provisioned`.
// Errors: items above 400 KiB, capacity above the table's quota, units or auto scaling without mode provisioned.
// Figures: models/dynamodb/dynamodb.yaml, models/s3/s3.yaml (retry.*).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/retry/sdk_retry_settings.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

enum class CapacityMode { on_demand, provisioned };

template <>
struct EnumNames<CapacityMode> {
  static constexpr std::string_view kind = "capacity mode";
  static constexpr std::array names{std::pair{std::string_view{"on-demand"}, CapacityMode::on_demand},
                                    std::pair{std::string_view{"provisioned"}, CapacityMode::provisioned}};
};

struct CapacitySettings {
  CapacityMode mode = CapacityMode::on_demand;
  double units = 0;                // a second: provisioned, or what a new table takes
  double most_units = 0;           // a second: end of growth
  double target = 0;               // utilization that auto scaling aims at; 0: no auto scaling
  std::uint32_t partitions = 1;    // at least
  std::optional<double> at_start;  // a second: what auto scaling has left before the run (`begin_after`)
  // Figures.
  double burst = 0;                  // s of unused capacity that are kept
  double partition_units = 0;        // a second
  double partition_burst = 0;        // s of them that pass at once
  std::uint32_t growth_minutes = 0;  // on demand: age of a peak that counts
  std::uint32_t high_minutes = 0;    // auto scaling
  std::uint32_t low_minutes = 0;
  double low_distance = 0;  // below the target
};

/// Items that expire together.
struct ExpiringItems {
  double ends = 0;  // seconds
  std::uint64_t items = 0;
};

struct TableSettings {
  std::string name;
  Location where;
  Bytes item;
  Bytes overhead;  // of each item's storage
  std::uint64_t units_per_write = 1;
  std::uint64_t units_per_read = 1;
  CapacitySettings writes;
  CapacitySettings reads;
  double hot_key = 0;  // share of the documents
  RetrySettings retry;
  bool encrypted = true;
  std::optional<Seconds> ttl;  // of an item; nothing: for ever
  std::uint64_t items_at_start = 0;
  std::vector<ExpiringItems> expiring;  // of those at the start; the oldest first
  bool point_in_time_recovery = false;
  Distribution write_latency;  // seconds, of a small item
  Distribution read_latency;   // seconds
  Seconds size_time;           // that the item's size adds to a write
};

[[nodiscard]] TableSettings read_table(const std::string& name, Fields& fields, Catalogue& catalogue);

}  // namespace garoa
