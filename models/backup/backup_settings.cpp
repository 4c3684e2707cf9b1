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

void read_windows(BackupSettings& s, Fields& fields) {
  const Range<Seconds> window{1_min, 31_d, ""};
  s.window = fields.maybe<Seconds>("window", "a run should end within this time of its schedule", window);
  s.start_window = fields.maybe<Seconds>(
      "start_window", "a run that cannot start within this time of its schedule expires", window);
  s.complete_window = fields.maybe<Seconds>(
      "complete_window", "a run that has not ended within this time of its schedule is cancelled and expires",
      window);
  if (s.start_window && s.complete_window && *s.complete_window < *s.start_window)
    fields.error("complete_window",
                 fmt::format("'{}.complete_window' is shorter than 'start_window'", fields.path()));
}

void read_retries(BackupSettings& s, Fields& fields, Figures& figures) {
  s.retries = fields.optional("retries", "further attempts of a run that failed or left files out",
                              figures.get<std::uint32_t>("retry.count"), {0, 100, ""});
  s.retry_delay = fields.optional("retry_delay", "from the end of an attempt to the next one",
                                  figures.get<Seconds>("retry.delay"), {Seconds{0}, 7_d, ""});
}

}  // namespace

BackupSettings read_backup(const std::string& name, Fields& fields, Catalogue& catalogue,
                           const Calendar* calendar) {
  auto& figures = catalogue.figures("backup");
  BackupSettings s;
  s.name = name;
  s.where = fields.where();
  s.from = fields.reference("from", "EBS volume whose files are copied");
  s.to = fields.reference("to", "S3 bucket that receives them");
  s.agent = fields.reference("agent", "backup agent that works on its runs (default: one of its own)", true);
  read_schedule(s, fields, calendar);
  s.method = fields.optional("method", "how it copies", BackupMethod::file_copy);
  s.overlap =
      fields.optional("overlap", "what a run does that is due while an earlier one of its job works or waits",
                      OverlapPolicy::skip);
  read_windows(s, fields);
  read_retries(s, fields, figures);
  s.file_copy = read_file_copy(fields, figures);
  return s;
}

}  // namespace garoa
