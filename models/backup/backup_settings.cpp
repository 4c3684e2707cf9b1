#include "models/backup/backup_settings.hpp"

#include <fmt/format.h>

namespace garoa {
namespace {

void read_schedule(BackupSettings& s, Fields& fields, const Calendar* calendar) {
  const auto expression =
      fields.required<std::string>("schedule", "AWS cron or rate expression, in the scenario's time zone");
  const auto policy = fields.optional("dst", "what a cron expression means when the clock changes",
                                      ClockChangePolicy::run_once);
  if (calendar == nullptr || expression.empty()) return;
  auto parsed = parse_schedule(expression, *calendar, policy);
  if (!parsed.schedule)
    fields.error("schedule", fmt::format("'{}.schedule': '{}' {}", fields.path(), expression, parsed.error));
  s.schedule = parsed.schedule;
}

/// AWS Backup has windows of its own, and takes none shorter than an hour.
void read_aws_windows(BackupSettings& s, Fields& fields, Figures& figures) {
  const Range<Seconds> window{figures.get<Seconds>("aws_backup.start_window.min"), 100_d,
                              "AWS Backup allows"};
  s.start_window =
      fields.optional("start_window", "a run that cannot start within this time of its schedule expires",
                      figures.fallback<Seconds>("aws_backup.start_window"), window);
  s.complete_window = fields.optional(
      "complete_window", "a run that has not ended within this time of its schedule is cancelled and expires",
      figures.fallback<Seconds>("aws_backup.complete_window"), window);
}

void read_windows(BackupSettings& s, Fields& fields, Figures& figures) {
  const Range<Seconds> window{1_min, 31_d, ""};
  s.window = fields.maybe<Seconds>("window", "a run should end within this time of its schedule", window);
  if (s.method == BackupMethod::aws_backup) {
    read_aws_windows(s, fields, figures);
  } else {
    s.start_window = fields.maybe<Seconds>(
        "start_window", "a run that cannot start within this time of its schedule expires", window);
    s.complete_window = fields.maybe<Seconds>(
        "complete_window",
        "a run that has not ended within this time of its schedule is cancelled and expires", window);
  }
  if (s.start_window && s.complete_window && *s.complete_window < *s.start_window)
    fields.error("complete_window",
                 fmt::format("'{}.complete_window' is shorter than 'start_window'", fields.path()));
}

void read_retries(BackupSettings& s, Fields& fields, Figures& figures) {
  s.retries = fields.optional("retries", "further attempts of a run that failed or left files out",
                              figures.fallback<std::uint32_t>("retry.count"), {0, 100, ""});
  s.retry_delay = fields.optional("retry_delay", "from the end of an attempt to the next one",
                                  figures.fallback<Seconds>("retry.delay"), {Seconds{0}, 7_d, ""});
}

/// Lifecycle Manager starts what is due; AWS Backup works on a resource with one job at a time.
OverlapPolicy overlap_of(BackupMethod method) {
  switch (method) {
    case BackupMethod::file_copy:
      return OverlapPolicy::skip;
    case BackupMethod::snapshot:
      return OverlapPolicy::parallel;
    case BackupMethod::aws_backup:
      return OverlapPolicy::queue;
  }
  return OverlapPolicy::skip;
}

/// A volume, or for AWS Backup a bucket.
void read_source(BackupSettings& s, Fields& fields) {
  s.from_bucket = fields.reference(
      "from_bucket", "S3 bucket that is backed up, instead of a volume (method aws-backup)", true);
  const bool of_bucket = s.from_bucket.given();
  s.from = fields.reference("from", "EBS volume that is backed up", of_bucket || fields.describing());
  if (!of_bucket) return;
  if (s.method != BackupMethod::aws_backup)
    fields.error("from_bucket", fmt::format("'{}.from_bucket' needs 'method: aws-backup'", fields.path()));
  if (s.from.given())
    fields.error("from_bucket", fmt::format("'{}' needs one of 'from' and 'from_bucket'", fields.path()));
}

/// What the method does with what it copies.
void read_method(BackupSettings& s, Fields& fields, Catalogue& catalogue) {
  const bool copies_files = s.method == BackupMethod::file_copy;
  if (copies_files || fields.describing()) s.file_copy = read_file_copy(fields, catalogue);
  if (s.from_bucket.given()) {
    s.snapshot = read_recovery_points(fields, catalogue);
  } else if (!copies_files || fields.describing()) {
    s.snapshot = read_snapshots(fields, catalogue, s.method == BackupMethod::aws_backup);
  }
  if (s.from_bucket.given() || fields.describing()) s.vault_copy = read_vault_copy(fields, catalogue);
}

}  // namespace

BackupSettings read_backup(const std::string& name, Fields& fields, Catalogue& catalogue,
                           const Calendar* calendar) {
  auto& figures = catalogue.figures("backup");
  BackupSettings s;
  s.name = name;
  s.where = fields.where();
  s.method = fields.optional("method", "how it copies", BackupMethod::file_copy);
  const bool copies_files = s.method == BackupMethod::file_copy;
  read_source(s, fields);
  if (copies_files || fields.describing())
    s.to = fields.reference("to", "S3 bucket that receives the files (file-copy)", fields.describing());
  if (!s.from_bucket.given())
    s.agent =
        fields.reference("agent", "backup agent that works on its runs (default: one of its own)", true);
  read_schedule(s, fields, calendar);
  s.overlap =
      fields.optional("overlap", "what a run does that is due while an earlier one of its job works or waits",
                      overlap_of(s.method));
  read_windows(s, fields, figures);
  read_retries(s, fields, figures);
  read_method(s, fields, catalogue);
  s.role = read_role(fields);
  return s;
}

}  // namespace garoa
