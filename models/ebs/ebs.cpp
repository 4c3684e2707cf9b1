#include "models/ebs/ebs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {

EbsVolume::EbsVolume(const Run& run, EbsSettings settings, Ec2Instance& instance)
    : run_{run},
      settings_{std::move(settings)},
      instance_{instance},
      latency_stream_{run.stream(fmt::format("ebs.{}.latency", settings_.name))},
      iops_{run.simulator, settings_.iops},
      throughput_{run.simulator, settings_.throughput},
      bucket_{settings_.iops.maximum > 0         ? &iops_
              : settings_.throughput.maximum > 0 ? &throughput_
                                                 : nullptr} {
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("ebs.{}{}", settings_.name, part));
  };
  names_ = {name(""),
            name(".latency"),
            name(".iops"),
            name(".throughput"),
            run.journal.intern("AWS/EBS BurstBalance"),
            run.journal.intern("AWS/EBS VolumeQueueLength")};
  for (const auto& provision : settings_.provisions) provisions_.push_back({provision, {}});
  used_ = most_used_ = settings_.data.at_start.count();
  if (const auto& delivered = settings_.delivered) {
    const auto limit = [&](SharedResource& resource, const FairShare::Burst& provisioned) {
      const double otherwise = std::max(provisioned.base, provisioned.burst);
      return SlowStretches::Limit{resource, provisioned.base / delivered->share * delivered->slow, otherwise};
    };
    slow_stretches_.emplace(run, *delivered, limit(iops_, settings_.iops),
                            limit(throughput_, settings_.throughput), fmt::format("ebs.{}", settings_.name));
  }
  if (!settings_.from_snapshot) return;
  const auto& from = *settings_.from_snapshot;
  const auto path = fmt::format("ebs.{}", settings_.name);
  load_ = &loads_.emplace_back(run, from, path);
  if (from.first_read) first_read_.emplace(run, *from.first_read, from.block, *this, *load_, path);
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
  holds_initial_data_ = false;
  load_ = nullptr;
  ++life_;
}

void EbsVolume::replace() {
  lost_ = false;
  since_ = run_.now();
  overwritten_ = 0;
}

double EbsVolume::load(const FromSnapshot& snapshot) {
  if (!holds_initial_data_) used_ += settings_.data.at_start.count();
  most_used_ = std::max(most_used_, used_);
  holds_initial_data_ = true;
  load_ = &loads_.emplace_back(run_, snapshot, fmt::format("ebs.{}", settings_.name));
  return load_->initialized_at();
}

Task<> EbsVolume::touch(NameId flow, NameId phase, std::uint64_t bytes, std::uint64_t entity) {
  if (load_ != nullptr) co_await load_->touch(flow, phase, bytes, entity);
}

NameId EbsVolume::name_of(const SharedResource* resource) const {
  if (resource == &iops_) return names_.iops;
  if (resource == &throughput_) return names_.throughput;
  return resource == &instance_.ebs_iops() ? instance_.names().ebs_iops : instance_.names().ebs_bandwidth;
}

double EbsVolume::transfer_time(double bytes) const {
  return bytes / std::min(throughput_.fastest(), instance_.ebs_bandwidth().fastest());
}

double EbsVolume::most_operations(const IoPattern& io) const {
  return std::min({iops_.fastest(), throughput_.fastest() / static_cast<double>(io.charged.count()),
                   instance_.ebs_iops().fastest(),
                   instance_.ebs_bandwidth().fastest() / static_cast<double>(io.size.count())});
}

void EbsVolume::add_parts(JointUse& use, const Demand& demand, double operations_per_second) {
  // As far as its own rate goes, all parts of a use advance together.
  const auto rate = [&](double work) {
    return work > 0 ? operations_per_second * (work / demand.operations) : FairShare::no_cap;
  };
  use.add(iops_, demand.operations, operations_per_second);
  use.add(throughput_, demand.charged, rate(demand.charged));
  use.add(instance_.ebs_bandwidth(), demand.bytes, rate(demand.bytes));
  use.add(instance_.ebs_iops(), demand.operations, operations_per_second);
}

