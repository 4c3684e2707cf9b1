#include "models/ec2/ec2.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {
namespace {

/// Full at the start of the run.
FairShare::Burst bucket(double base, double max, Seconds burst) {
  const double credits = burst.count() * (max - base);
  return {base, max, credits, credits};
}

EndpointSpec endpoint_of(const Ec2Settings& settings) {
  return {fmt::format("ec2.{}", settings.name),
          settings.network.peak,
          settings.network.peak,
          settings.network_latency,
          static_cast<int>(settings.type.vcpus),
          settings.cpu_credits ? settings.cpu_credits->baseline() : 1};
}

}  // namespace

Ec2Instance::Ec2Instance(const Run& run, PhysicalWorld& world, Ec2Settings settings)
    : run_{run},
      world_{world},
      settings_{std::move(settings)},
      endpoint_{world.add_endpoint(endpoint_of(settings_))},
      network_{run, world, endpoint_, settings_.network},
      internet_{run.simulator, settings_.network},
      background_{run, world, endpoint_, settings_.background, fmt::format("ec2.{}", settings_.name), life_},
      connections_{run.simulator, settings_.connections, settings_.backlog, run.warmup},
      workers_{run.simulator, settings_.workers, settings_.accept_queue, run.warmup},
      ebs_bandwidth_{run.simulator,
                     bucket(to_bytes_per_second(settings_.ebs.base).count(),
                            to_bytes_per_second(settings_.ebs.max).count(), settings_.ebs_burst)},
      ebs_iops_{run.simulator, bucket(settings_.ebs.base_iops, settings_.ebs.max_iops, settings_.ebs_burst)},
      root_volume_{run, settings_.root_volume, fmt::format("ec2.{}", settings_.name)},
      cpu_seconds_{run, [this] { return world_.computed(endpoint_); }},
      bytes_in_{run, [this] { return world_.received(endpoint_); }},
      bytes_out_{run, [this] { return world_.sent(endpoint_); }},
      peaks_{{run, [this] { return world_.computed(endpoint_); }},
             {run, [this] { return world_.received(endpoint_); }},
             {run, [this] { return world_.sent(endpoint_); }},
             {run, [this] { return workers_.busy_level().integral(run_.now()); }}} {
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("ec2.{}{}", settings_.name, part));
  };
  names_ = {name(""),
            name(".cpu"),
            name(".connections"),
            name(".workers"),
            name(".network_in"),
            name(".network_out"),
            name(".internet_in"),
            name(".internet_out"),
            name(".ebs_bandwidth"),
            name(".ebs_iops")};
  series_ = {run.journal.intern("AWS/EC2 CPUUtilization"), run.journal.intern("AWS/EC2 NetworkIn"),
             run.journal.intern("AWS/EC2 NetworkOut")};
  if (settings_.cpu_credits) cpu_credits_.emplace(run, world, endpoint_, *settings_.cpu_credits, names_.self);
  if (run.journal.heard<events::WorkersChanged>()) {
    workers_.on_change([this] {
      run_.journal.report(
          events::WorkersChanged{run_.now(), names_.self, workers_.busy(), workers_.waiting()});
    });
  }
  background_.begin();
}

double Ec2Instance::upload_demand(std::uint64_t bytes) const {
  return core_time(settings_.cpu_per_upload.count() +
                   settings_.cpu_per_mb.count() * static_cast<double>(bytes) / 1e6);
}

Ec2Instance::Used Ec2Instance::used() const {
  return {world_.computed(endpoint_), world_.received(endpoint_), world_.sent(endpoint_)};
}

void Ec2Instance::stop() {
  if (state_ == State::stopped) return;
  bill();
  state_ = State::stopped;
  ++life_;
  network_.stop();
  if (cpu_credits_) cpu_credits_->stop();
}

void Ec2Instance::start() {
  if (state_ != State::stopped) return;
  begin_boot();
  run_.simulator.start(boot(life_));
}

void Ec2Instance::move() {
  if (state_ != State::stopped) return;
  moved_ = true;
  begin_boot();
}

void Ec2Instance::serve() {
  if (!moved_ || state_ != State::booting) return;
  state_ = State::running;
  background_.begin();
}

