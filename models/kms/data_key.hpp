// A data key of KMS that SNS, SQS and CloudWatch Logs encrypt and decrypt with, and use again for a while.
//
// Modelled: who needs the key after the period has passed has KMS called, once or twice for each principal, as AWS's formulas count:
// R = B / D * 2 P calls for a topic, B / D * (2 P + C) for a queue, with B the time, D the period, P those that send and C those that
// receive; where nothing is sent for longer than the period there are fewer. A call that KMS refuses is made again with the next need.
#pragma once

#include <cstdint>

#include "models/kms/kms.hpp"

namespace garoa {

class DataKey {
 public:
  /// `calls` of each renewal; 0: there is no key of the customer's.
  DataKey(Kms* kms, Seconds reuse, std::uint32_t calls)
      : kms_{calls > 0 ? kms : nullptr}, reuse_{reuse.count()}, calls_{calls} {}

  /// It is needed now. False if KMS refuses it.
  [[nodiscard]] bool use(double now) {
    if (kms_ == nullptr || now < ends_) return true;
    for (; made_ < calls_; ++made_) {
      if (!kms_->call_for_data_key()) return false;
    }
    made_ = 0;
    ends_ = now + reuse_;
    return true;
  }

 private:
  Kms* kms_;
  double reuse_;
  std::uint32_t calls_;
  std::uint32_t made_ = 0;  // of this renewal
  double ends_ = 0;
};

}  // namespace garoa
