#include "models/ec2/network_credits.hpp"

#include <algorithm>

namespace garoa {

NetworkCredits::NetworkCredits(const Run& run, PhysicalWorld& world, Endpoint instance,
                               const NetworkSettings& settings)
    : world_{world}, instance_{instance}, settings_{settings} {
  if (!settings.bursts()) return;
  const auto changed = [this](bool) { apply(); };
  in_.emplace(
      run.simulator, terms(run.warmup), [this] { return world_.received(instance_); }, changed);
  out_.emplace(
      run.simulator, terms(run.warmup), [this] { return world_.sent(instance_); }, changed);
}

Allowance::Terms NetworkCredits::terms(double measured_from) const {
  Allowance::Terms terms;
  terms.base = to_bytes_per_second(settings_.base).count();
  terms.peak = to_bytes_per_second(settings_.peak).count();
  terms.maximum = settings_.bucket;
  terms.initial = settings_.bucket;
  terms.measured_from = measured_from;
  return terms;
}

void NetworkCredits::apply() {
  const auto bandwidth = [&](const Allowance& allowance) {
    return allowance.exhausted() ? settings_.base : settings_.peak;
  };
  world_.set_bandwidth(instance_, bandwidth(*out_), bandwidth(*in_));
}

void NetworkCredits::stop() {
  for (auto* const allowance : {&in_, &out_}) {
    if (*allowance) (*allowance)->pause();
  }
}

void NetworkCredits::start() {
  for (auto* const allowance : {&in_, &out_}) {
    if (*allowance) (*allowance)->restart(settings_.bucket);
  }
}

void NetworkCredits::finish(const MetricsOf& metrics) {
  if (!settings_.bursts()) return;
  finish(metrics, "network_in", *in_);
  finish(metrics, "network_out", *out_);
}

void NetworkCredits::finish(const MetricsOf& metrics, const std::string& direction,
                            Allowance& allowance) const {
  metrics.add(direction + ".credits.min", std::max(0.0, allowance.lowest()) / settings_.bucket);
  if (allowance.first_exhausted()) metrics.add(direction + ".exhausted_at", *allowance.first_exhausted());
  metrics.add(direction + ".throttled_time", allowance.exhausted_seconds());
}

}  // namespace garoa
