// What a scenario says about the storage of a bucket: class, lifecycle, what it holds at the start.
//
// Rules tell whole days. Figures: models/s3/s3.yaml.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "models/s3/storage_class.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

struct Transition {
  StorageClass to;
  std::int64_t after_days;
  bool small_objects;
};

/// Objects that are in the bucket when the run starts, all of one size.
struct ExistingObjects {
  std::uint64_t objects = 0;
  Bytes size;
  std::int64_t age_days = 0;
  std::optional<StorageClass> storage_class;  // default: the upload class
  Bytes incomplete_uploads;                   // parts of uploads that nobody ended
};

/// Objects that came on a day before the run.
struct EarlierDay {
  std::int64_t day = 0;  // that begins so many days after the run's start: negative
  std::uint64_t small_objects = 0;
  std::uint64_t small_bytes = 0;
  std::uint64_t large_objects = 0;
  std::uint64_t large_bytes = 0;
  double renewed = 0;  // of those with keys that come again: what came on that day
};

/// What came before the run (`begin_after`), and has lived by the bucket's rules since.
struct EarlierObjects {
  std::int64_t days = 0;         // that the bucket has had
  std::vector<EarlierDay> came;  // ascending
  double keys =
      0;  // of which each object of a flow with `key.distinct` drew one; 0: each had a key of its own
};

struct StorageSettings {
  StorageClass upload_class = StorageClass::standard;
  StorageRules rules;
  Bytes small;  // smaller objects are small
  TieringDays tiering{};
  bool versioning = false;
  std::int64_t lock_days = 0;
  std::vector<Transition> transitions;             // ascending in days and class
  std::vector<Transition> noncurrent_transitions;  // days since the version became noncurrent
  std::optional<std::int64_t> expiration_days;
  std::optional<std::int64_t> noncurrent_expiration_days;
  std::optional<std::int64_t> abort_uploads_days;
  ExistingObjects existing;
  EarlierObjects earlier;

  /// Days after which a rule has removed an object and its older version, if it stays as one; nothing: never.
  [[nodiscard]] std::optional<std::int64_t> days_until_gone() const {
    if (!expiration_days || (versioning && !noncurrent_expiration_days)) return std::nullopt;
    return std::max(*expiration_days + (versioning ? *noncurrent_expiration_days : 0), lock_days);
  }
  /// Is there something to do at midnight?
  [[nodiscard]] bool has_rules() const {
    return !transitions.empty() || !noncurrent_transitions.empty() || expiration_days ||
           noncurrent_expiration_days || abort_uploads_days ||
           upload_class == StorageClass::intelligent_tiering ||
           existing.storage_class == StorageClass::intelligent_tiering;
  }
};

/// A lifecycle's rules for what comes `since`, such as "the upload", from a class on.
void read_transitions(std::vector<Transition>& rules, StorageClass upload_class, Fields& fields,
                      Figures& figures, std::string_view key, std::string_view meaning,
                      std::string_view since);
[[nodiscard]] StorageRules read_storage_rules(Figures& figures);
[[nodiscard]] TieringDays read_tiering_days(Figures& figures);
[[nodiscard]] RetrievalTimes read_retrieval_times(Figures& figures);

}  // namespace garoa
