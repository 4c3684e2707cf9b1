// The tokens that one program's retries share (models/retry/sdk_retry_settings.hpp).
#pragma once

#include "models/retry/sdk_retry_settings.hpp"

namespace garoa {

/// The tokens that one program's retries share.
class RetryQuota {
 public:
  explicit RetryQuota(const RetrySettings& settings) : limit_{settings.quota}, tokens_{settings.quota} {}
  bool take(double cost) {
    if (tokens_ < cost) return false;
    tokens_ -= cost;
    return true;
  }
  void give_back(double tokens) { tokens_ = tokens_ + tokens < limit_ ? tokens_ + tokens : limit_; }
  [[nodiscard]] double tokens() const { return tokens_; }

 private:
  double limit_;
  double tokens_;
};

}  // namespace garoa
