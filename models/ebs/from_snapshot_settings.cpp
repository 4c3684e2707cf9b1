#include "models/ebs/from_snapshot_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

/// A size that was faulty is 0 and limits nothing more.
std::optional<Bytes> known(Bytes size) {
  return size.count() > 0 ? std::optional{size} : std::nullopt;
}

std::optional<FastRestoreSettings> read_fast_restore(Fields& fields, Figures& figures, Bytes size) {
  FastRestoreSettings fast;
  const bool given =
      fields.maybe_section("fast_restore", "fast snapshot restore, enabled for the snapshot", [&](Fields& f) {
        fast.optimized =
            f.optional("optimized",
                       "it was enabled long enough before the start; else it is enabled at the start", true);
        fast.zones =
            f.optional<std::uint32_t>("zones", "Availability Zones that it is enabled in", 1, {1, 6, ""});
      });
  const auto largest = figures.get<Bytes>("snapshot.fast_restore.size.max");
  const double tebibytes = static_cast<double>(size.count()) / (1024 * gibibyte);
  fast.optimization =
      Seconds{figures.get<Seconds>("snapshot.fast_restore.optimization_per_tib").count() * tebibytes};
  fast.least_billed = figures.get<Seconds>("snapshot.fast_restore.least_billed");
  if (!given) return std::nullopt;
  if (size > largest) {
    fields.error("fast_restore", fmt::format("'{}.size' is {}; fast snapshot restore allows at most {}",
                                             fields.path(), format_quantity(size), format_quantity(largest)));
  }
  return fast;
}

std::optional<FirstReadSettings> read_first_read(Fields& fields, Bytes size) {
  FirstReadSettings first;
  const bool given = fields.maybe_section(
      "first_read", "what software reads when it starts, from end to end", [&](Fields& f) {
        first.size = f.optional<Bytes>("size", "so much of the snapshot", size,
                                       {1_MiB, known(size), "the snapshot holds"});
        first.requests = f.optional<std::uint32_t>("requests", "requests at once", 1, {1, 1024, ""});
        first.passes =
            f.optional<std::uint32_t>("passes", "how many times it reads all of it", 1, {1, 10, ""});
      });
  return given ? std::optional{first} : std::nullopt;
}

/// Two types were measured.
BytesPerSecond most_of(std::string_view volume_type, Figures& figures) {
  const bool measured = volume_type == "gp3" || volume_type == "io2";
  return figures.get<BytesPerSecond>(
      fmt::format("snapshot.load.most.{}", measured ? volume_type : std::string_view{"other"}));
}

}  // namespace

std::optional<BytesPerSecond> read_initialization_rate(Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("ebs");
  return fields.maybe<BytesPerSecond>(
      "initialization_rate", "provisioned rate for volume initialization",
      {figures.limit<BytesPerSecond>("snapshot.load.paid_rate.min"),
       figures.limit<BytesPerSecond>("snapshot.load.paid_rate.max"), "AWS allows"});
}

FromSnapshot snapshot_speed(std::optional<BytesPerSecond> paid_rate, std::string_view volume_type,
                            Catalogue& catalogue) {
  auto& figures = catalogue.figures("ebs");
  FromSnapshot s;
  s.paid_rate = paid_rate;
  s.rate = s.most = s.paid_rate ? *s.paid_rate : figures.get<BytesPerSecond>("snapshot.load.rate");
  if (!s.paid_rate) s.most = std::max(s.rate, most_of(volume_type, figures));
  s.block = figures.get<Bytes>("snapshot.block");
  const double sigma = catalogue.figures("s3").get<double>("get.latency.sigma");
  const double mean = figures.get<Seconds>("snapshot.load.block_time").count();
  s.block_time = Distribution::lognormal(mean * std::exp(-sigma * sigma / 2), sigma);
  s.creation = figures.get<Seconds>("snapshot.volume_creation");
  return s;
}

FromSnapshot read_from_snapshot(Fields& fields, Catalogue& catalogue, Bytes volume_size,
                                std::string_view volume_type) {
  const auto size = fields.required<Bytes>("size", "data in the snapshot",
                                           {1_MiB, known(volume_size), "the volume allows"});
  FromSnapshot s = snapshot_speed(read_initialization_rate(fields, catalogue), volume_type, catalogue);
  s.size = size;
  s.fast_restore = read_fast_restore(fields, catalogue.figures("ebs"), s.size);
  s.first_read = read_first_read(fields, s.size);
  return s;
}

SnapshotDuration restore_duration(const FromSnapshot& settings) {
  return {settings.creation, settings.lazy() ? settings.size / settings.rate : Seconds{0}};
}

}  // namespace garoa
