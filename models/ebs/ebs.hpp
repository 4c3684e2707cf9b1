// An EBS volume (gp2 or gp3).
//
// Modelled: the IOPS and the throughput limit, each shared fairly between all requests in progress; gp2's I/O
// credits; the instance's own limit towards its volumes; a latency per request below the limits. A request of
// n bytes counts ceil(n / 256 KiB) operations (sequential I/O is split and merged to that unit). A request
// ends when operations and bytes are served at the volume and at the instance.
// A volume made from a snapshot: models/ebs/snapshot_load.hpp, first_read.hpp.
// Not modelled: other volume types, RAID, the page cache (a write is acknowledged when it is on
// the volume), delivered share, gp2's fall from 250 to 128 MiB/s between 171 and 333 GiB when credits are
// used up.
//
// Shape: size 1 GiB to the type's limit; gp3: iops 3000 and throughput 125 MiB/s unless given.
// Errors: values outside the type's limits, iops or throughput on gp2. Figures: models/ebs/ebs.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/ebs/first_read.hpp"
#include "models/ebs/snapshot_load.hpp"
#include "models/ec2/ec2.hpp"
#include "sim/core/distribution.hpp"

namespace garoa {

enum class VolumeType { gp2, gp3 };

template <>
struct EnumNames<VolumeType> {
  static constexpr std::string_view kind = "volume type";
  static constexpr std::array names{std::pair{std::string_view{"gp2"}, VolumeType::gp2},
                                    std::pair{std::string_view{"gp3"}, VolumeType::gp3}};
};

struct EbsSettings {
  std::string name;
  Location where;
  Reference attach;
  VolumeType type = VolumeType::gp3;
  Bytes size;
  std::uint64_t iops = 0;        // provisioned (gp3) or base (gp2)
  std::uint64_t burst_iops = 0;  // equals iops when there is no burst
  double credits = 0;            // operations above the base in a full bucket
  BytesPerSecond throughput;
  std::uint64_t billed_iops = 0;     // gp3 above the included ones
  BytesPerSecond billed_throughput;  // likewise
  bool encrypted = false;
  bool customer_key = false;
  Bytes io_unit;
  Distribution latency;  // seconds
  std::optional<FromSnapshot> from_snapshot;
};

[[nodiscard]] EbsSettings read_ebs(const std::string& name, Fields& fields, Catalogue& catalogue);

class EbsVolume final : public Service {
 public:
  EbsVolume(const Run& run, EbsSettings settings, Ec2Instance& instance);

  /// Starts what reads the volume by itself, on behalf of the flow.
  void begin(NameId flow);
  /// Takes space for a file; false if the volume is full.
  [[nodiscard]] bool reserve(std::uint64_t bytes);
  /// Persists or reads `bytes`, and attributes the time to what it was spent on. `entity` names the request's
  /// luck; distinct kinds of requests on one entity use distinct `draw`s.
  [[nodiscard]] Task<> transfer(NameId flow, NameId phase, std::uint64_t bytes, std::uint64_t entity,
                                std::uint32_t draw);

  /// The volume fails and everything on it is gone. Requests in progress end, but what they wrote or read is
  /// void: callers compare life() before and after.
  void lose();
  /// An empty volume of the same settings takes its place.
  void replace() { lost_ = false; }
  [[nodiscard]] bool lost() const { return lost_; }
  /// Grows with each loss.
  [[nodiscard]] std::uint64_t life() const { return life_; }

  [[nodiscard]] const EbsSettings& settings() const { return settings_; }
  [[nodiscard]] std::uint64_t used_bytes() const { return used_; }

  void sample(double interval) override;
  void measure() override;
  void finish(const MetricSink& metrics) override;

 private:
  [[nodiscard]] NameId name_of(const SharedResource* resource) const;
  void bill(double interval);
  [[nodiscard]] double balance_percent();

  const Run& run_;
  EbsSettings settings_;
  Ec2Instance& instance_;
  Stream latency_stream_;
  SharedResource iops_;
  SharedResource throughput_;
  std::uint64_t used_ = 0;
  std::uint64_t most_used_ = 0;
  std::uint64_t life_ = 0;
  bool lost_ = false;
  TimeWeighted in_progress_;
  double lowest_balance_ = 100;
  double operations_at_measure_ = 0;
  double bytes_at_measure_ = 0;
  double measured_from_ = 0;
  std::optional<SnapshotLoad> snapshot_load_;
  std::optional<FirstRead> first_read_;
  TimeMeter storage_;
  TimeMeter extra_iops_;
  TimeMeter extra_throughput_;
  struct Names {
    NameId self, latency, iops, throughput, balance_metric, queue_metric;
  } names_;
};

}  // namespace garoa
