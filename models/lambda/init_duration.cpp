#include "models/lambda/init_duration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/lambda/runtime_kind.hpp"
#include "sim/core/fields.hpp"

namespace garoa {
namespace {

constexpr std::string_view runtimes_folder = "lambda/init/";
constexpr std::string_view file_extension = ".yaml";

struct Measurement {
  LambdaPackage package = LambdaPackage::zip;
  CpuArchitecture architecture = CpuArchitecture::x86_64;
  InitDuration init;
};

InitDuration read_row(Fields& f) {
  constexpr double seconds_per_millisecond = 1e-3;
  InitDuration init;
  init.measured_memory = f.required<LambdaMemory>("memory", "configured memory");
  init.median =
      Seconds{std::exp(f.required<double>("mu", "mean of ln(milliseconds)")) * seconds_per_millisecond};
  init.sigma = f.required<double>("sigma", "standard deviation of ln(milliseconds)", {0.0, {}, ""});
  init.first_handler = f.required<Seconds>("handler", "median duration of the first handler run");
  init.samples = f.required<std::uint32_t>("samples", "cold starts measured");
  return init;
}

/// The rows of one package, by architecture.
void read_package(Fields& architectures, LambdaPackage package, std::vector<Measurement>& rows) {
  for (const auto& named : EnumNames<CpuArchitecture>::names) {
    architectures.list(named.first, "rows of this architecture", [&](Fields& row) {
      rows.push_back({package, named.second, read_row(row)});
    });
  }
}

std::vector<Measurement> read_rows(Fields& packages) {
  std::vector<Measurement> rows;
  for (const auto& named : EnumNames<LambdaPackage>::names) {
    packages.maybe_section(named.first, "rows of this package",
                           [&](Fields& architectures) { read_package(architectures, named.second, rows); });
  }
  return rows;
}

struct RuntimeFile {
  std::optional<RulesDate> since;
  std::vector<Measurement> rows;
  std::optional<SnapStartOffer> snap_start;
};

RuntimeFile read_runtime_file(const YamlNode& file, const std::string& runtime, Diagnostics& diagnostics) {
  ReadContext context{.diagnostics = diagnostics, .recorded = false};
  FieldRecord record;
  Fields f{&file, runtime, file.where, record, context};
  const auto basis = f.required<Basis>("basis", "how far the figures can be trusted");
  const auto source = f.required<std::string>("source", "where they were read");
  const auto date = f.required<std::string>("date", "when they were measured");
  RuntimeFile of;
  of.since = f.maybe<RulesDate>("since", "the first day on which it could be chosen");
  f.maybe_section("snap_start", "the runtime can be restored from snapshots", [&](Fields& offer) {
    const auto since = offer.maybe<RulesDate>("since", "the first day, if later than the runtime's");
    of.snap_start = {since, offer.required<bool>("billed", "snapshots and restores are paid for")};
  });
  f.section("measured", "the rows, by package and architecture",
            [&](Fields& packages) { of.rows = read_rows(packages); });
  for (auto& row : of.rows) {
    row.init.basis = basis;
    row.init.source = source;
    row.init.date = date;
  }
  return of;
}

/// All rows of a runtime with their provenance; none if the runtime is unknown.
const RuntimeFile& runtime_file(Catalogue& catalogue, const std::string& runtime) {
  static const RuntimeFile unknown;
  const auto path = fmt::format("{}{}{}", runtimes_folder, runtime, file_extension);
  const auto known = lambda_runtimes(catalogue.files());
  if (std::find(known.begin(), known.end(), runtime) == known.end()) return unknown;
  return catalogue.content<RuntimeFile>(
      path, [&](const YamlNode& file) { return read_runtime_file(file, runtime, catalogue.diagnostics()); });
}

/// Of the first handler run, by memory.
struct Point {
  double memory;
  double seconds;
};

double on_line(const Point& a, const Point& b, double memory, double steepest) {
  const double slope = std::log(b.seconds / a.seconds) / std::log(b.memory / a.memory);
  return b.seconds * std::pow(memory / b.memory, std::clamp(slope, steepest, -steepest));
}

/// `points` ascend in memory; `all_threads`: the memory of as many vCPUs as its threads use.
double first_handler_at(const std::vector<Point>& points, double memory, double all_threads) {
  if (memory <= points.front().memory) return points.front().seconds;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (memory <= points[i].memory)
      return on_line(points[i - 1], points[i], memory, -std::numeric_limits<double>::infinity());
  }
  if (points.size() < 2) return points.front().seconds;
  const auto& last = points.back();
  const auto& before = points[points.size() - 2];
  return std::min(last.seconds,
                  on_line(before, last, std::min(memory, std::max(all_threads, last.memory)), -1));
}

std::uint32_t distance(LambdaMemory a, LambdaMemory b) {
  return a < b ? (b - a).count() : (a - b).count();
}

}  // namespace

std::optional<InitDuration> find_init_duration(Catalogue& catalogue, const std::string& runtime,
                                               LambdaPackage package, CpuArchitecture architecture,
                                               LambdaMemory memory) {
  std::optional<InitDuration> nearest;
  std::vector<Point> first_runs;
  for (const auto& row : runtime_file(catalogue, runtime).rows) {
    if (row.package != package || row.architecture != architecture) continue;
    first_runs.push_back(
        {static_cast<double>(row.init.measured_memory.count()), row.init.first_handler.count()});
    const auto rank = [&](const InitDuration& init) {
      return std::pair{distance(init.measured_memory, memory), init.measured_memory};
    };
    if (!nearest || rank(row.init) < rank(*nearest)) nearest = row.init;
  }
  if (!nearest) return nearest;
  std::sort(first_runs.begin(), first_runs.end(),
            [](const Point& a, const Point& b) { return a.memory < b.memory; });
  const auto full_vcpu = catalogue.figures("lambda").get<LambdaMemory>("memory.per_vcpu");
  const double all_threads = full_vcpu.count() * threads_of_first(runtime, catalogue.figures("lambda"));
  nearest->first_handler = Seconds{first_handler_at(first_runs, memory.count(), all_threads)};
  return nearest;
}

std::optional<SnapStartOffer> find_snap_start(Catalogue& catalogue, const std::string& runtime) {
  return runtime_file(catalogue, runtime).snap_start;
}

std::optional<RulesDate> runtime_since(Catalogue& catalogue, const std::string& runtime) {
  return runtime_file(catalogue, runtime).since;
}

std::vector<std::string> lambda_runtimes(const ModelFiles& files) {
  std::vector<std::string> names;
  for (const auto& path : files.paths_below(runtimes_folder)) {
    const auto file = std::string_view{path}.substr(runtimes_folder.size());
    names.emplace_back(file.substr(0, file.size() - file_extension.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> measured_variants(Catalogue& catalogue, const std::string& runtime) {
  std::vector<std::string> variants;
  for (const auto& row : runtime_file(catalogue, runtime).rows) {
    auto text = fmt::format("{} {}", name_of(row.package), name_of(row.architecture));
    if (std::find(variants.begin(), variants.end(), text) == variants.end())
      variants.push_back(std::move(text));
  }
  return variants;
}

}  // namespace garoa
