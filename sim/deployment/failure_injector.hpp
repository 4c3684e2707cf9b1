// The failures that a scenario declares, as they happen: at their time, or by chance.
//
// A failure hits whatever the deployment finds under its target and name (models/failing.hpp). A lost volume is more: what it
// took with it is restored, if a flow says how, one flow after the other.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/deployment/deployment.hpp"

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
  Task<> break_down(const FailureSettings& failure);
  Task<bool> lose_volume(const std::string& name, std::uint32_t number);
  [[nodiscard]] std::vector<NameId> flows_hit_by(const FailureSettings& failure) const;

  Deployment& deployment_;
  std::uint32_t losses_by_chance_ = 0;
  /// By volume: the losses during a recovery from an earlier one, if one is at work.
  std::map<std::string, std::optional<std::vector<std::uint32_t>>> losses_;
};

}  // namespace garoa
