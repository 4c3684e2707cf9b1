// The sizes of EC2 instances: processors, memory, and the limits of their network and of their path to EBS.
//
//   network    bits per second and direction: the base holds for ever, the burst while network credits last.
//              Equal for large sizes. The bucket of these credits, in bytes of documents above the base, is
//              known for few types.
//   EBS        the base holds for ever; the maximum is sustained for at least 30 minutes once in 24 hours
//              (EC2 user guide, 2023-05). Bandwidth is reads and writes together, IOPS are of 16 KiB.
//              T2 has no published limits: its volumes share the network's line, and have its limits here.
//   credits    the T families: a credit is one vCPU at full speed for one minute.
// How fast a core is: ec2_settings.hpp. Not modelled: instance storage, accelerators, placement, bare metal.
//
// Figures: models/catalog/ec2/<family>.yaml, one file a family so that a run reads only the one it needs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/catalog/cpu_architecture.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

struct EbsLimits {
  BitsPerSecond base;
  BitsPerSecond max;
  std::uint32_t base_iops = 0;
  std::uint32_t max_iops = 0;
  [[nodiscard]] bool bursts() const { return base < max || base_iops < max_iops; }
};

enum class CreditMode { standard, unlimited };

template <>
struct EnumNames<CreditMode> {
  static constexpr std::string_view kind = "credit mode";
  static constexpr std::array names{std::pair{std::string_view{"standard"}, CreditMode::standard},
                                    std::pair{std::string_view{"unlimited"}, CreditMode::unlimited}};
};

struct CpuCredits {
  double per_hour = 0;  // earned
  double maximum = 0;
  double launch = 0;  // given at every launch and start
  CreditMode mode = CreditMode::standard;
  Seconds kept;  // the balance, after a stop
};

struct InstanceType {
  std::string name;  // "m6i.large"
  std::uint32_t vcpus = 0;
  Bytes memory;
  CpuArchitecture architecture = CpuArchitecture::x86_64;
  BitsPerSecond network_base;
  BitsPerSecond network_burst;
  std::optional<Bytes> network_bucket;
  std::optional<CpuCredits> credits;
  std::optional<EbsLimits> ebs;
};

/// Those of the type's own path to EBS, or of the network that its volumes share.
[[nodiscard]] EbsLimits ebs_limits(const InstanceType& type);

/// The type of that name; nothing if it is unknown. Faults of the file go to the catalogue's diagnostics.
[[nodiscard]] std::optional<InstanceType> find_instance_type(Catalogue& catalogue, const std::string& name);

/// The names of all types, family by family and ascending in size. Reads every family (about 10 ms): for
/// messages and lists.
[[nodiscard]] std::vector<std::string> instance_type_names(Catalogue& catalogue);

}  // namespace garoa
