#include "sim/results/origin.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/core/language.hpp"

namespace garoa {
namespace {

constexpr std::size_t told_digits = 12;
constexpr std::size_t told_seeds = 10;

std::string seeds_in_words(std::vector<std::uint64_t> seeds) {
  const auto all = seeds.size();
  seeds.resize(std::min(all, told_seeds));
  return fmt::format("{} {}{}", all == 1 ? tr("seed") : tr("seeds"), fmt::join(seeds, ", "),
                     all > told_seeds ? " " + tr("and {} more", all - told_seeds) : "");
}

std::string part(std::string_view what, const std::vector<std::string>& items) {
  return items.empty() ? "" : fmt::format("; {} {}", what, fmt::join(items, ", "));
}

std::vector<std::string> hashed(const std::vector<Provenance::File>& files) {
  std::vector<std::string> texts;
  for (const auto& file : files)
    texts.push_back(fmt::format("{} ({})", file.name, file.sha256.substr(0, told_digits)));
  return texts;
}

}  // namespace

Origin origin_of(const RunResult& result) {
  auto seeds = result.replications ? result.replications->seeds : std::vector<std::uint64_t>{};
  if (seeds.empty()) seeds = {result.scenario.seed};
  return {.garoa_version = result.garoa_version,
          .garoa_build = result.garoa_build,
          .scenario_sha256 = result.scenario.sha256,
          .seeds = std::move(seeds),
          .provenance = result.provenance};
}

std::string program_in_words(std::string_view version, std::string_view build) {
  return build.empty() ? std::string{version} : tr("{} (build {})", version, build);
}

std::string in_words(const Origin& origin) {
  auto text = tr("garoa {}, scenario {}", program_in_words(origin.garoa_version, origin.garoa_build),
                 origin.scenario_sha256.substr(0, told_digits));
  if (!origin.seeds.empty()) text += ", " + seeds_in_words(origin.seeds);
  const auto& provenance = origin.provenance;
  return text + part(tr("set"), provenance.overrides) + part(tr("assumed"), provenance.assumed) +
         part(tr("profiles"), provenance.profiles) + part(tr("inputs"), hashed(provenance.inputs)) +
         part(tr("model files"), hashed(provenance.models));
}

}  // namespace garoa
