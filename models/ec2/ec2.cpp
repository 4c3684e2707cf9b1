#include "models/ec2/ec2.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {
namespace {

constexpr double burst_seconds = 30 * 60;

/// Bucket = 30 minutes of (max - base), full at the start of the run.
FairShare::Burst bucket(double base, double max) {
  const double credits = burst_seconds * (max - base);
  return {base, max, credits, credits};
}

InstanceType read_type(Fields& fields, Catalogue& catalogue) {
  const auto name = fields.required<std::string>("type", "instance type, such as m6i.large");
  if (name.empty()) return {};
  auto type = find_instance_type(catalogue, name);
  if (!type) {
    const auto names = instance_type_names(catalogue);
    fields.error("type", fmt::format("'{}' is not an instance type of the catalogue{}", name,
                                     did_you_mean(name, {names.begin(), names.end()})));
    return {};
  }
  if (!type->ebs)
    fields.error("type", fmt::format("'{}' has no published EBS limits; choose another type", name));
  return *type;
}

EndpointSpec endpoint_of(const Ec2Settings& settings) {
  return {fmt::format("ec2.{}", settings.name), settings.type.network_base, settings.type.network_base,
          settings.network_latency, static_cast<int>(settings.type.vcpus)};
}

}  // namespace

Ec2Settings read_ec2(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("ec2");
  Ec2Settings s;
  s.name = name;
  s.where = fields.where();
  s.type = read_type(fields, catalogue);
  s.workers =
      fields.optional<std::uint64_t>("workers", "requests that the application serves at once",
                                     figures.get<std::uint64_t>("default.workers"), {1, 1'000'000, ""});
  s.accept_queue = fields.optional<std::uint64_t>(
      "accept_queue", "requests that may wait for a worker; more are turned away",
      figures.get<std::uint64_t>("default.accept_queue"), {0, 10'000'000, ""});
  const Range<Seconds> demand{Seconds{0}, 1_h, ""};
  s.cpu_per_upload = fields.optional("cpu_per_upload", "time of one core for each upload",
                                     figures.get<Seconds>("default.cpu_per_upload"), demand);
  s.cpu_per_mb = fields.optional("cpu_per_mb", "time of one core for each 1,000,000 bytes uploaded",
                                 figures.get<Seconds>("default.cpu_per_mb"), demand);
  s.cpu_per_download = fields.optional("cpu_per_download", "time of one core for each download",
                                       figures.get<Seconds>("default.cpu_per_download"), demand);
  s.start_time = fields.optional("start_time", "from a start of the instance until the application serves",
                                 figures.get<Seconds>("default.start_time"), demand);
  s.network_latency = figures.get<Seconds>("network.latency");
  return s;
}

Ec2Instance::Ec2Instance(const Run& run, PhysicalWorld& world, Ec2Settings settings)
    : run_{run},
      world_{world},
      settings_{std::move(settings)},
      endpoint_{world.add_endpoint(endpoint_of(settings_))},
      workers_{run.simulator, settings_.workers, settings_.accept_queue},
      ebs_bandwidth_{run.simulator, bucket(to_bytes_per_second(settings_.type.ebs->base).count(),
                                           to_bytes_per_second(settings_.type.ebs->max).count())},
      ebs_iops_{run.simulator, bucket(settings_.type.ebs->base_iops, settings_.type.ebs->max_iops)} {
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("ec2.{}{}", settings_.name, part));
  };
  names_ = {name(""),
            name(".cpu"),
            name(".workers"),
            name(".network_in"),
            name(".network_out"),
            name(".ebs_bandwidth"),
            name(".ebs_iops")};
  cpu_metric_ = run.journal.intern("AWS/EC2 CPUUtilization");
}

double Ec2Instance::upload_demand(std::uint64_t bytes) const {
  return settings_.cpu_per_upload.count() + settings_.cpu_per_mb.count() * static_cast<double>(bytes) / 1e6;
}

Ec2Instance::Used Ec2Instance::used() const {
  return {world_.computed(endpoint_), world_.received(endpoint_), world_.sent(endpoint_)};
}

void Ec2Instance::stop() {
  if (state_ == State::stopped) return;
  bill();
  state_ = State::stopped;
  ++epoch_;
}

void Ec2Instance::start() {
  if (state_ != State::stopped) return;
  bill();
  state_ = State::booting;
  run_.simulator.start(boot(epoch_));
}

Process Ec2Instance::boot(std::uint64_t epoch) {
  co_await run_.simulator.delay(settings_.start_time.count());
  if (epoch != epoch_) co_return;  // stopped again
  state_ = State::running;
  ebs_bandwidth_.refill();
  ebs_iops_.refill();
}

/// The time since the last call, at the state that held until now.
void Ec2Instance::bill() {
  const auto units = seconds_.take(state_ == State::stopped ? 0 : 1, run_.now() - billed_until_);
  billed_until_ = run_.now();
  if (units > 0) run_.journal.report(events::Billed{names_.self, Meter::ec2_instance_seconds, units});
}

void Ec2Instance::sample(double interval) {
  bill();
  const auto now = used();
  if (interval > 0) {
    const double share = (now.cpu_seconds - at_sample_.cpu_seconds) / (interval * settings_.type.vcpus);
    run_.journal.report(events::LevelSampled{run_.now(), names_.self, cpu_metric_, 100 * share});
  }
  at_sample_ = now;
}

void Ec2Instance::measure() {
  measured_from_ = run_.now();
  at_measure_ = used();
  workers_.busy_level().restart(run_.now());
  workers_.waiting_level().restart(run_.now());
}

void Ec2Instance::finish(const MetricSink& metrics) {
  const double seconds = std::max(run_.now() - measured_from_, 1e-9);
  const double bandwidth = to_bytes_per_second(settings_.type.network_base).count() * seconds;
  const auto end = used();
  const auto put = [&](const char* measure, double value) {
    metrics(fmt::format("ec2.{}.{}", settings_.name, measure), value);
  };
  put("cpu.utilization", (end.cpu_seconds - at_measure_.cpu_seconds) / (seconds * settings_.type.vcpus));
  put("network_in.utilization", (end.bytes_in - at_measure_.bytes_in) / bandwidth);
  put("network_out.utilization", (end.bytes_out - at_measure_.bytes_out) / bandwidth);
  put("workers.busy.avg", workers_.busy_level().average(run_.now()));
  put("workers.busy.max", workers_.busy_level().maximum());
  put("accept_queue.max", workers_.waiting_level().maximum());
}

}  // namespace garoa
