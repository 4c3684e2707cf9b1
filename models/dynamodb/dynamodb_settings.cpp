#include "models/dynamodb/dynamodb_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

/// Figures of reads ("read") or writes ("write").
CapacitySettings capacity_figures(const std::string& kind, CapacityMode mode, Figures& figures) {
  CapacitySettings s;
  s.mode = mode;
  s.units = figures.get<double>("on_demand.new." + kind + "s");
  s.most_units = figures.get<double>("table." + kind + "_units.max");
  s.partition_units = std::max(1.0, figures.get<double>("partition." + kind + "_units"));
  s.partition_burst = figures.get<Seconds>("partition.burst").count();
  s.growth_minutes =
      static_cast<std::uint32_t>(std::ceil(figures.get<Seconds>("on_demand.growth_time").count() / 60));
  s.burst =
      mode == CapacityMode::on_demand ? s.partition_burst : figures.get<Seconds>("provisioned.burst").count();
  return s;
}

/// Capacity units of a provisioned table; nothing is asked for on demand.
void read_units(CapacitySettings& s, const std::string& key, std::string_view meaning, Fields& fields) {
  const auto units = fields.maybe<double>(key, meaning, {1.0, s.most_units, "DynamoDB allows"});
  if (fields.describing()) return;
  if (s.mode == CapacityMode::provisioned) {
    if (!fields.given(key))
      fields.error("mode", fmt::format("'{}' lacks '{}', which mode provisioned needs", fields.path(), key));
    s.units = units.value_or(1);
  } else if (fields.given(key)) {
    fields.error(key, fmt::format("'{}.{}' belongs to mode provisioned", fields.path(), key));
  }
}

/// Lets the capacity grow from what is provisioned to `most`.
void scale(CapacitySettings& s, double target, std::optional<double> most, Figures& figures) {
  s.target = target;
  s.most_units = most.value_or(s.units);
  s.high_minutes = figures.get<std::uint32_t>("scaling.high_minutes");
  s.low_minutes = figures.get<std::uint32_t>("scaling.low_minutes");
  s.low_distance = figures.get<double>("scaling.low_distance");
}

void read_scaling(TableSettings& table, Fields& fields, Figures& figures) {
  const bool given = fields.maybe_section(
      "auto_scaling", "lets provisioned capacity follow the load, not below what is provisioned",
      [&](Fields& f) {
        const auto target =
            f.optional("utilization", "of the capacity, aimed at", figures.fallback<double>("scaling.target"),
                       {0.2, 0.9, "DynamoDB allows"});
        const auto most = [&](const char* key, const char* meaning, const CapacitySettings& s) {
          return f.maybe<double>(key, meaning, {s.units, s.most_units, "allowed here"});
        };
        const auto writes = most("most_write_units", "end of growth", table.writes);
        const auto reads = most("most_read_units", "end of growth", table.reads);
        scale(table.writes, target, writes, figures);
        scale(table.reads, target, reads, figures);
      });
  if (given && table.writes.mode == CapacityMode::on_demand)
    fields.error("auto_scaling", fmt::format("'{}.auto_scaling' belongs to mode provisioned", fields.path()));
}

void read_capacity(TableSettings& s, Fields& fields, Figures& figures) {
  const auto mode = fields.optional("mode", "how capacity is bought", CapacityMode::on_demand);
  s.writes = capacity_figures("write", mode, figures);
  s.reads = capacity_figures("read", mode, figures);
  read_units(s.writes, "write_units", "provisioned write capacity units", fields);
  read_units(s.reads, "read_units", "provisioned read capacity units", fields);
  // A partition serves reads and writes: both ask for partitions, all of which carry both.
  const auto partitions =
      static_cast<std::uint32_t>(std::max(std::ceil(s.writes.units / s.writes.partition_units),
                                          std::ceil(s.reads.units / s.reads.partition_units)));
  s.writes.partitions = s.reads.partitions = std::max(1U, partitions);
  read_scaling(s, fields, figures);
  s.hot_key =
      fields.optional("hot_key", "share of the documents whose items have one key, or keys of one partition",
                      0.0, {0.0, 1.0, ""});
}

void read_client(TableSettings& s, Fields& fields, Figures& figures, Figures& sdk) {
  fields.section("client", "how functions speak to the table", [&](Fields& f) {
    const auto mode = f.optional("retry_mode", "of the SDK", RetryMode::standard);
    s.retry = retry_settings(mode, sdk);
    if (mode == RetryMode::legacy) {
      s.retry.attempts = figures.get<std::uint32_t>("retry.legacy.attempts");
      s.retry.base = s.retry.throttled_base = figures.get<Seconds>("retry.legacy.base");
      s.retry.random = false;
    }
    s.retry.attempts =
        f.optional("attempts", "for one request, the first one included", s.retry.attempts, {1U, 100U, ""});
  });
}

Distribution read_latency(const std::string& kind, Figures& figures) {
  return Distribution::lognormal(figures.get<Seconds>(kind + ".latency.median").count(),
                                 figures.get<double>(kind + ".latency.sigma"));
}

/// What writing the item takes more than writing one of the size at which latency was measured.
Seconds size_time(Bytes item, Figures& figures) {
  const auto measured_at = figures.get<Bytes>("write.latency.item");
  if (!(item > measured_at)) return Seconds{0};
  const double kibibytes =
      static_cast<double>((item - measured_at).count()) / static_cast<double>(Bytes{1_KiB}.count());
  return Seconds{figures.get<Seconds>("write.latency.per_kib").count() * kibibytes};
}

std::uint64_t units_of(Bytes item, Bytes unit) {
  const auto whole = std::max<std::uint64_t>(1, unit.count());
  return (item.count() + whole - 1) / whole;
}

}  // namespace

TableSettings read_table(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("dynamodb");
  TableSettings s;
  s.name = name;
  s.where = fields.where();
  s.item = fields.optional("item", "size of the item written for each document",
                           figures.fallback<Bytes>("item.default"),
                           {1_B, figures.limit<Bytes>("item.max"), "DynamoDB allows"});
  s.units_per_write = units_of(s.item, figures.get<Bytes>("write.unit"));
  read_capacity(s, fields, figures);
  read_client(s, fields, figures, catalogue.figures("s3"));
  s.overhead = figures.get<Bytes>("item.overhead");
  s.encrypted = fields.optional("encrypted", "encrypted at rest (always so on AWS)", true);
  s.ttl = fields.maybe<Seconds>("ttl", "after which an item expires (time to live); default: never",
                                {1_h, 36500_d, ""});
  s.point_in_time_recovery = fields.optional("point_in_time_recovery", "continuous backups", false);
  s.write_latency = read_latency("write", figures);
  s.size_time = size_time(s.item, figures);
  const Catalogue::UsedFor readers{catalogue, fmt::format("dynamodb.{}.readers", name)};
  s.units_per_read = units_of(s.item, figures.get<Bytes>("read.unit"));
  s.read_latency = read_latency("read", figures);
  return s;
}

}  // namespace garoa
