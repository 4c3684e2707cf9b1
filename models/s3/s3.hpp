// An S3 bucket of the Standard class.
//
// Modelled: latency of PUT and GET before the transfer, the rate of one connection, write limits per
// partitioned prefix (token buckets; above them 503 Slow Down), a client's retries (standard mode:
// exponential back-off with full jitter), listing pages, event notification delay with its late tail and
// duplicates, storage and requests billed. Keys spread evenly over `prefixes`.
// Not modelled: limits of reads, growth of partitions, other storage classes, replication, expiry of objects
// (the lifecycle is only looked at by controls).
//
// Shape: everything has a default; a bucket may be written `{}`.
// Errors: Object Lock without versioning, retention without a mode. Figures: models/s3/s3.yaml.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/service.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

enum class BucketEncryption { none, sse_s3, sse_kms, dsse_kms };
enum class ObjectLockMode { governance, compliance };

template <>
struct EnumNames<BucketEncryption> {
  static constexpr std::string_view kind = "bucket encryption";
  static constexpr std::array names{std::pair{std::string_view{"none"}, BucketEncryption::none},
                                    std::pair{std::string_view{"SSE-S3"}, BucketEncryption::sse_s3},
                                    std::pair{std::string_view{"SSE-KMS"}, BucketEncryption::sse_kms},
                                    std::pair{std::string_view{"DSSE-KMS"}, BucketEncryption::dsse_kms}};
};

template <>
struct EnumNames<ObjectLockMode> {
  static constexpr std::string_view kind = "Object Lock mode";
  static constexpr std::array names{std::pair{std::string_view{"governance"}, ObjectLockMode::governance},
                                    std::pair{std::string_view{"compliance"}, ObjectLockMode::compliance}};
};

/// How a client speaks to S3; the same for all buckets.
struct S3ClientSettings {
  Distribution put_latency;  // seconds before the bytes flow
  Distribution get_latency;
  BytesPerSecond put_rate_per_connection;
  std::uint32_t attempts = 3;
  Seconds delay_cap;
  std::uint64_t list_page = 1000;
  Seconds list_page_time;
  Bytes multipart_threshold;
  Bytes multipart_part;
};

struct ObjectLock {
  ObjectLockMode mode;
  Seconds retention;
};

struct BucketSettings {
  std::string name;
  Location where;
  std::uint32_t prefixes = 1;
  PerSecond writes_per_prefix;
  Seconds limit_burst;
  bool versioning = false;
  std::optional<ObjectLock> object_lock;
  BucketEncryption encryption = BucketEncryption::sse_s3;
  bool block_public_access = true;
  bool tls_only = false;
  std::optional<Seconds> expiration;
  S3ClientSettings client;
  Distribution event_delay;  // seconds
  double duplicate_share = 0;
};

[[nodiscard]] BucketSettings read_bucket(const std::string& name, Fields& fields, Catalogue& catalogue);

class Bucket final : public Service {
 public:
  Bucket(const Run& run, BucketSettings settings);

  /// Asks to write one object or part, waiting out throttling by the client's retries; false when it gave up.
  /// On return the latency before the transfer has passed. `entity` names the document, `draw_pair` tells
  /// requests for one document apart.
  [[nodiscard]] Task<bool> begin_put(NameId flow, NameId phase, Document document, std::uint32_t draw_pair);
  /// The object is stored.
  void stored(std::uint64_t bytes);
  /// Seconds to list everything that is stored.
  [[nodiscard]] Task<> list(NameId flow, NameId phase);
  /// Seconds of a PUT by a service inside AWS, latency and transfer; it is not subject to the prefix limit.
  [[nodiscard]] double put_time(const Document& document, std::uint32_t attempt) const;
  /// Such a PUT is done.
  void accept(std::uint64_t bytes);
  /// Bills further write requests (completion of a multipart upload).
  void bill_writes(std::uint64_t requests) { unbilled_writes_ += requests; }
  /// Bills a GET.
  void bill_read() { ++unbilled_reads_; }

  /// Seconds that the bytes take over one connection.
  [[nodiscard]] double transfer_time(std::uint64_t bytes) const;
  /// Seconds from the PUT to the event's arrival; `copy` 0, or 1 for the duplicate.
  [[nodiscard]] double event_delay(DocumentId id, std::uint32_t copy) const;
  [[nodiscard]] bool event_is_duplicated(DocumentId id) const;

  [[nodiscard]] const BucketSettings& settings() const { return settings_; }
  struct Names {
    NameId self, put_latency, transfer, throttle, list;
  };
  [[nodiscard]] const Names& names() const { return names_; }
  [[nodiscard]] std::uint64_t objects() const { return objects_; }

  void sample(double interval) override;
  void measure() override {}
  void finish(const MetricSink& metrics) override;

 private:
  void bill(Meter meter, std::uint64_t units);

  const Run& run_;
  BucketSettings settings_;
  Stream put_stream_;
  Stream retry_stream_;
  Stream event_stream_;
  std::vector<TokenBucket> writes_;
  Names names_;
  NameId objects_metric_;
  NameId bytes_metric_;
  std::uint64_t objects_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t unbilled_writes_ = 0;
  std::uint64_t unbilled_reads_ = 0;
  TimeMeter storage_;
};

}  // namespace garoa
