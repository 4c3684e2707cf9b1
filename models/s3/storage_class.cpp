#include "models/s3/storage_class.hpp"

#include <cmath>
#include <string>

namespace garoa {
namespace {

constexpr std::array<StorageMeters, storage_class_count> storage_meters{{
    {Meter::s3_standard_byte_seconds, Meter::s3_put_requests, Meter::s3_get_requests, {}, {}, {}},
    {Meter::s3_standard_ia_byte_seconds,
     Meter::s3_ia_put_requests,
     Meter::s3_ia_get_requests,
     Meter::s3_standard_ia_early_deletion_byte_seconds,
     Meter::s3_ia_retrieved_bytes,
     {}},
    {Meter::s3_intelligent_frequent_byte_seconds,
     Meter::s3_put_requests,
     Meter::s3_get_requests,
     {},
     {},
     Meter::s3_intelligent_transition_requests},
    {Meter::s3_onezone_ia_byte_seconds,
     Meter::s3_ia_put_requests,
     Meter::s3_ia_get_requests,
     Meter::s3_onezone_ia_early_deletion_byte_seconds,
     Meter::s3_ia_retrieved_bytes,
     {}},
    {Meter::s3_glacier_ir_byte_seconds,
     Meter::s3_glacier_ir_put_requests,
     Meter::s3_glacier_ir_get_requests,
     Meter::s3_glacier_ir_early_deletion_byte_seconds,
     Meter::s3_glacier_ir_retrieved_bytes,
     {}},
    {Meter::s3_glacier_byte_seconds,
     Meter::s3_glacier_put_requests,
     Meter::s3_get_requests,
     Meter::s3_glacier_early_deletion_byte_seconds,
     {},
     {}},
    {Meter::s3_deep_archive_byte_seconds,
     Meter::s3_deep_archive_put_requests,
     Meter::s3_get_requests,
     Meter::s3_deep_archive_early_deletion_byte_seconds,
     {},
     {}},
}};

Distribution uniform(Figures& figures, const std::string& path) {
  return {Distribution::Uniform{figures.get<Seconds>(path + ".low").count(),
                                figures.get<Seconds>(path + ".high").count()}};
}

}  // namespace

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

const StorageMeters& meters_of(StorageClass c) {
  return storage_meters[index_of(c)];
}

Meter meter_of(ColderTier tier) {
  return tier == ColderTier::infrequent ? Meter::s3_intelligent_infrequent_byte_seconds
                                        : Meter::s3_intelligent_instant_byte_seconds;
}

RetrievalMeters meters_of(StorageClass c, RetrievalSpeed speed) {
  if (c == StorageClass::deep_archive) {
    return speed == RetrievalSpeed::bulk
               ? RetrievalMeters{Meter::s3_deep_archive_bulk_requests, Meter::s3_deep_archive_bulk_bytes}
               : RetrievalMeters{Meter::s3_deep_archive_retrieval_requests,
                                 Meter::s3_deep_archive_retrieval_bytes};
  }
  if (c != StorageClass::glacier || speed == RetrievalSpeed::bulk) return {};
  return speed == RetrievalSpeed::expedited
             ? RetrievalMeters{Meter::s3_glacier_expedited_requests, Meter::s3_glacier_expedited_bytes}
             : RetrievalMeters{Meter::s3_glacier_retrieval_requests, Meter::s3_glacier_retrieval_bytes};
}

}  // namespace garoa
