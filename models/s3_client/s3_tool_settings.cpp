#include "models/s3_client/s3_tool_settings.hpp"

#include <algorithm>
#include <string>

namespace garoa {
namespace {

const Range<Seconds> cpu_times{Seconds{0}, 1_h, ""};

/// The figures of one tool.
struct Preset {
  Figures& figures;
  std::string tool;
  const char* way;
  bool has_cpu;

  template <class T>
  [[nodiscard]] Fallback<T> of(const char* figure) const {
    return figures.fallback<T>(tool + "." + figure);
  }
  /// Of processor time; none where nobody says whose it would be.
  [[nodiscard]] Fallback<Seconds> cpu(const std::string& figure) const {
    return has_cpu ? figures.fallback<Seconds>(tool + "." + figure) : Fallback<Seconds>{Seconds{0}, [] {}};
  }
  /// Of figures that differ by direction.
  template <class T>
  [[nodiscard]] Fallback<T> by_way(const char* figure) const {
    return figures.fallback<T>(tool + "." + figure + "." + way);
  }
  [[nodiscard]] Seconds get_by_way(const char* figure) const {
    return figures.get<Seconds>(tool + "." + figure + "." + way);
  }
};

void read_concurrency(S3ToolSettings& s, Fields& fields, const Preset& preset, bool of_many) {
  const std::uint32_t least = of_many ? 0 : 1;
  const Range<std::uint32_t> range{least, 4096, ""};
  /// A single program does one thing at least.
  const auto own = [&](const char* figure) {
    auto fallback = preset.of<std::uint32_t>(figure);
    fallback.value = std::max(fallback.value, least);
    return fallback;
  };
  s.concurrency = fields.optional("concurrency", "requests at once, each over a connection of its own",
                                  own("concurrency"), range);
  const bool given = fields.given("concurrency");
  const auto at_once = [&](const char* key, const char* meaning) {
    return fields.optional(key, meaning, given ? Fallback<std::uint32_t>{s.concurrency, [] {}} : own(key),
                           range);
  };
  s.files = at_once("files", "files at once (default: the tool's, or the concurrency if that is given)");
  s.parts = at_once("parts", "parts of one file at once (default: likewise)");
}

/// Several of them share nothing but the machine.
void run_side_by_side(S3ToolSettings& s, std::uint32_t processes) {
  s.concurrency *= processes;
  s.files *= processes;
  s.cpu_threads *= processes;
}

void read_cpu(S3ToolSettings& s, Fields& fields, const Preset& preset) {
  s.cpu_per_file = fields.optional("cpu_per_file", "time of one core that the tool spends on each file",
                                   preset.cpu(std::string{"cpu_per_file."} + preset.way), cpu_times);
  s.cpu_per_request = fields.optional("cpu_per_request", "time of one core for each request",
                                      preset.cpu("cpu_per_request"), cpu_times);
  s.cpu_per_mb = fields.optional("cpu_per_mb", "time of one core for each 1,000,000 bytes copied",
                                 preset.cpu(std::string{"cpu_per_mb."} + preset.way), cpu_times);
  if (preset.has_cpu) {
    if (!fields.given("cpu_per_mb")) s.cpu_per_part = preset.get_by_way("cpu_per_part");
    s.serial_per_mb = preset.get_by_way("serial_per_mb");
  }
  s.cpu_threads = fields.optional("cpu_threads", "cores that the tool uses at once; 0: all of them",
                                  preset.of<std::uint32_t>("threads"), {0, 1024, ""});
}

RetrySettings read_retry(const std::string& tool, Catalogue& catalogue) {
  auto& figures = catalogue.figures("s3_client");
  auto retry = retry_settings(figures.get<RetryMode>(tool + ".retry.mode"), catalogue.figures("s3"));
  retry.attempts = figures.get<std::uint32_t>(tool + ".retry.attempts");
  return retry;
}

}  // namespace

S3ToolSettings read_s3_tool(Fields& fields, Catalogue& catalogue, const S3ToolUse& use) {
  const auto tool = fields.optional("tool", "whose figures are the defaults of what follows", use.usual);
  const Preset preset{catalogue.figures("s3_client"), std::string{name_of(tool)},
                      use.direction == S3Direction::up ? "up" : "down", !use.of_many || fields.given("tool")};
  S3ToolSettings s;
  read_concurrency(s, fields, preset, use.of_many);
  read_cpu(s, fields, preset);
  run_side_by_side(
      s, fields.optional<std::uint32_t>(
             "processes", "of the tool side by side, each with its own requests, files and cores", 1,
             {1, 256, ""}));
  s.heads_per_file =
      fields.optional("heads_per_file", "HEAD requests that the tool makes for each file besides",
                      preset.by_way<std::uint32_t>("heads_per_file"), {0, 100, ""});
  s.start = fields.optional("start_up", "time until the tool is at work, in each run",
                            preset.of<Seconds>("start"), {Seconds{0}, 1_h, ""});
  auto& figures = preset.figures;
  s.multipart_threshold = figures.get<Bytes>(preset.tool + ".multipart.threshold");
  s.multipart_part =
      Bytes{std::max<std::uint64_t>(1, figures.get<Bytes>(preset.tool + ".multipart.part").count())};
  s.copy_threshold = figures.get<Bytes>(preset.tool + ".copy.threshold");
  s.put_round_trips = figures.get<double>(preset.tool + ".expect_continue");
  s.pack = figures.get<Bytes>(preset.tool + ".pack");
  s.plain_parts = figures.get<std::uint32_t>(preset.tool + ".plain_parts") != 0;
  s.hashes_data = figures.get<std::uint32_t>(preset.tool + ".hashes_data") != 0;
  s.retry = read_retry(preset.tool, catalogue);
  return s;
}

RetrySettings read_sdk_retry(Catalogue& catalogue) {
  return read_retry(std::string{name_of(S3Tool::sdk)}, catalogue);
}

}  // namespace garoa
