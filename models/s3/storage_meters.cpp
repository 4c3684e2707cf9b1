#include "models/s3/storage_meters.hpp"

#include <array>

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

}  // namespace

const StorageMeters& meters_of(StorageClass c) {
  return storage_meters[index_of(c)];
}

Meter meter_of(ColderTier tier) {
  return tier == ColderTier::infrequent ? Meter::s3_intelligent_infrequent_byte_seconds
                                        : Meter::s3_intelligent_instant_byte_seconds;
}

void bill_dues(const ObjectStore::Dues& dues, const std::function<void(Meter, std::uint64_t)>& bill) {
  constexpr double most = 4e18;
  const auto bill_whole = [&](Meter meter, double units) {
    for (; units > most; units -= most) bill(meter, static_cast<std::uint64_t>(most));
    bill(meter, static_cast<std::uint64_t>(units));
  };
  for (std::size_t i = 0; i < storage_class_count; ++i) {
    const auto& meters = meters_of(static_cast<StorageClass>(i));
    bill_whole(meters.storage, dues.byte_seconds[i]);
    if (meters.early_deletion) bill_whole(*meters.early_deletion, dues.early_byte_seconds[i]);
    bill(meters.transition.value_or(meters.put), dues.transitions[i]);
  }
  for (std::size_t i = 0; i < colder_tier_count; ++i)
    bill_whole(meter_of(static_cast<ColderTier>(i)), dues.colder_byte_seconds[i]);
  bill_whole(Meter::s3_intelligent_object_seconds, dues.watched_object_seconds);
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
