// Asks every service for its levels and time-billed quantities, at regular instants and at the end.
#pragma once

#include "sim/deployment/deployment.hpp"

namespace garoa {

class Sampler {
 public:
  /// The deployment outlives it.
  explicit Sampler(Deployment& deployment);

  /// Seconds between samples: the shortest of the periods that CloudWatch's console offers (1, 5, 15 minutes, 1, 6 hours,
  /// 1 day, then whole days) by which a series has at most 2,880 points.
  [[nodiscard]] double interval() const { return interval_; }
  void begin();
  /// After the run: the last sample, then each service's own metrics.
  void finish(MetricSink& metrics);

 private:
  Process sample_regularly();
  void sample(double interval);

  Deployment& deployment_;
  double interval_;
  double sampled_until_ = 0;
};

}  // namespace garoa
