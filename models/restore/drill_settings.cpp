#include "models/restore/drill_settings.hpp"

#include <fmt/format.h>

#include "sim/core/moment.hpp"

namespace garoa {

namespace {

ReplaySettings read_replay(Fields& fields, Catalogue& catalogue, bool used) {
  ReplaySettings s;
  s.window = fields.maybe<Seconds>("window", "replay: only documents stored within this time before",
                                   {1_s, 3650_d, ""});
  s.part =
      fields.optional("part", "replay: share of those documents, chosen by chance", 1.0, {0.0001, 1.0, ""});
  UploadRetrySettings usual;
  constexpr const char* invocations = "replay: calls of the function at once";
  const Range<std::uint32_t> most{1, 10000, ""};
  if (used || fields.describing()) {
    auto& figures = catalogue.figures("restore");
    usual.attempts = figures.get<std::uint32_t>("replay.attempts");
    usual.delay = figures.get<Seconds>("replay.delay");
    usual.longest_delay = 1_min;
    s.invocations = fields.optional("invocations", invocations,
                                    figures.fallback<std::uint32_t>("replay.invocations"), most);
  } else {
    s.invocations = fields.optional<std::uint32_t>("invocations", invocations, 1, most);
  }
  s.retries = read_retries(fields, "replay: how a call that is refused or fails is tried again", usual);
  return s;
}

/// Replays take neither what is about copies nor the other way about.
void check_keys(const DrillSettings& s, Fields& fields) {
  const std::string path{fields.path()};
  for (const auto* const key : {"to", "traffic", "server_side", "verify"}) {
    if (s.replicas_of.given() && fields.given(key))
      fields.error(key, fmt::format("'{}.{}' is for backup jobs: replicas are copied by S3", path, key));
    if (s.function.given() && fields.given(key))
      fields.error(key, fmt::format("'{}.{}' is for backup jobs: a replay restores nothing", path, key));
  }
  for (const auto* const key :
       {"provision", "again", "order", "retrieval", "concurrency", "files", "parts"}) {
    if (s.function.given() && fields.given(key))
      fields.error(key, fmt::format("'{}.{}' is for copies: a replay calls a function", path, key));
  }
  for (const auto* const key : {"window", "part", "invocations", "retries"}) {
    if (!s.function.given() && fields.given(key))
      fields.error(key, fmt::format("'{}.{}' is for a 'replay'", path, key));
  }
}

}  // namespace

DrillSettings read_drill(Fields& fields, Catalogue& catalogue, const MomentClock& clock) {
  DrillSettings s;
  s.where = fields.where();
  s.at = required_moment(fields, "at",
                         "time since the start of the run, or local time such as 2026-03-04T12:00", clock);
  s.job = fields.reference("restore", "backup job whose copies or snapshots are restored", true);
  s.replicas_of = fields.reference("replicas_of", "bucket whose replicas are copied back, instead", true);
  s.function =
      fields.reference("replay", "function that its bucket's documents go through once more, instead", true);
  if (s.job.given() + s.replicas_of.given() + s.function.given() != 1)
    fields.error(s.job.given() ? (s.function.given() ? "replay" : "replicas_of") : "restore",
                 fmt::format("'{}' needs one of 'restore', 'replicas_of' and 'replay'", fields.path()));
  s.replay = read_replay(fields, catalogue, s.function.given());
  check_keys(s, fields);
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
