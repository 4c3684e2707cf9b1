// How long the INIT phase of a cold Lambda environment takes: the "Init Duration" of the REPORT line, as
// measured for a hello-world function over three months of 2026 (maxday/lambda-perf), a lognormal
// distribution for each runtime, package and architecture. How far medians of other times lie from these is the range
// of lambda.yaml's init.factor, which the cold start multiplies them by (cold_start_settings.cpp).
//
// Modelled: the runtime's own start; what comes before and after it is in cold_start.hpp. Memory has no visible
// effect on INIT (it gets full processors at every size), so the row of the nearest measured memory (128 to 1024 MB)
// serves any memory; of two equally near ones, the smaller.
//
// The first handler run does depend on memory. Between the measured sizes its median is interpolated in logarithms;
// above them it goes on falling as between the last two, at most in proportion to memory, up to the vCPUs that its threads use.
//
// Runtimes have Lambda's identifiers (python3.12); custom ones carry what runs on them: provided.al2023-go,
// provided.al2-graalvm-java17. Figures: models/lambda/init/<runtime>.yaml, all basis V.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/catalog/cpu_architecture.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

enum class LambdaPackage { zip, image };

template <>
struct EnumNames<LambdaPackage> {
  static constexpr std::string_view kind = "Lambda package type";
  static constexpr std::array names{std::pair{std::string_view{"zip"}, LambdaPackage::zip},
                                    std::pair{std::string_view{"image"}, LambdaPackage::image}};
};

struct InitDuration {
  Seconds median;
  double sigma = 0;       // of the natural logarithm
  Seconds first_handler;  // median, at the memory that was asked for
  LambdaMemory measured_memory;
  std::uint32_t samples = 0;
  Basis basis = Basis::verified;
  std::string source;
  std::string date;
  /// In seconds.
  [[nodiscard]] Distribution distribution() const { return Distribution::lognormal(median.count(), sigma); }
};

/// Nothing if the runtime is unknown or was not measured with this package and architecture (see the lists
/// below). Faults of the file go to the catalogue's diagnostics.
[[nodiscard]] std::optional<InitDuration> find_init_duration(Catalogue& catalogue, const std::string& runtime,
                                                             LambdaPackage package,
                                                             CpuArchitecture architecture,
                                                             LambdaMemory memory);

/// SnapStart of a runtime.
struct SnapStartOffer {
  std::optional<RulesDate> since;  // the first day; the runtime's own if none
  bool billed = false;             // snapshots and restores
};
/// Nothing if the runtime has none or is unknown.
[[nodiscard]] std::optional<SnapStartOffer> find_snap_start(Catalogue& catalogue, const std::string& runtime);

/// The first day on which a runtime could be chosen; nothing if that or the runtime is unknown.
[[nodiscard]] std::optional<RulesDate> runtime_since(Catalogue& catalogue, const std::string& runtime);

/// The known runtimes, sorted.
[[nodiscard]] std::vector<std::string> lambda_runtimes(const ModelFiles& files);

/// What was measured of a runtime: "zip x86_64", "zip arm64", "image x86_64", "image arm64" or fewer; empty
/// if it is unknown.
[[nodiscard]] std::vector<std::string> measured_variants(Catalogue& catalogue, const std::string& runtime);

}  // namespace garoa
