// A volume made from a snapshot: it can be used at once, but its blocks come from S3 when they are touched
// first, and in the background.
//
// Modelled: blocks that are touched first and are not there take S3's time, block after block of one request, or longer
// where their share of what the volume gets from S3 at most is less: so many requests at once bring so many times more, up to that. The
// background brings the rest at a rate of its own, in what touches leave of the most. An initialization rate that is
// paid for is the background's rate and the most: the last block is there after size / rate whoever asks. A snapshot
// that is optimized for fast restore leaves nothing to load. Where the rate is given for one that is, the rate counts
// (AWS says so).
// Not modelled: a default rate that fluctuates, the order of the background's blocks (untouched blocks are
// as likely to be there already as all others), fast restore's limits of 64,000 IOPS and 1,000 MiB/s, the
// quota of rates. Fast restore of a job's snapshots, with its credits and quota: fast_restore.hpp.
//
// Units: bytes, seconds since the start of the run; the volume is made when the load is, or so long before the run (`made_before`).
// Settings: from_snapshot_settings.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/ebs/from_snapshot_settings.hpp"
#include "models/service.hpp"
#include "sim/engine/shared_resource.hpp"

namespace garoa {

class SnapshotLoad {
 public:
  /// `owner` is the volume's path ("ebs.documents").
  SnapshotLoad(const Run& run, FromSnapshot settings, const std::string& owner);

  /// Reads bytes that nobody has read or written yet; returns when they are on the volume. `entity` names the
  /// luck.
  [[nodiscard]] Task<> touch(NameId flow, NameId phase, std::uint64_t bytes, Entity entity, Purpose purpose);
  /// When the last block is on the volume, if nobody touches more.
  [[nodiscard]] double initialized_at() const;
  [[nodiscard]] NameId name() const { return name_; }

  void bill();
  /// `metrics` are the volume's.
  void finish(const MetricsOf& metrics) const;

 private:
  void bill_rate();
  void bill_fast_restore();
  [[nodiscard]] std::uint64_t fast_restore_due() const;
  /// Paid for, or nothing to load: no touch makes the last block come earlier.
  [[nodiscard]] bool at_fixed_rate() const { return settings_.paid_rate || !settings_.lazy(); }
  void bring_background();
  [[nodiscard]] double take_cold(double bytes);
  [[nodiscard]] double seconds_of_blocks(double bytes, Entity entity, Purpose purpose) const;

  const Run& run_;
  FromSnapshot settings_;
  NameId owner_name_;
  NameId name_;
  Stream block_stream_;
  double mean_block_time_;
  SharedResource delivery_;
  double created_;
  double untouched_;
  double there_ = 0;       // of the untouched bytes, those that the background has brought
  double background_ = 0;  // all that it could have brought
  double updated_ = 0;     // when these were
  double brought_ = 0;     // by touches
  double last_touch_ = 0;  // that brought something, its end
  std::optional<double> complete_at_;
  bool rate_billed_ = false;
  std::uint64_t fast_restore_billed_ = 0;  // zone-seconds
};

}  // namespace garoa
