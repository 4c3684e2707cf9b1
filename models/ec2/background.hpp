// Other software on an instance: threads that always compute, and traffic with other machines.
//
// Modelled: so many endless computations of one core each; in each direction a demand of so many bits per
// second, spread evenly over connections, of which one carries at most what EC2 lets one flow carry. It
// competes with the application and uses up the same credits. It ends with the instance's stop (what is under
// way within at most a minute of its own speed) and begins again when the instance is back.
// Not modelled: hours of the day, volumes (a volume has a background of its own).
//
// Settings: background_settings.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/ec2/background_settings.hpp"
#include "models/service.hpp"
#include "sim/engine/physical_world.hpp"

namespace garoa {

class BackgroundLoad {
 public:
  /// `path` names the instance. `life` is the instance's.
  BackgroundLoad(const Run& run, PhysicalWorld& world, Endpoint instance, const BackgroundSettings& settings,
                 const std::string& path, const std::uint64_t& life);

  /// For the present life.
  void begin();

 private:
  [[nodiscard]] std::vector<Endpoint> peers(BitsPerSecond demand, const std::string& path);
  Process compute(std::uint64_t life);
  Process transfer(Endpoint from, Endpoint to, std::uint64_t bytes, std::uint64_t life);
  [[nodiscard]] double line(BitsPerSecond demand) const;

  const Run& run_;
  PhysicalWorld& world_;
  Endpoint instance_;
  BackgroundSettings settings_;
  const std::uint64_t& life_;
  std::vector<Endpoint> senders_;
  std::vector<Endpoint> receivers_;
};

}  // namespace garoa
