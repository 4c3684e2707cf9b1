#include "models/restore/drill_settings.hpp"

#include <fmt/format.h>

namespace garoa {

DrillSettings read_drill(Fields& fields, Catalogue& catalogue) {
  DrillSettings s;
  s.where = fields.where();
  s.at = fields.required<Seconds>("at", "time since the start of the run", {Seconds{0}, 3660_d, ""});
  s.job = fields.reference("restore", "backup job whose copies or snapshots are restored");
  s.to =
      fields.reference("to", "volume or bucket to restore to (default: a volume made for the drill)", true);
  s.traffic = fields.optional("traffic", "the drill uses the original's instance, beside its clients", false);
  if (s.to.given() && fields.given("traffic"))
    fields.error("traffic",
                 fmt::format("'{}.traffic': 'to' says already where the drill runs", fields.path()));
  s.server_side = fields.optional("server_side", "S3 copies by itself (to a bucket)", false);
  s.restore = read_restore(fields, catalogue, Seconds{0});
  if (s.server_side) s.restore.copy_rate = catalogue.figures("s3").get<BytesPerSecond>("copy.rate");
  return s;
}

}  // namespace garoa
