#include "models/s3/storage_settings.hpp"

#include <fmt/format.h>

#include <cmath>

#include "models/s3/bucket_settings.hpp"

namespace garoa {
namespace {

void read_existing(ExistingObjects& s, Fields& fields) {
  fields.section("existing", "what the bucket holds when the run starts", [&](Fields& f) {
    s.objects = f.optional<std::uint64_t>("objects", "all of one size", 0, {0, 1'000'000'000'000, ""});
    s.size = f.optional("size", "of each object", Bytes{0}, {0_B, 50_TiB, "an object has"});
    s.age_days =
        days_of(f, "age", f.optional("age", "since their upload", Seconds{0}, {Seconds{0}, 36500_d, ""}));
    s.storage_class = f.maybe<StorageClass>("storage_class", "of the objects (default: the upload class)");
    s.incomplete_uploads = f.optional("incomplete_uploads", "parts of multipart uploads that nobody ended",
                                      Bytes{0}, {0_B, 1000000_TiB, ""});
    const double total = static_cast<double>(s.objects) * static_cast<double>(s.size.count());
    if (total > 1e18) f.error("objects", fmt::format("'{}' comes to more than 1 EB", f.path()));
  });
}

Distribution uniform(Figures& figures, const std::string& path) {
  return {Distribution::Uniform{figures.get<Seconds>(path + ".low").count(),
                                figures.get<Seconds>(path + ".high").count()}};
}

}  // namespace

void read_transitions(std::vector<Transition>& rules, StorageClass upload_class, Fields& fields,
                      Figures& figures, std::string_view key, std::string_view meaning,
                      std::string_view since) {
  const auto days_before_ia =
      static_cast<std::int64_t>(figures.get<Seconds>("class.days_before_ia").count() / (1_d).count());
  fields.list(key, meaning, [&](Fields& f) {
    Transition rule{};
    rule.to = f.required<StorageClass>("to", "storage class");
    rule.after_days = days_of(f, "after", f.required<Seconds>("after", since, {0_d, 36500_d, "S3 allows"}));
    rule.small_objects = f.optional("small_objects", "moves also objects below 128 KiB", false);
    const auto before = rules.empty() ? upload_class : rules.back().to;
    const bool to_ia = rule.to == StorageClass::standard_ia || rule.to == StorageClass::onezone_ia;
    if (rule.to <= before) {
      f.error("to", fmt::format("'{}.to': S3 moves objects from {} only to a class below it, not to {}",
                                f.path(), name_of(before), name_of(rule.to)));
    } else if (to_ia && f.given("after") && rule.after_days < days_before_ia) {
      f.error("after", fmt::format("'{}.after' is {} d; S3 moves objects to {} after {} d at the earliest",
                                   f.path(), rule.after_days, name_of(rule.to), days_before_ia));
    } else if (!rules.empty() && rule.after_days <= rules.back().after_days) {
      f.error("after", fmt::format("'{}.after' is not later than the transition before it", f.path()));
    }
    rules.push_back(rule);
  });
}

StorageRules read_storage_rules(Figures& figures) {
  StorageRules rules;
  for (const auto& [name, storage_class] : EnumNames<StorageClass>::names) {
    if (storage_class == StorageClass::standard || storage_class == StorageClass::intelligent_tiering)
      continue;
    const auto path = "class." + std::string{name};
    auto& r = rules[index_of(storage_class)];
    r.minimum_duration = figures.get<Seconds>(path + ".minimum_duration");
    if (is_archive(storage_class)) {
      r.overhead = figures.get<Bytes>("class.archive.overhead");
      r.standard_overhead = figures.get<Bytes>("class.archive.standard_overhead");
    } else {
      r.minimum_size = figures.get<Bytes>("class.minimum_size");
    }
  }
  return rules;
}

TieringDays read_tiering_days(Figures& figures) {
  const auto days = [&](const char* tier) {
    constexpr double day = 86400;
    return std::llround(figures.get<Seconds>(std::string{"class.INTELLIGENT_TIERING."} + tier).count() / day);
  };
  return {days("infrequent"), days("archive_instant")};
}

RetrievalTimes read_retrieval_times(Figures& figures) {
  RetrievalTimes times;
  auto& glacier = times[index_of(StorageClass::glacier)];
  for (const auto& [name, speed] : EnumNames<RetrievalSpeed>::names)
    glacier[static_cast<std::size_t>(speed)] = uniform(figures, "retrieval.GLACIER." + std::string{name});
  auto& deep = times[index_of(StorageClass::deep_archive)];
  const auto within = [&](const char* name) {
    return Distribution::constant(figures.get<Seconds>(name).count());
  };
  deep = {within("retrieval.DEEP_ARCHIVE.standard"), within("retrieval.DEEP_ARCHIVE.standard"),
          within("retrieval.DEEP_ARCHIVE.bulk")};
  return times;
}

void read_storage(BucketSettings& bucket, Fields& fields, Figures& figures) {
  auto& s = bucket.storage;
  s.rules = read_storage_rules(figures);
  s.small = figures.get<Bytes>("class.minimum_size");
  s.tiering = read_tiering_days(figures);
  s.versioning = bucket.versioning;
  if (bucket.object_lock) s.lock_days = lock_days_of(*bucket.object_lock);
  s.upload_class = fields.optional("storage_class", "in which clients store objects", StorageClass::standard);
  read_transitions(s.transitions, s.upload_class, fields, figures, "transitions",
                   "lifecycle: moves to cheaper classes, in the order of their days", "the upload");
  read_transitions(s.noncurrent_transitions, s.upload_class, fields, figures, "noncurrent_transitions",
                   "lifecycle: the same for old versions", "the version was replaced or expired");
  s.expiration_days =
      read_days(fields, "expiration", "lifecycle: objects are deleted after this time (default: never)");
  s.noncurrent_expiration_days =
      read_days(fields, "noncurrent_expiration",
                "lifecycle: old versions are deleted after this time (default: never)");
  const auto needs_versions = [&](std::string_view key, bool given) {
    if (given && !s.versioning)
      fields.error(key, fmt::format("'{}' has no old versions without versioning: true", fields.path()));
  };
  needs_versions("noncurrent_expiration", s.noncurrent_expiration_days.has_value());
  needs_versions("noncurrent_transitions", !s.noncurrent_transitions.empty());
  s.abort_uploads_days =
      read_days(fields, "abort_incomplete_uploads",
                "lifecycle: parts of multipart uploads that nobody ended are deleted after this time");
  read_existing(s.existing, fields);
  bucket.retrieval_times = read_retrieval_times(figures);
  bucket.retrieval_requests = figures.get<PerSecond>("retrieval.requests");
}

}  // namespace garoa
