// AWS KMS: a call for every object written or read in buckets with SSE-KMS, unless a bucket key spares most of them; data keys of topics,
// queues and log groups (data_key.hpp); a request quota shared by the account, a monthly price for each key.
//
// Modelled: the price of the customer keys of everything that has one; calls for buckets with SSE-KMS or DSSE-KMS, for topics, queues and
// log groups with a key of the customer's. A call above the quota makes S3 refuse the request (503), SNS the Publish and CloudWatch Logs the
// PutLogEvents, which the client then repeats.
// Not modelled: the latency of the call (it is part of the service's), calls of EBS and DynamoDB (a few, when a volume is attached or a table
// opened), messages that SQS refuses for the quota, queries that decrypt records, the second layer of DSSE-KMS, AWS's own key (which costs
// nothing).
//
// Figures: models/kms/kms.yaml.
#pragma once

#include <optional>

#include "models/kms/kms_settings.hpp"
#include "models/measured.hpp"
#include "models/unbilled.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

class Kms final : public Service {
 public:
  Kms(const Run& run, const KmsSettings& settings);

  /// Takes a call, or refuses it. `one_off`: no month repeats it. `elsewhere`: in another region or account, whose quota is its own. `flow`:
  /// whose documents it is for; nothing where nobody knows.
  [[nodiscard]] bool call(bool one_off = false, bool elsewhere = false, std::optional<NameId> flow = {});
  /// So many calls one after the other, none of which is refused: the least seconds that they take at the quota, where it is this account's.
  [[nodiscard]] double call_in_a_row(std::uint64_t calls, bool one_off, bool elsewhere,
                                     std::optional<NameId> flow = {});
  /// The same for a data key (data_key.hpp), whose calls come by time and have a line of their own on the bill.
  [[nodiscard]] bool call_for_data_key();

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  /// Counts a call, or refuses it.
  [[nodiscard]] bool accept(bool elsewhere);

  const Run& run_;
  KmsSettings settings_;
  NameId name_;
  NameId data_keys_;
  TokenBucket limit_;
  TimeMeter key_seconds_;
  Counted calls_;
  Unbilled unbilled_;
  std::uint64_t unbilled_data_keys_ = 0;
  Counted throttles_;
};

}  // namespace garoa
