// Asks every service for its levels and time-billed quantities, at regular instants and at the end.
#pragma once

#include "sim/deployment/deployment.hpp"

namespace garoa {

class Sampler {
 public:
  /// The deployment outlives it.
  explicit Sampler(Deployment& deployment);

  /// Seconds between samples: CloudWatch's shortest usual period, stretched so that a series has at most 2,000 points.
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
