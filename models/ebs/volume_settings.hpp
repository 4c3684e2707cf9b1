// The settings of an EBS volume, or of a RAID-0 set of equal ones, and what its type allows.
//
//   type      size            IOPS                              throughput
//   gp2       1 GiB - 16 TiB  3 per GiB, 100 - 16,000, bursts   128 or 250 MiB/s by size
//   gp3       1 GiB - 64 TiB  3,000 - 80,000, <= 500 per GiB    125 - 2,000 MiB/s, <= 0.25 MiB/s per IOPS
//   io1       4 GiB - 16 TiB  100 - 64,000, <= 50 per GiB       256 KiB/s per IOPS to 500 MiB/s, 16 KiB/s to 1,000
//   io2       4 GiB - 64 TiB  100 - 256,000, <= 1,000 per GiB   0.256 MiB/s per IOPS to 4,000 MiB/s
//   st1, sc1  125 GiB-16 TiB  500, 250 of 1 MiB                 by size, bursts
// The table shows today's limits; earlier ones hold with an earlier aws_date (gp3 before 2025-09-26, io2 before
// Block Express). Figures: models/ebs/ebs.yaml.
//
// A volume belongs to one instance; of an application on several instances each has its own volume of these settings.
//
// Not modelled: magnetic volumes; Multi-Attach of io1 and io2; io1 above 32,000 IOPS needs a Nitro instance, which is not checked; changing
// a volume while it is in use; io2's latency before Block Express.
//
// Shape: a size in whole GiB, as AWS sells them; iops for io1 and io2. Errors: values outside the type's limits, iops or throughput where the
// type derives them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ebs/delivered_settings.hpp"
#include "models/ebs/from_snapshot_settings.hpp"
#include "models/ebs/keep_settings.hpp"
#include "models/ebs/volume_data_settings.hpp"
#include "sim/core/burst.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/moment.hpp"
#include "sim/journal/meters.hpp"

namespace garoa {

enum class VolumeType { gp2, gp3, io1, io2, st1, sc1 };

template <>
struct EnumNames<VolumeType> {
  static constexpr std::string_view kind = "volume type";
  static constexpr std::array names{std::pair{std::string_view{"gp2"}, VolumeType::gp2},
                                    std::pair{std::string_view{"gp3"}, VolumeType::gp3},
                                    std::pair{std::string_view{"io1"}, VolumeType::io1},
                                    std::pair{std::string_view{"io2"}, VolumeType::io2},
                                    std::pair{std::string_view{"st1"}, VolumeType::st1},
                                    std::pair{std::string_view{"sc1"}, VolumeType::sc1}};
};

/// How an application does its I/O. An I/O of the type's unit (SSD 256 KiB, HDD 1 MiB) is what sequential I/O of
/// any size is merged or split to; smaller ones are I/O in no order, of which each counts as one operation.
struct IoPattern {
  Bytes size;
  /// What one operation takes of the throughput limit: its size, but on HDD a whole unit when it is random.
  Bytes charged;
  Distribution latency;  // seconds, of one operation below the limits
};

/// One I/O of the file system's journal.
struct JournalIo {
  double charged = 0;                   // bytes of the throughput limit
  std::optional<Distribution> latency;  // none: as the application's
};

/// Software besides the flows and backups that uses the volume: `slots` operations at a time at most.
struct VolumeBackgroundSettings {
  IoPattern io;
  std::uint32_t slots = 1;
  std::optional<double> operations_per_second;  // of all slots; none: as many as they get
  double reads = 1;                             // share of the operations; the others overwrite
  Seconds from;                                 // local time after midnight, every day
  Seconds to;
};

/// Sizes, limits and provisions are those of the whole set.
struct EbsSettings {
  std::string name;
  Location where;
  Reference attach;
  VolumeType type = VolumeType::gp3;
  std::uint32_t volumes = 1;  // of the RAID-0 set
  Bytes size;
  Burst iops{};        // operations per second that are delivered; credits in operations
  Burst throughput{};  // bytes per second, likewise; credits in bytes
  std::optional<DeliveredSettings> delivered;
  IoPattern io;
  JournalIo journal;
  double annual_failure_rate = 0;  // of the set: one volume lost is the set lost
  bool encrypted = false;
  bool customer_key = false;
  bool delete_on_termination = false;
  /// A quantity billed by time.
  struct Provision {
    Meter meter;
    double level;
  };
  std::vector<Provision> provisions;
  std::optional<VolumeBackgroundSettings> background;
  std::optional<FromSnapshot> from_snapshot;
  VolumeData data;
  std::optional<KeepSettings> keep;  // none: documents stay for ever
};

[[nodiscard]] EbsSettings read_ebs(const std::string& name, Fields& fields, Catalogue& catalogue,
                                   const MomentClock& clock);

}  // namespace garoa
