// What a scenario says about a group of clients.
//
// Shape: count 1 to 1000 (each is a host of the network model). Figures: models/client/client.yaml.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct ClientSettings {
  std::uint32_t count = 1;
  BitsPerSecond uplink;
  BitsPerSecond downlink;
  Seconds latency;
  std::optional<Seconds> timeout = {};  // none: they wait as long as it takes
};

[[nodiscard]] ClientSettings read_clients(Fields& fields, Catalogue& catalogue);
/// The same section of clients without lines of their own: their time-out alone.
[[nodiscard]] std::optional<Seconds> read_client_timeout(Fields& fields);

}  // namespace garoa
