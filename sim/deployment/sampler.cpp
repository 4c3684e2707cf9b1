#include "sim/deployment/sampler.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace garoa {
namespace {

double interval_for(double duration) {
  constexpr std::array periods{60.0, 300.0, 900.0, 3600.0, 21600.0, 86400.0};
  constexpr double most_points = 2880;
  const auto fits = [&](double period) { return duration <= period * most_points; };
  const auto* const found = std::find_if(periods.begin(), periods.end(), fits);
  return found != periods.end() ? *found
                                : periods.back() * std::ceil(duration / (periods.back() * most_points));
}

}  // namespace

Sampler::Sampler(Deployment& deployment)
    : deployment_{deployment}, interval_{interval_for(deployment.scenario().duration.count())} {}

void Sampler::begin() {
  deployment_.simulator().start(sample_regularly());
}

void Sampler::sample(double interval) {
  for (auto* const service : deployment_.services()) service->sample(interval);
  sampled_until_ = deployment_.run().now();
}

Process Sampler::sample_regularly() {
  for (std::uint64_t tick = 1;; ++tick) {
    co_await deployment_.simulator().wait_until(static_cast<double>(tick) * interval_);
    sample(interval_);
    const double now = deployment_.run().now();
    deployment_.run().journal.report(events::Sampled{now});
    const double half = deployment_.scenario().duration.count() / 2;
    if (now <= half && half < now + interval_) deployment_.run().journal.report(events::Halfway{now});
  }
}

void Sampler::finish(MetricSink& metrics) {
  const double now = deployment_.run().now();
  if (now > sampled_until_) sample(now - sampled_until_);
  deployment_.run().journal.report(events::Sampled{now, true});
  for (auto* const service : deployment_.services()) service->finish(metrics);
  deployment_.run().journal.report(events::RunFinished{now});
}

}  // namespace garoa
