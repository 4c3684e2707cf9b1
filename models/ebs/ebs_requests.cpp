// How a volume serves the requests of flows, of backups and of other software.
#include <algorithm>
#include <cmath>

#include "models/ebs/ebs.hpp"

namespace garoa {

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

void EbsVolume::add_to_queue(double requests) {
  in_progress_.add(requests);
  queue_.add(run_.now(), requests);
}

void EbsVolume::count(const Demand& demand, double reads) {
  traffic_.read_operations += reads * demand.operations;
  traffic_.write_operations += (1 - reads) * demand.operations;
  traffic_.read_bytes += reads * demand.bytes;
  traffic_.write_bytes += (1 - reads) * demand.bytes;
  operations_.add(static_cast<std::uint64_t>(demand.operations));
  bytes_.add(static_cast<std::uint64_t>(demand.bytes));
  charged_.add(static_cast<std::uint64_t>(demand.charged));
}

EbsVolume::Demand EbsVolume::demand_of(const Request& request) {
  const double size = static_cast<double>(request.bytes);
  const auto& io = settings_.io;
  const double operations = std::max(1.0, std::ceil(size / static_cast<double>(io.size.count())));
  const bool whole_units = io.charged > io.size;
  Demand demand{operations, size, whole_units ? operations * static_cast<double>(io.charged.count()) : size};
  if (request.journal_ios > 0) {
    demand.operations += journal_ios_;
    demand.charged += journal_ios_ * settings_.journal.charged;
    journal_ios_ = 0;
  }
  return demand;
}

Task<> EbsVolume::transfer(Request request) {
  const double began = run_.now();
  const auto demand = demand_of(request);
  const double luck = latency_stream_.uniform(request.entity, request.purpose);
  const double one = settings_.io.latency.quantile(luck);
  const auto& own = settings_.journal.latency;
  const double journal = request.journal_ios * (own ? own->quantile(luck) : one);
  add_to_queue(1);

  JointUse use{run_.simulator};
  add_parts(use, demand, FairShare::no_cap);
  const double served = co_await use;
  const bool leads =
      request.journal_ios > 0 && journal_.idle() && !is_crowded(use, served, one * demand.operations);
  if (leads) journal_.begin();
  const double latency = leads ? one + journal : one;
  const double rest = latency + transfer_time(static_cast<double>(request.bytes)) - served;
  if (rest > 0) co_await run_.simulator.delay(rest);

  attribute(
      request.flow, request.phase,
      {.seconds = run_.now() - began, .latency = rest > 0 ? latency : 0, .queueing = std::max(-rest, 0.0)},
      use);
  if (leads) {
    journal_ios_ += request.journal_ios;
    journal_held_by_ = names_.journal;
    journal_.end();
  } else if (request.journal_ios > 0) {
    co_await commit(request, journal);
  }
  add_to_queue(-1);
  latency_.add(run_.now() - began);
  count(demand, request.reads);
}

/// Do operations wait for the limits of them?
bool EbsVolume::is_crowded(const JointUse& use, double served, double latencies) const {
  const bool of_operations = use.binding() == &iops_ || use.binding() == &instance_.ebs_iops();
  return of_operations && served > latencies;
}

Task<> EbsVolume::commit(Request request, double latency) {
  const double asked = run_.now();
  auto next = journal_.next();
  const bool leads = co_await next;
  const double began = run_.now();
  if (began > asked)
    run_.journal.report(
        events::Waited{began, request.flow, request.phase, journal_held_by_, began - asked, began - asked});
  if (!leads) co_return;
  const double ios = request.journal_ios;
  const Demand demand{ios, 0, ios * settings_.journal.charged};
  JointUse use{run_.simulator};
  add_parts(use, demand, FairShare::no_cap);
  const double served = co_await use;
  const double rest = latency - served;
  if (rest > 0) co_await run_.simulator.delay(rest);
  attribute(
      request.flow, request.phase,
      {.seconds = run_.now() - began, .latency = rest > 0 ? latency : 0, .queueing = std::max(-rest, 0.0)},
      use);
  journal_held_by_ = rest > 0 ? names_.journal : name_of(use.binding());
  journal_.end();
  count(demand, 0);
}

/// What a limit held back waited for the limit alone: without its latency it would have waited as long.
void EbsVolume::attribute(NameId flow, NameId phase, const Spent& spent, const JointUse& use) {
  if (spent.latency > 0)
    run_.journal.report(events::Waited{run_.now(), flow, phase, names_.latency, spent.latency, 0});
  if (spent.seconds > spent.latency) {
    run_.journal.report(events::Waited{run_.now(), flow, phase, name_of(use.binding()),
                                       spent.seconds - spent.latency, spent.queueing});
  }
}

Task<double> EbsVolume::operate(const IoPattern& io, double operations, double reads, double per_second) {
  const Demand demand{operations, operations * static_cast<double>(io.size.count()),
                      operations * static_cast<double>(io.charged.count())};
  JointUse use{run_.simulator};
  add_parts(use, demand, per_second);
  const double served = co_await use;
  count(demand, reads);
  co_return served;
}

}  // namespace garoa
