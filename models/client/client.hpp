// A group of equal clients on the internet, each with its own line.
//
// Modelled: uplink, downlink and one-way latency of each client; what one client sends at the same time
// shares its line, over one connection, which has at most EC2's limit of a single flow.
// Document k comes from client k mod count. Not modelled: protocol overhead, lost packets,
// different lines within a group.
//
// Settings: client_settings.hpp.
#pragma once

#include <string>
#include <vector>

#include "models/client/client_settings.hpp"
#include "models/service.hpp"
#include "sim/engine/physical_world.hpp"

namespace garoa {

class ClientGroup {
 public:
  /// `path` names the group, such as "flows.intake.clients".
  ClientGroup(const Run& run, PhysicalWorld& world, const ClientSettings& settings, const std::string& path,
              BitsPerSecond single_flow);

  [[nodiscard]] Endpoint of(std::uint64_t document) const { return endpoints_[document % endpoints_.size()]; }
  [[nodiscard]] NameId uplink() const { return uplink_; }
  [[nodiscard]] NameId downlink() const { return downlink_; }
  [[nodiscard]] NameId latency_name() const { return latency_name_; }
  [[nodiscard]] double latency() const { return latency_; }

 private:
  std::vector<Endpoint> endpoints_;
  NameId uplink_;
  NameId downlink_;
  NameId latency_name_;
  double latency_;
};

}  // namespace garoa
