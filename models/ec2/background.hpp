// Other software on an instance: threads that always compute, and traffic with other machines.
//
// Modelled: so many endless computations of one core each; in each direction a demand of so many bits per
// second, spread evenly over connections, of which one carries at most what EC2 lets one flow carry. It
// competes with the application and uses up the same credits. It ends with the instance's stop (what is under
// way within at most a minute of its own speed) and begins again when the instance is back.
// Not modelled: hours of the day, volumes (a volume has a background of its own).
//
// Figures: models/ec2/ec2.yaml.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/service.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/engine/physical_world.hpp"

namespace garoa {

enum class PlacementGroup { none, cluster };

template <>
struct EnumNames<PlacementGroup> {
  static constexpr std::string_view kind = "placement group";
  static constexpr std::array names{std::pair{std::string_view{"none"}, PlacementGroup::none},
                                    std::pair{std::string_view{"cluster"}, PlacementGroup::cluster}};
};

struct BackgroundSettings {
  std::uint32_t threads = 0;
  BitsPerSecond network_in;
  BitsPerSecond network_out;
  std::uint32_t connections = 1;
  BitsPerSecond single_flow;
};

/// `payload` is the share of the network's bits that are documents.
[[nodiscard]] BackgroundSettings read_background(Fields& fields, Figures& figures, double payload);

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
