// What a scenario says about an S3 bucket, and how its clients speak to it.
//
// Shape: everything has a default; a bucket may be written `{}`.
// Errors: Object Lock without versioning, retention without a mode, more partitions than prefixes, parts
// outside S3's limits, lifecycle rules out of order,
// replication without versioning. Figures: models/s3/s3.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/retry/sdk_retry_settings.hpp"
#include "models/s3/object_protection_settings.hpp"
#include "models/s3/put_growth.hpp"
#include "models/s3/replication_settings.hpp"
#include "models/s3/request_limit_settings.hpp"
#include "models/s3/storage_settings.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

/// How the bucket's clients speak to S3: what S3 makes of it, and what holds for every tool.
struct S3ClientSettings {
  Distribution put_latency;  // seconds before the bytes flow, of the smallest PUT
  PutGrowth put_growth;      // of them with its size
  Distribution get_latency;
  Distribution head_latency;
  Distribution copy_latency;      // of a copy or part that S3 makes itself
  Distribution create_latency;    // of a multipart upload
  Distribution complete_latency;  // likewise
  BytesPerSecond put_rate_per_connection;
  BytesPerSecond get_rate_per_connection;
  std::optional<RetrySettings> retry;  // default: the tool's
  std::uint32_t programs = 1;          // each with a retry quota of its own
  std::uint64_t list_page = 0;
  Bytes list_entry = {};  // of an object in a listing
  Seconds list_page_time;
  std::uint32_t list_concurrency = 1;
  std::optional<Bytes> multipart_threshold;  // default: the tool's
  std::optional<Bytes> multipart_part;       // likewise
};

struct BucketSettings {
  std::string name;
  Location where;
  std::uint32_t prefixes = 1;
  RequestLimitSettings writes;
  RequestLimitSettings reads;
  bool versioning = false;
  std::optional<ObjectLock> object_lock;
  BucketEncryption encryption = BucketEncryption::sse_s3;
  std::uint32_t requests_per_kms_call = 0;  // 0: no key of the customer
  bool block_public_access = true;
  bool tls_only = false;
  bool mfa_delete = false;   // versions go only with a second factor
  bool deny_delete = false;  // a policy keeps everybody but an administrator from deleting versions
  bool access_logs = false;
  StorageSettings storage;
  std::optional<ReplicationSettings> replication;
  RetrievalTimes retrieval_times;
  PerSecond retrieval_requests;  // that S3 takes of an account
  S3ClientSettings client;
  Distribution event_delay;  // seconds
  double duplicate_share = 0;
};

/// Storage class, lifecycle and what the bucket holds at the start. `s` has its protection already.
void read_storage(BucketSettings& s, Fields& fields, Figures& figures);
[[nodiscard]] BucketSettings read_bucket(const std::string& name, Fields& fields, Catalogue& catalogue);

}  // namespace garoa
