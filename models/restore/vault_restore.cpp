#include "models/restore/vault_restore.hpp"

#include "models/s3/storage_meters.hpp"

namespace garoa {
namespace {

constexpr S3Request put_once{.operation = S3Operation::put,
                             .document = {},
                             .entity = Entity::nth(0),
                             .purpose = Purpose{"vault restore: PUT"},
                             .one_off = true};

}  // namespace

VaultRestore::VaultRestore(const Run& run, RestoreSettings settings, const VaultCopySettings& rates,
                           Bucket& like, Names names)
    : Restore{run, std::move(settings), std::move(names)},
      rates_{rates},
      like_{like},
      copy_name_{run.journal.intern(this->names().path + ".vault_copy")} {}

Task<> VaultRestore::copy_all() {
  const auto objects = wanted().files;
  if (objects == 0) co_return;
  const double seconds = rates_.duration(objects, wanted().bytes);
  report().first = elapsed() + seconds / static_cast<double>(objects);
  report().share = elapsed() + seconds * settings().share;
  co_await run().simulator.delay(seconds);
  waited(copy_name_, seconds, 0);
  all_back_ = true;
  report().seconds.transfer = seconds;
  report().restored = objects;
  report().bytes = wanted().bytes;
  bill(meters_of(like_.settings().storage.upload_class).put, objects);
  (void)like_.ask_for_keys(put_once, objects);
  bill(Meter::backup_s3_restored_bytes, wanted().bytes);
}

/// A one-off: no month repeats a drill.
void VaultRestore::bill(Meter meter, std::uint64_t units) const {
  if (units > 0) run().journal.report(events::Billed{names().source, meter, units, units});
}

}  // namespace garoa
