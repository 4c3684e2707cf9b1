// The rate at which a bucket takes requests of one kind (writes; or reads) before it answers 503 Slow Down.
//
// Modelled: a rate per partition with a short burst (a token bucket over all partitions, since keys spread
// evenly), and growth: while requests are refused again and again, S3 adds a partition. The one that comes
// after n partitions takes (2n - 1) split times of sustained refusal, so that 5 partitions are there after
// 16 split times. Measured reads: 5 after 26 min; extrapolated there 9.1 after 2 h and 18.2 after 9 h, here
// after 2.3 h and 9 h. Partitions stay while requests come; without any for `keep` the bucket starts afresh.
// Not modelled: a single hot key, the partitions' disappearance one by one.
//
// Growth ends at `most_partitions`: writes within one prefix do not grow (two hours of writes stayed at the
// rate of one partition), over several prefixes they do, as documented.
// Source: S3 user guide, optimizing-performance.md; Bodner et al. 2024, 4.4.
#pragma once

#include <cstdint>
#include <limits>

#include "models/s3/request_limit_settings.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

class RequestLimit {
 public:
  explicit RequestLimit(const RequestLimitSettings& settings)
      : settings_{settings}, partitions_{settings.partitions}, tokens_{bucket(0)} {}

  /// Takes the request, or refuses it without a trace but that of saturation. Times never fall.
  bool accept(double now);

  [[nodiscard]] std::uint32_t partitions() const { return partitions_; }
  /// Requests per second that all partitions take.
  [[nodiscard]] double rate() const { return settings_.rate.count() * partitions_; }
  /// When the last request was refused; negative if none was.
  [[nodiscard]] double last_refusal() const { return last_refusal_; }

 private:
  [[nodiscard]] TokenBucket bucket(double now) const;
  void forget(double now);
  void note_refusal(double now);

  RequestLimitSettings settings_;
  std::uint32_t partitions_;
  TokenBucket tokens_;
  double last_request_ = 0;
  double last_refusal_ = -std::numeric_limits<double>::infinity();
  double saturated_since_ = 0;
};

}  // namespace garoa
