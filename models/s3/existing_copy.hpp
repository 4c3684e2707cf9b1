// The copies of what a bucket holds at the start into its replica: S3 Batch Replication, or a tool that lists the
// bucket and asks S3 to copy.
//
// Modelled: objects of one size in a steady stream, at the slowest of three rates: the listing (pages at once, as the
// bucket's clients list), the copies (so many at once, each the latency of a PUT and then its bytes at the rate of one
// copy; S3 moves the bytes itself), and the request limit of the replica, which has the prefixes and partitions of
// the bucket. Each copy is a write request; the replica's storage grows evenly.
// Billed as a job of S3 Batch Operations, once: a fee, and one for each object.
// Not modelled: copies that fail, outages, objects copied in parts.
//
// Settings: existing_copy_settings.hpp.
#pragma once

#include <cstdint>

#include "models/s3/existing_copy_settings.hpp"

namespace garoa {

struct BucketSettings;

class ExistingCopy {
 public:
  enum class Slowest { listing, copies, request_limit };

  ExistingCopy(const ExistingCopySettings& settings, const BucketSettings& bucket);

  struct Progress {
    double seconds;  // that it has been at work
    std::uint64_t objects;
    double byte_seconds;  // of the replica's storage
  };
  [[nodiscard]] Progress until(double now) const;
  /// When the last object is copied.
  [[nodiscard]] double end() const { return start_ + duration_; }
  [[nodiscard]] Slowest slowest() const { return slowest_; }
  /// Of one object.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  double start_;
  std::uint64_t objects_;
  std::uint64_t bytes_;
  double rate_;  // objects/s
  double duration_;
  Slowest slowest_;
};

}  // namespace garoa
