// The tokens that one program's retries share (models/retry/sdk_retry_settings.hpp).
#pragma once

namespace garoa {

/// The tokens that one program's retries share. How many there are is the retry mode's.
class RetryQuota {
 public:
  bool take(double cost, double of) {
    if (spent_ + cost > of) return false;
    spent_ += cost;
    return true;
  }
  void give_back(double tokens) { spent_ = spent_ > tokens ? spent_ - tokens : 0; }
  [[nodiscard]] double spent() const { return spent_; }

 private:
  double spent_ = 0;
};

}  // namespace garoa