void EbsVolume::count(const Demand& demand) {
  done_.operations += demand.operations;
  done_.bytes += demand.bytes;
  done_.charged += demand.charged;
}

Task<> EbsVolume::transfer(NameId flow, NameId phase, std::uint64_t bytes, std::uint64_t entity,
                           std::uint32_t draw) {
  const double began = run_.now();
  const double size = static_cast<double>(bytes);
  const auto& io = settings_.io;
  const double operations = std::max(1.0, std::ceil(size / static_cast<double>(io.size.count())));
  const bool whole_units = io.charged > io.size;
  const Demand demand{operations, size,
                      whole_units ? operations * static_cast<double>(io.charged.count()) : size};
  const double latency = io.latency.quantile(latency_stream_.uniform(entity, draw));
  in_progress_.add(began, 1);

  JointUse use{run_.simulator};
  add_parts(use, demand, FairShare::no_cap);
  const double served = co_await use;
  const double rest = latency + transfer_time(size) - served;
  if (rest > 0) co_await run_.simulator.delay(rest);

  const double took = run_.now() - began;
  attribute(flow, phase, rest > 0 ? latency : 0, took, use);
  in_progress_.add(run_.now(), -1);
  latency_.add(took);
  count(demand);
}

/// What a limit held back waited for the limit alone: without its latency it would have waited as long.
void EbsVolume::attribute(NameId flow, NameId phase, double latency, double took, const JointUse& use) {
  if (latency > 0) run_.journal.report(events::Waited{run_.now(), flow, phase, names_.latency, latency});
  if (took > latency)
    run_.journal.report(events::Waited{run_.now(), flow, phase, name_of(use.binding()), took - latency});
}

Task<double> EbsVolume::operate(const IoPattern& io, double operations, double per_second) {
  const Demand demand{operations, operations * static_cast<double>(io.size.count()),
                      operations * static_cast<double>(io.charged.count())};
  JointUse use{run_.simulator};
  add_parts(use, demand, per_second);
  const double served = co_await use;
  count(demand);
  co_return served;
}

double EbsVolume::balance_percent() {
  const double full = std::max(settings_.iops.maximum, settings_.throughput.maximum);
  return bucket_ != nullptr ? 100 * bucket_->credits() / full : 100;
}

void EbsVolume::sample(double interval) {
  for (auto& provision : provisions_) {
    const auto units = provision.held.take(provision.settings.level, interval);
    if (units > 0) run_.journal.report(events::Billed{names_.self, provision.settings.meter, units});
  }
  for (auto& load : loads_) load.bill();
  if (bucket_ != nullptr) {
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
  latency_ = {};
  done_ = {};
  lowest_balance_ = balance_percent();
}

void EbsVolume::finish(const MetricSink& metrics) {
  const double seconds = std::max(run_.now() - measured_from_, 1e-9);
  const auto put = [&](const char* measure, double value) {
    metrics(fmt::format("ebs.{}.{}", settings_.name, measure), value);
  };
  put("iops.avg", done_.operations / seconds);
  put("throughput.avg", done_.bytes / seconds);
  put("utilization",
      std::max(done_.operations / settings_.iops.base, done_.charged / settings_.throughput.base) / seconds);
  put("queue_length.avg", in_progress_.average(run_.now()));
  put("queue_length.max", in_progress_.maximum());
  put("used_bytes.max", static_cast<double>(most_used_));
  put("annual_failure_rate", settings_.annual_failure_rate);
  if (latency_.count() > 0) {
    put("latency.mean", latency_.mean());
    put("latency.p50", latency_.quantile(0.5));
    put("latency.p95", latency_.quantile(0.95));
    put("latency.p99", latency_.quantile(0.99));
    put("latency.max", latency_.maximum());
  }
  if (!loads_.empty()) loads_.back().finish(metrics);
  if (first_read_) first_read_->finish(metrics);
  if (bucket_ == nullptr) return;
  const auto exhausted = bucket_->exhausted_at();
  if (exhausted && *exhausted >= measured_from_) lowest_balance_ = 0;
  put("burst_balance.min", lowest_balance_ / 100);
  if (exhausted) put("burst_balance.exhausted_at", *exhausted);
}

}  // namespace garoa