void Ec2Instance::begin_boot() {
  bill();
  billed_at_least_until_ = run_.now() + settings_.billed_minimum.count();
  state_ = State::booting;
  network_.start();
  ebs_bandwidth_.refill();
  ebs_iops_.refill();
  if (cpu_credits_) cpu_credits_->start();
}

void Ec2Instance::begin_failure(const FailureSettings& failure) {
  if (moved_ && failure.target == FailureTarget::zone) {
    ++ignored_;
    return;
  }
  if (++failures_ > 1) return;
  stop();
  for (const auto& told : told_of_stop_) told();
}

double Ec2Instance::end_failure(const FailureSettings& failure) {
  if (failure.target == FailureTarget::zone && ignored_ > 0) {
    --ignored_;
    return 0;
  }
  if (--failures_ > 0 || state_ != State::stopped) return 0;
  start();
  return settings_.start_time.count();
}

Process Ec2Instance::boot(std::uint64_t life) {
  co_await run_.simulator.delay(settings_.start_time.count());
  if (life != life_) co_return;  // stopped again
  state_ = State::running;
  background_.begin();
}

/// The time since the last call, at the state that held until now; after a start at least the minimum.
void Ec2Instance::bill() {
  const double until = state_ == State::stopped ? std::min(run_.now(), billed_at_least_until_) : run_.now();
  const double seconds = std::max(until - billed_until_, 0.0);
  billed_until_ = run_.now();
  const auto units = seconds_.take(1, seconds);
  if (units == 0) return;
  run_.journal.report(events::Billed{names_.self, Meter::ec2_instance_seconds, units});
  if (settings_.public_ipv4 && settings_.count == 1)
    run_.journal.report(events::Billed{names_.self, Meter::public_ipv4_seconds, units});
}

void Ec2Instance::sample(double interval) {
  bill();
  root_volume_.bill(interval);
  const auto now = used();
  const auto level = [&](NameId metric, double value) {
    run_.journal.report(events::LevelSampled{run_.now(), names_.self, metric, value});
  };
  if (interval > 0) {
    const double share = (now.cpu_seconds - at_sample_.cpu_seconds) / (interval * settings_.type.vcpus);
    level(series_.cpu, 100 * share);
    level(series_.network_in, now.bytes_in - at_sample_.bytes_in);
    level(series_.network_out, now.bytes_out - at_sample_.bytes_out);
  }
  at_sample_ = now;
  if (cpu_credits_) cpu_credits_->sample();
}

void Ec2Instance::tell_peak_hour(const MetricsOf& own) const {
  const double base = to_bytes_per_second(settings_.network.base).count();
  const auto tell = [&](const char* name, const PeakHour& peak, double all) {
    if (const auto rate = peak.rate()) own.add(name, *rate / all, peak.hours());
  };
  tell("cpu.peak_hour", peaks_.cpu, settings_.type.vcpus);
  tell("network_in.peak_hour", peaks_.in, base);
  tell("network_out.peak_hour", peaks_.out, base);
  tell("workers.peak_hour", peaks_.workers, static_cast<double>(settings_.workers));
}

void Ec2Instance::finish(MetricSink& metrics) {
  const double seconds = run_.measured_seconds();
  const double base = to_bytes_per_second(settings_.network.base).count();
  const double in = bytes_in_.value() / seconds;
  const double out = bytes_out_.value() / seconds;
  const MetricsOf own{metrics, fmt::format("ec2.{}", settings_.name)};
  own.add("cpu.utilization", cpu_seconds_.value() / (seconds * settings_.type.vcpus));
  own.add("network_in.utilization", in / base);
  own.add("network_out.utilization", out / base);
  own.add("network_in.throughput.avg", in);
  own.add("network_out.throughput.avg", out);
  own.add("workers.busy.avg", workers_.busy_level().average(run_.now()));
  own.add("workers.busy.max", workers_.busy_level().maximum());
  own.add("accept_queue.max", workers_.waiting_level().maximum());
  own.add("connections.max", connections_.busy_level().maximum());
  own.add("backlog.max", connections_.waiting_level().maximum());
  tell_peak_hour(own);
  network_.finish(own);
  if (cpu_credits_) cpu_credits_->finish(own);
}

}  // namespace garoa
