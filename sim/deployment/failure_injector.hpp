// The failures that a scenario declares, as they happen: at their time, or by chance.
//
// A failure hits whatever the deployment finds under its target and name (models/failing.hpp). A lost volume is more: what it
// took with it is restored, if a flow says how, one flow after the other. An outage of a zone need not be waited for: where a flow
// moves, somebody notices, another instance starts elsewhere, and the volume in the zone is given up as if it were lost.
// Not modelled: the old volume when the zone is back, a zone that has no capacity left for all who come.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/deployment/deployment.hpp"
#include "sim/engine/wait_group.hpp"

namespace garoa {

class FailureInjector {
 public:
  /// The deployment outlives it.
  explicit FailureInjector(Deployment& deployment) : deployment_{deployment} {}
  void begin();

 private:
  Process inject(std::uint32_t failure);
  Process lose_by_chance(std::uint32_t failure);
  /// `number` tells this failure from others.
  Task<> strike(const FailureSettings& failure, std::uint32_t number);
  /// For its time, and until what was repaired works.
  Task<> break_down(const FailureSettings& failure, std::uint32_t number);
  Process repair_all(const FailureSettings& failure, std::vector<Failing*> hit,
                     std::shared_ptr<WaitGroup> over);
  /// An outage of a zone, while instances move out of it.
  struct Outage {
    double began;
    double lasts;
    std::uint32_t number;
    std::size_t moved = 0;
  };
  void move_out(const FailureSettings& failure, Outage& outage, WaitGroup& moves);
  Process move(Ec2Instance& instance, Flow::Move move, Outage& outage, WaitGroup& moves);
  Task<bool> lose_volume(std::string name, std::uint32_t number, std::optional<Restore::Noticed> noticed);
  /// Those of the flows that use a volume, side by side.
  struct Recoveries {
    std::string volume;
    std::optional<Restore::Noticed> noticed;
    WaitGroup at_work;
    bool some = false;  // of them did something
  };
  Process recover(Flow& flow, Recoveries& recoveries);
  [[nodiscard]] std::vector<NameId> flows_hit_by(const FailureSettings& failure) const;

  Deployment& deployment_;
  std::uint32_t losses_by_chance_ = 0;
  /// By volume: the losses during a recovery from an earlier one, if one is at work.
  std::map<std::string, std::optional<std::vector<std::uint32_t>>> losses_;
};

}  // namespace garoa
