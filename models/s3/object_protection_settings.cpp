#include "models/s3/object_protection_settings.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/core/figures.hpp"

namespace garoa {

std::int64_t days_of(Fields& fields, std::string_view key, Seconds time) {
  const double days = time.count() / (1_d).count();
  const double whole = std::round(days);
  if (std::abs(days - whole) > 1e-9) {
    fields.error(key, fmt::format("'{}.{}' is {}; a lifecycle rule takes whole days", fields.path(), key,
                                  format_quantity(time)));
  }
  return static_cast<std::int64_t>(whole);
}

std::int64_t lock_days_of(const ObjectLock& lock) {
  return static_cast<std::int64_t>(std::ceil(lock.retention.count() / (1_d).count()));
}

std::optional<ObjectLock> read_object_lock(Fields& fields, std::string_view meaning) {
  std::optional<ObjectLock> found;
  fields.maybe_section("object_lock", meaning, [&](Fields& f) {
    ObjectLock lock{};
    lock.mode = f.required<ObjectLockMode>(
        "mode", "who may shorten the retention: governance (with a permission), compliance (nobody)");
    lock.retention = f.required<Seconds>("retention", "from the upload on", {1_d, 36500_d, "S3 allows"});
    found = lock;
  });
  return found;
}

std::optional<std::int64_t> read_days(Fields& fields, std::string_view key, std::string_view meaning) {
  const auto time = fields.maybe<Seconds>(key, meaning, {1_d, 36500_d, "S3 allows"});
  if (!time) return std::nullopt;
  return days_of(fields, key, *time);
}

}  // namespace garoa
