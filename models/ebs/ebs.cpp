#include "models/ebs/ebs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

Distribution read_latency(Figures& figures) {
  const double tail = figures.get<double>("latency.tail_share");
  const auto body = Distribution{Distribution::Lognormal{figures.get<Seconds>("latency.median").count(),
                                                         figures.get<double>("latency.sigma")},
                                 figures.get<Seconds>("latency.floor").count()};
  const Distribution slow{Distribution::Uniform{figures.get<Seconds>("latency.tail_low").count(),
                                                figures.get<Seconds>("latency.tail_high").count()}};
  if (!(tail > 0 && tail < 1)) return body;
  return Distribution::mixture({body, slow}, {1 - tail, tail});
}

double gibibytes(Bytes size) {
  return static_cast<double>(size.count()) / gibibyte;
}

void read_gp3(EbsSettings& s, Fields& fields, Figures& figures) {
  const auto included_iops = figures.get<std::uint64_t>("gp3.iops.included");
  const auto included = figures.get<BytesPerSecond>("gp3.throughput.included");
  s.iops = fields.optional<std::uint64_t>(
      "iops", "provisioned I/O operations per second (gp3)", included_iops,
      {included_iops, figures.get<std::uint64_t>("gp3.iops.max"), "gp3 allows"});
  s.throughput = fields.optional<BytesPerSecond>(
      "throughput", "provisioned throughput (gp3)", included,
      {included, figures.get<BytesPerSecond>("gp3.throughput.max"), "gp3 allows"});
  const auto per_gib = figures.get<double>("gp3.iops.per_gib");
  const double most_iops = std::max(static_cast<double>(included_iops), per_gib * gibibytes(s.size));
  if (s.size.count() > 0 && static_cast<double>(s.iops) > most_iops) {
    fields.error("iops", fmt::format("'{}.iops' is {}; gp3 allows {} per GiB, here {}", fields.path(), s.iops,
                                     per_gib, static_cast<std::uint64_t>(most_iops)));
  }
  const double per_iops = figures.get<BytesPerSecond>("gp3.throughput.per_iops").count();
  const double most = per_iops * static_cast<double>(s.iops);
  if (s.throughput.count() > most) {
    fields.error(
        "throughput",
        fmt::format("'{}.throughput' is {}; gp3 allows {} per provisioned IOPS, here {}", fields.path(),
                    format_quantity(s.throughput), format_quantity(BytesPerSecond{per_iops}),
                    format_quantity(BytesPerSecond{most})));
  }
  s.burst_iops = s.iops;
  s.billed_iops = s.iops - std::min(s.iops, included_iops);
  s.billed_throughput = s.throughput - included;
}

void read_gp2(EbsSettings& s, Fields& fields, Figures& figures) {
  for (const char* key : {"iops", "throughput"}) {
    if (fields.given(key))
      fields.error(key,
                   fmt::format("'{}.{}' cannot be set: gp2 derives it from its size", fields.path(), key));
  }
  (void)fields.maybe<std::uint64_t>("iops", "provisioned I/O operations per second (gp3)");
  (void)fields.maybe<BytesPerSecond>("throughput", "provisioned throughput (gp3)");
  const double base = std::clamp(figures.get<double>("gp2.iops.per_gib") * gibibytes(s.size),
                                 figures.get<double>("gp2.iops.min"), figures.get<double>("gp2.iops.max"));
  s.iops = static_cast<std::uint64_t>(base);
  s.burst_iops = std::max(s.iops, figures.get<std::uint64_t>("gp2.iops.burst"));
  s.credits = s.burst_iops > s.iops ? figures.get<double>("gp2.credits") : 0;
  const bool small = s.size <= figures.get<Bytes>("gp2.throughput.small_up_to");
  s.throughput = figures.get<BytesPerSecond>(small ? "gp2.throughput.small" : "gp2.throughput.large");
  fields.resolve("iops", fmt::format("{}", s.iops));
  fields.resolve("throughput", format_quantity(s.throughput));
}

FairShare::Burst iops_bucket(const EbsSettings& s) {
  return {static_cast<double>(s.iops), static_cast<double>(s.burst_iops), s.credits, s.credits};
}

}  // namespace

EbsSettings read_ebs(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("ebs");
  EbsSettings s;
  s.name = name;
  s.where = fields.where();
  s.attach = fields.reference("attach", "EC2 instance that the volume is attached to");
  s.type = fields.optional("type", "volume type", VolumeType::gp3);
  const bool gp3 = s.type == VolumeType::gp3;
  s.size = fields.required<Bytes>("size", "size of the volume",
                                  {figures.get<Bytes>(gp3 ? "gp3.size.min" : "gp2.size.min"),
                                   figures.get<Bytes>(gp3 ? "gp3.size.max" : "gp2.size.max"),
                                   fmt::format("{} allows", garoa::name_of(s.type))});
  if (gp3) {
    read_gp3(s, fields, figures);
  } else {
    read_gp2(s, fields, figures);
  }
  s.encrypted = fields.optional("encrypted", "encrypted at rest", false);
  s.customer_key = fields.optional("customer_key", "encrypted with a key of the customer's own", false);
  s.io_unit = figures.get<Bytes>("io_unit.ssd");
  s.latency = read_latency(figures);
  fields.maybe_section("from_snapshot", "the volume is made from a snapshot at the start",
                       [&](Fields& f) { s.from_snapshot = read_from_snapshot(f, catalogue, s.size); });
  return s;
}

