// The volume that an instance boots from. It only costs: its I/O is not modelled, and nothing is kept on it.
//
// Where a scenario does not say, it is that of Amazon Linux's image, and the bill marks it as assumed. `type: none`: the image is on no
// EBS volume, or `ebs` has the volume already.
//
// Figures: models/ec2/ec2.yaml (default.root_volume.*).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"
#include "sim/journal/meters.hpp"

namespace garoa {

/// EBS boots from no st1 or sc1; of io1 and io2 the IOPS would have to be told: such a one stands under `ebs`.
enum class RootVolumeType { none, gp2, gp3 };

template <>
struct EnumNames<RootVolumeType> {
  static constexpr std::string_view kind = "type of a root volume";
  static constexpr std::array names{std::pair{std::string_view{"none"}, RootVolumeType::none},
                                    std::pair{std::string_view{"gp2"}, RootVolumeType::gp2},
                                    std::pair{std::string_view{"gp3"}, RootVolumeType::gp3}};
};

struct RootVolumeSettings {
  RootVolumeType type = RootVolumeType::none;
  Bytes size;
  bool assumed = false;  // neither type nor size was said

  [[nodiscard]] Meter meter() const {
    return type == RootVolumeType::gp2 ? Meter::ebs_gp2_byte_seconds : Meter::ebs_gp3_byte_seconds;
  }
  /// That is billed, B.
  [[nodiscard]] double billed_bytes() const {
    return type == RootVolumeType::none ? 0 : static_cast<double>(size.count());
  }
};

/// The resource that it is billed as, of the instance's: "ec2.app.root_volume".
[[nodiscard]] inline std::string root_volume_of(const std::string& instance) {
  return instance + ".root_volume";
}

[[nodiscard]] RootVolumeSettings read_root_volume(Fields& fields, Figures& figures);

}  // namespace garoa
