#include "models/restore/restore_settings.hpp"

namespace garoa {
namespace {

RestoreSettings::Given given_of(const Fields& fields, std::initializer_list<const char*> keys) {
  RestoreSettings::Given given;
  for (const auto* const key : keys) {
    if (fields.given(key)) given.emplace_back(key, fields.where(key));
  }
  return given;
}

}  // namespace

RestoreSettings read_restore(Fields& fields, Catalogue& catalogue, RestoreOccasion occasion) {
  auto& figures = catalogue.figures("restore");
  RestoreSettings s;
  const Range<Seconds> wait{Seconds{0}, 30_d, ""};
  const bool drill = occasion == RestoreOccasion::drill;
  s.detect = fields.optional("detect", "until the loss is noticed and the restore decided",
                             drill ? Seconds{0} : figures.get<Seconds>("detect"), wait);
  s.provision = fields.optional("provision", "until the volume to restore to is there",
                                figures.fallback<Seconds>("provision"), wait);
  s.tool = read_s3_tool(fields, catalogue, {S3Tool::aws_cli_v2, S3Direction::down});
  s.connections = read_s3_connections(catalogue);
  s.order = fields.optional("order", "which documents come back first", RestoreOrder::oldest_first);
  s.share = fields.optional("share", "share of the wanted documents whose return is timed",
                            figures.fallback<double>("share"), {0.01, 1.0, ""});
  s.verify = fields.optional("verify", "reads everything back from the volume at the end", false);
  s.retrieval = fields.optional("retrieval", "how fast archived copies are asked back from S3",
                                RetrievalSpeed::standard);
  constexpr const char* again = "until a tool that has left files out is started again";
  if (drill) {
    s.again = fields.maybe<Seconds>("again", again, {1_s, 30_d, ""});
  } else {
    s.again = fields.optional("again", again, figures.fallback<Seconds>("again"), {1_s, 30_d, ""});
  }
  s.dirty_share = catalogue.figures("page_cache").get<double>("limit");
  s.initialization_rate = read_initialization_rate(fields, catalogue);
  s.given_for_files = given_of(
      fields, {"tool", "files", "parts", "cpu_per_file", "cpu_per_request", "cpu_per_mb", "cpu_threads",
               "heads_per_file", "start_up", "order", "retrieval", "again", "to", "server_side"});
  s.given_for_snapshots = given_of(fields, {"initialization_rate"});
  return s;
}

void add_snapshot_figures(RestoreSettings& settings, std::string_view volume_type, Catalogue& catalogue) {
  settings.from_snapshot = snapshot_speed(settings.initialization_rate, volume_type, catalogue);
  auto& figures = catalogue.figures("ebs");
  settings.archive_restore = {figures.get<Seconds>("snapshot.archive.restore.min"),
                              figures.get<Seconds>("snapshot.archive.restore.max")};
}

}  // namespace garoa