EbsVolume::EbsVolume(const Run& run, EbsSettings settings, Ec2Instance& instance)
    : run_{run},
      settings_{std::move(settings)},
      instance_{instance},
      latency_stream_{run.stream(fmt::format("ebs.{}.latency", settings_.name))},
      iops_{run.simulator, iops_bucket(settings_)},
      throughput_{run.simulator, settings_.throughput.count()} {
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("ebs.{}{}", settings_.name, part));
  };
  names_ = {name(""),
            name(".latency"),
            name(".iops"),
            name(".throughput"),
            run.journal.intern("AWS/EBS BurstBalance"),
            run.journal.intern("AWS/EBS VolumeQueueLength")};
  if (!settings_.from_snapshot) return;
  const auto& from = *settings_.from_snapshot;
  const auto path = fmt::format("ebs.{}", settings_.name);
  used_ = from.size.count();
  snapshot_load_.emplace(run, from, path);
  if (from.first_read) first_read_.emplace(run, *from.first_read, from.block, *this, *snapshot_load_, path);
}

void EbsVolume::begin(NameId flow) {
  if (first_read_) first_read_->begin(flow);
}

bool EbsVolume::reserve(std::uint64_t bytes) {
  if (settings_.size.count() - used_ < bytes) return false;
  used_ += bytes;
  most_used_ = std::max(most_used_, used_);
  return true;
}

void EbsVolume::lose() {
  lost_ = true;
  used_ = 0;
  ++life_;
}

NameId EbsVolume::name_of(const SharedResource* resource) const {
  if (resource == &iops_) return names_.iops;
  if (resource == &throughput_) return names_.throughput;
  return resource == &instance_.ebs_iops() ? instance_.names().ebs_iops : instance_.names().ebs_bandwidth;
}

Task<> EbsVolume::transfer(NameId flow, NameId phase, std::uint64_t bytes, std::uint64_t entity,
                           std::uint32_t draw) {
  in_progress_.add(run_.now(), 1);
  const double latency = settings_.latency.quantile(latency_stream_.uniform(entity, draw));
  co_await run_.simulator.delay(latency);
  run_.journal.report(events::Waited{run_.now(), flow, phase, names_.latency, latency});
  const double size = static_cast<double>(bytes);
  const double operations = std::ceil(size / static_cast<double>(settings_.io_unit.count()));
  JointUse use{run_.simulator};
  use.add(iops_, operations);
  use.add(throughput_, size);
  use.add(instance_.ebs_bandwidth(), size);
  use.add(instance_.ebs_iops(), operations);
  const double served = co_await use;
  run_.journal.report(events::Waited{run_.now(), flow, phase, name_of(use.binding()), served});
  in_progress_.add(run_.now(), -1);
}

double EbsVolume::balance_percent() {
  return settings_.credits > 0 ? 100 * iops_.credits() / settings_.credits : 100;
}

void EbsVolume::bill(double interval) {
  const auto put = [&](Meter meter, TimeMeter& held, double level) {
    const auto units = held.take(level, interval);
    if (units > 0) run_.journal.report(events::Billed{names_.self, meter, units});
  };
  const bool gp3 = settings_.type == VolumeType::gp3;
  put(gp3 ? Meter::ebs_gp3_byte_seconds : Meter::ebs_gp2_byte_seconds, storage_,
      static_cast<double>(settings_.size.count()));
  if (!gp3) return;
  put(Meter::ebs_gp3_iops_seconds, extra_iops_, static_cast<double>(settings_.billed_iops));
  put(Meter::ebs_gp3_throughput_byte_seconds, extra_throughput_, settings_.billed_throughput.count());
}

void EbsVolume::sample(double interval) {
  bill(interval);
  if (snapshot_load_) snapshot_load_->bill();
  if (settings_.credits > 0) {
    const double balance = balance_percent();
    lowest_balance_ = std::min(lowest_balance_, balance);
    run_.journal.report(events::LevelSampled{run_.now(), names_.self, names_.balance_metric, balance});
  }
  run_.journal.report(
      events::LevelSampled{run_.now(), names_.self, names_.queue_metric, in_progress_.value()});
}

void EbsVolume::measure() {
  measured_from_ = run_.now();
  in_progress_.restart(run_.now());
  operations_at_measure_ = iops_.work_done();
  bytes_at_measure_ = throughput_.work_done();
  lowest_balance_ = balance_percent();
}

void EbsVolume::finish(const MetricSink& metrics) {
  const double seconds = std::max(run_.now() - measured_from_, 1e-9);
  const double iops = (iops_.work_done() - operations_at_measure_) / seconds;
  const double throughput = (throughput_.work_done() - bytes_at_measure_) / seconds;
  const auto put = [&](const char* measure, double value) {
    metrics(fmt::format("ebs.{}.{}", settings_.name, measure), value);
  };
  put("iops.avg", iops);
  put("throughput.avg", throughput);
  put("utilization",
      std::max(iops / static_cast<double>(settings_.iops), throughput / settings_.throughput.count()));
  put("queue_length.avg", in_progress_.average(run_.now()));
  put("queue_length.max", in_progress_.maximum());
  put("used_bytes.max", static_cast<double>(most_used_));
  if (settings_.credits > 0) put("burst_balance.min", lowest_balance_);
  if (snapshot_load_) snapshot_load_->finish(metrics);
  if (first_read_) first_read_->finish(metrics);
}

}  // namespace garoa
