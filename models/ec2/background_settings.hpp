// What a scenario says about other software on an instance.
//
// Shape: nothing unless given. Figures: models/ec2/ec2.yaml.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

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

}  // namespace garoa
