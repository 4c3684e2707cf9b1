// A restore of a bucket from AWS Backup's recovery points, to a bucket that is made for it.
//
// Modelled: notice and decision, then AWS's rate of objects or of bytes, whichever takes longer, evenly; a PUT each with its calls of KMS, and
// the price of what is restored. Not modelled: refusals by the bucket, its storage, events of the new objects.
#pragma once

#include "models/backup/vault_copy_settings.hpp"
#include "models/restore/restore.hpp"
#include "models/s3/s3.hpp"

namespace garoa {

class VaultRestore final : public Restore {
 public:
  /// `rates` are the backup's; what comes back is put as into `like`, by class and key.
  VaultRestore(const Run& run, RestoreSettings settings, const VaultCopySettings& rates, Bucket& like,
               Names names);

  /// The bucket is switched to as a whole.
  [[nodiscard]] bool is_back(std::uint64_t newer) const override {
    return all_back_ && newer < wanted().files;
  }
  [[nodiscard]] bool serves_at_once() const override { return false; }
  [[nodiscard]] bool has_source() const override { return wanted().files > 0; }

 private:
  [[nodiscard]] Task<> provision() override { co_return; }
  [[nodiscard]] Task<> copy_all() override;
  void bill(Meter meter, std::uint64_t units) const;

  VaultCopySettings rates_;
  Bucket& like_;
  NameId copy_name_;
  bool all_back_ = false;
};

}  // namespace garoa
