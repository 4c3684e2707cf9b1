#include "models/ebs/snapshot_load.hpp"

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
        first.requests = f.optional<std::uint32_t>("requests", "requests at once", 1, {1, 64, ""});
        first.passes =
            f.optional<std::uint32_t>("passes", "how many times it reads all of it", 1, {1, 10, ""});
      });
  return given ? std::optional{first} : std::nullopt;
}

}  // namespace

std::optional<BytesPerSecond> read_initialization_rate(Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("ebs");
  return fields.maybe<BytesPerSecond>(
      "initialization_rate", "provisioned rate for volume initialization",
      {figures.get<BytesPerSecond>("snapshot.load.paid_rate.min"),
       figures.get<BytesPerSecond>("snapshot.load.paid_rate.max"), "AWS allows"});
}

FromSnapshot snapshot_speed(std::optional<BytesPerSecond> paid_rate, Catalogue& catalogue) {
  auto& figures = catalogue.figures("ebs");
  FromSnapshot s;
  s.paid_rate = paid_rate;
  s.rate = s.paid_rate.value_or(figures.get<BytesPerSecond>("snapshot.load.rate"));
  s.block = figures.get<Bytes>("snapshot.block");
  auto& s3 = catalogue.figures("s3");
  s.first_byte = Distribution{Distribution::Lognormal{s3.get<Seconds>("get.latency.median").count(),
                                                      s3.get<double>("get.latency.sigma")},
                              s3.get<Seconds>("get.latency.floor").count()};
  s.creation = figures.get<Seconds>("snapshot.volume_creation");
  return s;
}

FromSnapshot read_from_snapshot(Fields& fields, Catalogue& catalogue, Bytes volume_size) {
  const auto size = fields.required<Bytes>("size", "data in the snapshot",
                                           {1_MiB, known(volume_size), "the volume allows"});
  FromSnapshot s = snapshot_speed(read_initialization_rate(fields, catalogue), catalogue);
  s.size = size;
  s.fast_restore = read_fast_restore(fields, catalogue.figures("ebs"), s.size);
  s.first_read = read_first_read(fields, s.size);
  return s;
}

SnapshotDuration restore_duration(const FromSnapshot& settings) {
  return {settings.creation, settings.lazy() ? settings.size / settings.rate : Seconds{0}};
}

SnapshotLoad::SnapshotLoad(const Run& run, FromSnapshot settings, const std::string& owner)
    : run_{run},
      settings_{std::move(settings)},
      owner_{owner},
      owner_name_{run.journal.intern(owner)},
      name_{run.journal.intern(owner + ".snapshot_load")},
      first_byte_stream_{run.stream(owner + ".first_byte")},
      mean_first_byte_{settings_.first_byte.mean()},
      delivery_{run.simulator, settings_.rate.count()},
      created_{run.now()},
      untouched_{static_cast<double>(settings_.size.count())} {}

double SnapshotLoad::initialized_at() const {
  return created_ + restore_duration(settings_).load.count();
}

/// The background has what the rate could deliver and touches did not use.
double SnapshotLoad::take_cold(double bytes) {
  const double all = settings_.rate.count() * (run_.now() - created_);
  const double background = std::max(all - delivery_.work_done(), background_);
  there_ =
      run_.now() >= initialized_at() ? untouched_ : std::min(there_ + background - background_, untouched_);
  background_ = background;
  const double touched = std::min(bytes, untouched_);
  const double warm = untouched_ > 0 ? touched * there_ / untouched_ : 0;
  there_ -= warm;
  untouched_ -= touched;
  return touched - warm;
}

double SnapshotLoad::seconds_until_first_bytes(double cold, Entity entity, Purpose purpose) const {
  const double blocks = std::ceil(cold / static_cast<double>(settings_.block.count()));
  if (blocks <= 1) return settings_.first_byte.quantile(first_byte_stream_.uniform(entity, purpose));
  return blocks * mean_first_byte_;
}

Task<> SnapshotLoad::touch(NameId flow, NameId phase, std::uint64_t bytes, Entity entity, Purpose purpose) {
  const double began = run_.now();
  const double cold = take_cold(static_cast<double>(bytes));
  if (cold < 1) co_return;
  co_await run_.simulator.delay(seconds_until_first_bytes(cold, entity, purpose));
  JointUse use{run_.simulator};
  use.add(delivery_, cold);
  co_await use;
  run_.journal.report(events::Waited{run_.now(), flow, phase, name_, run_.now() - began});
}

void SnapshotLoad::bill() {
  if (settings_.paid_rate && !rate_billed_) bill_rate();
  if (settings_.fast_restore) bill_fast_restore();
}

void SnapshotLoad::bill_rate() {
  rate_billed_ = true;
  const double gibibytes = std::ceil(static_cast<double>(settings_.size.count()) / gibibyte);
  const double units = gibibytes * settings_.paid_rate->count() / mebibyte;
  run_.journal.report(
      events::Billed{owner_name_, Meter::ebs_initialization_gib_rates, static_cast<std::uint64_t>(units)});
}

void SnapshotLoad::bill_fast_restore() {
  const auto& fast = *settings_.fast_restore;
  const double elapsed = run_.now() - created_;
  const double billed = fast.optimized ? elapsed : std::max(elapsed, fast.least_billed.count());
  const auto due = static_cast<std::uint64_t>(billed) * fast.zones;
  if (due == fast_restore_billed_) return;
  run_.journal.report(
      events::Billed{owner_name_, Meter::ebs_fast_restore_seconds, due - fast_restore_billed_});
  fast_restore_billed_ = due;
}

void SnapshotLoad::finish(const MetricSink& metrics) const {
  metrics(owner_ + ".snapshot_load.initialized_at", initialized_at());
  if (settings_.fast_restore) {
    const auto& fast = *settings_.fast_restore;
    metrics(owner_ + ".fast_restore.optimized_at",
            fast.optimized ? created_ : created_ + fast.optimization.count());
  }
}

}  // namespace garoa
