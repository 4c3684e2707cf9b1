// What spreads the uploads of a flow over the equal instances of its application.
//
//   ec2: { app: { type: m6i.large, count: 3, balancer: least-outstanding, zones: [a, b] } }
//
// Modelled, as an Application Load Balancer does: `round-robin` takes the targets in turn, `least-outstanding` the one
// with the fewest open requests of the flow (the next in turn among equals). A target that does not serve still gets its
// share until `unhealthy` health checks in a row have failed, each `interval` apart and noticed after `timeout`; it gets
// requests again after `healthy` checks in a row. Checks of a target begin at a random phase. While no target is healthy,
// all are used. A request goes to another target only when the client sends it anew.
// It bills its hours and its load in LCUs, of which the largest of new connections (one a request), connections open at
// once and bytes decides, averaged from sample to sample.
// Not modelled: the balancer's own latency and limits, the rules that an LCU counts too (ten are free), zones of the
// balancer, sticky sessions, slow start.
//
// Costs nothing per second: a target is watched from its stop until it is in service again.
// Source: ELB user guide, target groups; ELB pricing. Figures: models/ec2/ec2.yaml.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/ec2/ec2.hpp"
#include "models/service.hpp"
#include "sim/core/statistics.hpp"

namespace garoa {

class Balancer final : public Service {
 public:
  /// `path` names it, such as "flows.intake.balancer". At least one target, all with the same settings.
  Balancer(const Run& run, const std::string& path, const std::vector<Ec2Instance*>& targets);

  /// The target of a new request, which is open until done().
  std::size_t choose();
  void done(std::size_t target) {
    --targets_[target].open;
    open_.add(run_.now(), -1);
  }
  /// A request that only this target can serve is open while this lives.
  class Visit {
   public:
    Visit(Balancer& balancer, std::size_t target) : balancer_{balancer}, target_{target} {
      balancer_.open(target_);
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    ~Visit() { balancer_.done(target_); }

   private:
    Balancer& balancer_;
    std::size_t target_;
  };
  /// So many bytes have passed, either way.
  void carried(std::uint64_t bytes) { bytes_ += bytes; }
  /// The target has stopped serving.
  void stopped(std::size_t target);
  [[nodiscard]] bool healthy(std::size_t target) const { return targets_[target].healthy; }

  void sample(double interval) override;

 private:
  struct Target {
    const Ec2Instance* instance;
    double phase;  // of its health checks
    std::uint64_t open = 0;
    bool healthy = true;
    bool watched = false;
  };
  void open(std::size_t target);
  /// From a stop until it is in service again.
  Process watch(std::size_t target);
  [[nodiscard]] double next_check(const Target& target) const;

  const Run& run_;
  NameId name_;
  BalancerSettings settings_;
  std::vector<Target> targets_;
  std::size_t next_ = 0;
  std::uint64_t connections_ = 0;  // since the last sample, as the bytes
  std::uint64_t bytes_ = 0;
  TimeWeighted open_;
  double open_seconds_ = 0;  // up to the last sample
  TimeMeter hours_;
  TimeMeter load_;
  TimeMeter addresses_;
};

}  // namespace garoa
