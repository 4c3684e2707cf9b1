#include "models/backup/file_copy.hpp"

namespace garoa {

BackupSettings read_backup(const std::string& name, Fields& fields, Catalogue& catalogue,
                           const Calendar* calendar) {
  auto& figures = catalogue.figures("backup");
  BackupSettings s;
  s.name = name;
  s.where = fields.where();
  s.from = fields.reference("from", "EBS volume whose files are copied");
  s.to = fields.reference("to", "S3 bucket that receives them");
  const auto expression =
      fields.required<std::string>("schedule", "AWS cron or rate expression, in the scenario's time zone");
  if (calendar != nullptr && !expression.empty()) {
    auto parsed = parse_schedule(expression, *calendar);
    if (!parsed.schedule)
      fields.error("schedule",
                   fmt::format("'{}.schedule': '{}' {}", fields.path(), expression, parsed.error));
    s.schedule = parsed.schedule;
  }
  s.method = fields.optional("method", "how it copies", BackupMethod::file_copy);
  s.overlap = fields.optional("overlap", "what a run does that is due while the previous one works",
                              OverlapPolicy::skip);
  s.concurrency = fields.optional("concurrency", "requests at once",
                                  figures.get<std::uint32_t>("file_copy.concurrency"), {1, 256, ""});
  s.window =
      fields.maybe<Seconds>("window", "a run must end within this time of its schedule", {1_min, 31_d, ""});
  s.cpu_per_file = fields.optional("cpu_per_file", "time of one core that the tool spends on each file",
                                   figures.get<Seconds>("file_copy.cpu_per_file"), {Seconds{0}, 1_min, ""});
  return s;
}

}  // namespace garoa
