#include "models/backup/vault_copy_settings.hpp"

namespace garoa {

VaultCopySettings read_vault_copy(Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("backup");
  VaultCopySettings s;
  s.objects =
      fields.optional("objects_rate", "objects of a bucket that AWS Backup copies in a second",
                      figures.fallback<PerSecond>("bucket.objects"), {PerSecond{0.001}, PerSecond{1e6}, ""});
  s.rate = figures.get<BytesPerSecond>("bucket.rate");
  s.least_billed = figures.get<Bytes>("bucket.least_billed");
  return s;
}

}  // namespace garoa
