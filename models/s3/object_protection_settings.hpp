// What a scenario says about the protection of a bucket's objects, and of their replicas: Object Lock and encryption.
//
// Errors: a lock without mode or retention, a retention that is none of S3's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "sim/core/fields.hpp"
#include "sim/core/units.hpp"

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

struct ObjectLock {
  ObjectLockMode mode;
  Seconds retention;
};

/// Whole days, the last one begun included.
[[nodiscard]] std::int64_t lock_days_of(const ObjectLock& lock);

/// `object_lock` of a bucket or of its replicas; nothing where it is not given.
[[nodiscard]] std::optional<ObjectLock> read_object_lock(Fields& fields, std::string_view meaning);

/// A rule's time in whole days, as S3 takes it; what is none is an error at `key`.
[[nodiscard]] std::int64_t days_of(Fields& fields, std::string_view key, Seconds time);

/// The same of a lifecycle rule that may be there; nothing where it is not given.
[[nodiscard]] std::optional<std::int64_t> read_days(Fields& fields, std::string_view key,
                                                    std::string_view meaning);

}  // namespace garoa
