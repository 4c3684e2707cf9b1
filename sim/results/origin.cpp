#include "sim/results/origin.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace garoa {
namespace {

constexpr std::size_t told_digits = 12;
constexpr std::size_t told_seeds = 10;

std::string seeds_in_words(std::vector<std::uint64_t> seeds) {
  const auto all = seeds.size();
  seeds.resize(std::min(all, told_seeds));
  return fmt::format("seed{} {}{}", all == 1 ? "" : "s", fmt::join(seeds, ", "),
                     all > told_seeds ? fmt::format(" and {} more", all - told_seeds) : "");
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
  return {result.garoa_version, result.scenario.sha256, {result.scenario.seed}, result.provenance};
}

std::string in_words(const Origin& origin) {
  auto text = fmt::format("garoa {}, scenario {}", origin.garoa_version,
                          origin.scenario_sha256.substr(0, told_digits));
  if (!origin.seeds.empty()) text += ", " + seeds_in_words(origin.seeds);
  const auto& provenance = origin.provenance;
  return text + part("set", provenance.overrides) + part("assumed", provenance.assumed) +
         part("profiles", provenance.profiles) + part("inputs", hashed(provenance.inputs)) +
         part("model files", hashed(provenance.models));
}

}  // namespace garoa
