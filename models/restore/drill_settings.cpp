#include "models/restore/drill_settings.hpp"

#include <fmt/format.h>

#include "sim/core/moment.hpp"

namespace garoa {

DrillSettings read_drill(Fields& fields, Catalogue& catalogue, const MomentClock& clock) {
  DrillSettings s;
  s.where = fields.where();
  s.at = required_moment(fields, "at",
                         "time since the start of the run, or local time such as 2026-03-04T12:00", clock);
  s.job = fields.reference("restore", "backup job whose copies or snapshots are restored", true);
  s.replicas_of = fields.reference("replicas_of", "bucket whose replicas are copied back, instead", true);
  if (s.job.given() == s.replicas_of.given())
    fields.error(s.job.given() ? "replicas_of" : "restore",
                 fmt::format("'{}' needs one of 'restore' and 'replicas_of'", fields.path()));
  for (const auto* const key : {"to", "traffic", "server_side", "verify"}) {
    if (s.replicas_of.given() && fields.given(key))
      fields.error(key,
                   fmt::format("'{}.{}' is for backup jobs: replicas are copied by S3", fields.path(), key));
  }
  s.to =
      fields.reference("to", "volume or bucket to restore to (default: a volume made for the drill)", true);
  s.traffic = fields.optional("traffic", "the drill uses the original's instance, beside its clients", false);
  if (s.to.given() && fields.given("traffic"))
    fields.error("traffic",
                 fmt::format("'{}.traffic': 'to' says already where the drill runs", fields.path()));
  s.server_side = fields.optional("server_side", "S3 copies by itself (to a bucket)", false);
  s.restore = read_restore(fields, catalogue, RestoreOccasion::drill);
  if (s.server_side || s.replicas_of.given()) {
    auto& figures = catalogue.figures("s3");
    s.restore.copy_rates = {.one = figures.get<BytesPerSecond>("copy.rate"),
                            .object = figures.get<BytesPerSecond>("copy.object_rate")};
  }
  return s;
}

}  // namespace garoa
