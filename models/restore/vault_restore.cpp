#include "models/restore/vault_restore.hpp"

#include "models/s3/storage_meters.hpp"

namespace garoa {

VaultRestore::VaultRestore(const Run& run, RestoreSettings settings, const VaultCopySettings& rates,
                           StorageClass uploads, Names names)
    : Restore{run, std::move(settings), std::move(names)},
      rates_{rates},
      uploads_{uploads},
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
  bill(meters_of(uploads_).put, objects);
  bill(Meter::backup_s3_restored_bytes, wanted().bytes);
}

/// A one-off: no month repeats a drill.
void VaultRestore::bill(Meter meter, std::uint64_t units) const {
  if (units > 0) run().journal.report(events::Billed{names().source, meter, units, units});
}

}  // namespace garoa
