// A group of equal clients on the internet, each with its own line.
//
// Modelled: uplink, downlink and one-way latency of each client; what one client sends at the same time
// shares its line, over one connection, which has at most EC2's limit of a single flow.
// Document k comes from client k mod count. Not modelled: protocol overhead, lost packets,
// different lines within a group.
//
// Of what transfers wait, that is the line's which its own others take: a transfer has at most the line's capacity over the number
// of transfers on it.
//
// Settings: client_settings.hpp.
#pragma once

#include <cstdint>
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
  /// A transfer on that document's line, while it lives.
  class Transfer;
  enum class Direction { up, down };
  [[nodiscard]] NameId uplink() const { return uplink_; }
  [[nodiscard]] NameId downlink() const { return downlink_; }
  [[nodiscard]] NameId latency_name() const { return latency_name_; }
  [[nodiscard]] double latency() const { return latency_; }

 private:
  /// One direction of a line.
  struct Line {
    std::uint32_t transfers = 0;
    double share = 0;  // integral over time of 1 / transfers, while there are any
    double since = 0;
  };
  [[nodiscard]] Line& line_of(std::uint64_t document, Direction direction) {
    return (direction == Direction::up ? up_ : down_)[document % endpoints_.size()];
  }
  void change(Line& line, std::int32_t transfers) const;

  const Run& run_;
  std::vector<Endpoint> endpoints_;
  std::vector<Line> up_;
  std::vector<Line> down_;
  NameId uplink_;
  NameId downlink_;
  NameId latency_name_;
  double latency_;
};

class ClientGroup::Transfer {
 public:
  Transfer(ClientGroup& group, std::uint64_t document, Direction direction)
      : group_{group}, line_{group.line_of(document, direction)} {
    group_.change(line_, 1);
    share_before_ = line_.share;
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() { group_.change(line_, -1); }

  /// Seconds until now that the line's other transfers took, of a transfer that alone has `share` of the line.
  [[nodiscard]] double held_back(double began, double share);

 private:
  ClientGroup& group_;
  Line& line_;
  double share_before_;
};

}  // namespace garoa
