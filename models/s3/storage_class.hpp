// The storage classes of S3: what each bills at least, and how long an archive takes to give back.
//
//   class         billed per object            kept at least  readable
//   STANDARD      its size                     -              at once
//   STANDARD_IA   its size, 128 KiB at least   30 d           at once, fee per GiB
//   INTELLIGENT_TIERING   its size, by tier    -              at once
//   ONEZONE_IA    the same as STANDARD_IA      30 d           at once, fee per GiB
//   GLACIER_IR    the same                     90 d           at once, fee per GiB
//   GLACIER       its size + 32 KiB, and 8 KiB of STANDARD    90 d   expedited 1-5 min, standard 3-5 h, bulk 5-12 h
//   DEEP_ARCHIVE  the same                     180 d          standard within 12 h, bulk within 48 h
// INTELLIGENT_TIERING moves large objects by itself that nobody has read for 30 days to the infrequent tier, after 90 to
// archive instant access, and back when they are read; it bills watching them. Small ones stay in the frequent tier.
// Figures: models/s3/s3.yaml. Not modelled: INTELLIGENT_TIERING's optional archive tiers, Express One Zone, provisioned
// expedited retrievals, the copy that a retrieval keeps in STANDARD. Bulk retrieval from GLACIER is free.
// Source: S3 user guide, storage-class-intro.md.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "sim/core/distribution.hpp"
#include "sim/core/scalar.hpp"
#include "sim/core/units.hpp"

namespace garoa {

/// In the order in which a lifecycle may move objects.
enum class StorageClass : std::uint8_t {
  standard,
  standard_ia,
  intelligent_tiering,
  onezone_ia,
  glacier_ir,
  glacier,
  deep_archive
};
constexpr std::size_t storage_class_count = 7;

template <>
struct EnumNames<StorageClass> {
  static constexpr std::string_view kind = "storage class";
  static constexpr std::array names{
      std::pair{std::string_view{"STANDARD"}, StorageClass::standard},
      std::pair{std::string_view{"STANDARD_IA"}, StorageClass::standard_ia},
      std::pair{std::string_view{"INTELLIGENT_TIERING"}, StorageClass::intelligent_tiering},
      std::pair{std::string_view{"ONEZONE_IA"}, StorageClass::onezone_ia},
      std::pair{std::string_view{"GLACIER_IR"}, StorageClass::glacier_ir},
      std::pair{std::string_view{"GLACIER"}, StorageClass::glacier},
      std::pair{std::string_view{"DEEP_ARCHIVE"}, StorageClass::deep_archive}};
};

enum class RetrievalSpeed : std::uint8_t { expedited, standard, bulk };

template <>
struct EnumNames<RetrievalSpeed> {
  static constexpr std::string_view kind = "retrieval speed";
  static constexpr std::array names{std::pair{std::string_view{"expedited"}, RetrievalSpeed::expedited},
                                    std::pair{std::string_view{"standard"}, RetrievalSpeed::standard},
                                    std::pair{std::string_view{"bulk"}, RetrievalSpeed::bulk}};
};

constexpr std::size_t index_of(StorageClass c) {
  return static_cast<std::size_t>(c);
}
/// Must objects be retrieved before they can be read?
constexpr bool is_archive(StorageClass c) {
  return c >= StorageClass::glacier;
}

struct StorageClassRules {
  Seconds minimum_duration;
  Bytes minimum_size;
  Bytes overhead;           // of each object, in its class
  Bytes standard_overhead;  // of each object, in STANDARD
};
using StorageRules = std::array<StorageClassRules, storage_class_count>;

/// INTELLIGENT_TIERING's tiers below the frequent one.
enum class ColderTier : std::uint8_t { infrequent, archive_instant };
constexpr std::size_t colder_tier_count = 2;
/// Days without a read until a tier, in the order of the tiers.
using TieringDays = std::array<std::int64_t, colder_tier_count>;

/// Seconds until an archived object can be read. DEEP_ARCHIVE has no expedited retrieval.
using RetrievalTimes = std::array<std::array<Distribution, 3>, storage_class_count>;

}  // namespace garoa
