#include "models/lambda/init_duration.hpp"

#include <algorithm>
#include <cmath>

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

/// All rows of a runtime with their provenance; none if the runtime is unknown.
std::vector<Measurement> measurements(Catalogue& catalogue, const std::string& runtime) {
  const auto known = lambda_runtimes(catalogue);
  if (std::find(known.begin(), known.end(), runtime) == known.end()) return {};
  const auto& file = catalogue.file(fmt::format("{}{}{}", runtimes_folder, runtime, file_extension));
  ReadContext context{catalogue.diagnostics()};
  FieldRecord record;
  Fields f{&file, runtime, file.where, record, context};
  const auto basis = f.required<Basis>("basis", "how far the figures can be trusted");
  const auto source = f.required<std::string>("source", "where they were read");
  const auto date = f.required<std::string>("date", "when they were measured");
  std::vector<Measurement> rows;
  f.section("measured", "the rows, by package and architecture",
            [&](Fields& packages) { rows = read_rows(packages); });
  for (auto& row : rows) {
    row.init.basis = basis;
    row.init.source = source;
    row.init.date = date;
  }
  return rows;
}

std::uint32_t distance(LambdaMemory a, LambdaMemory b) {
  return a < b ? (b - a).count() : (a - b).count();
}

}  // namespace

std::optional<InitDuration> find_init_duration(Catalogue& catalogue, const std::string& runtime,
                                               LambdaPackage package, CpuArchitecture architecture,
                                               LambdaMemory memory) {
  std::optional<InitDuration> nearest;
  for (auto& row : measurements(catalogue, runtime)) {
    if (row.package != package || row.architecture != architecture) continue;
    const auto rank = [&](const InitDuration& init) {
      return std::pair{distance(init.measured_memory, memory), init.measured_memory};
    };
    if (!nearest || rank(row.init) < rank(*nearest)) nearest = std::move(row.init);
  }
  return nearest;
}

std::vector<std::string> lambda_runtimes(const Catalogue& catalogue) {
  std::vector<std::string> names;
  for (const auto& path : catalogue.paths_below(runtimes_folder)) {
    const auto file = std::string_view{path}.substr(runtimes_folder.size());
    names.emplace_back(file.substr(0, file.size() - file_extension.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> measured_variants(Catalogue& catalogue, const std::string& runtime) {
  std::vector<std::string> variants;
  for (const auto& row : measurements(catalogue, runtime)) {
    auto text = fmt::format("{} {}", name_of(row.package), name_of(row.architecture));
    if (std::find(variants.begin(), variants.end(), text) == variants.end())
      variants.push_back(std::move(text));
  }
  return variants;
}

}  // namespace garoa
