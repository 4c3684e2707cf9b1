#include "models/lambda/runtime_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void read_init(RuntimeSettings& s, Fields& fields, Catalogue& catalogue) {
  if (s.name.empty()) return;
  if (const auto measured = find_init_duration(catalogue, s.name, s.package, s.architecture, s.memory)) {
    s.init = measured->distribution();
    return;
  }
  const auto runtimes = lambda_runtimes(catalogue);
  if (std::find(runtimes.begin(), runtimes.end(), s.name) != runtimes.end()) {
    fields.error("runtime",
                 fmt::format("'{}' was not measured as {} on {}; measured are {}", s.name, name_of(s.package),
                             name_of(s.architecture), listed(measured_variants(catalogue, s.name))));
  } else {
    fields.error("runtime",
                 fmt::format("'{}' is not a known runtime{}; one of {}", s.name,
                             did_you_mean(s.name, {runtimes.begin(), runtimes.end()}), listed(runtimes)));
  }
}

}  // namespace

RuntimeSettings read_runtime(Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("lambda");
  RuntimeSettings s;
  s.name = fields.required<std::string>("runtime", "Lambda runtime, such as python3.12");
  s.package = fields.optional("package", "deployment package", LambdaPackage::zip);
  s.architecture = fields.optional("architecture", "instruction set", CpuArchitecture::x86_64);
  s.memory = fields.optional(
      "memory", "configured memory; CPU is in proportion", figures.get<LambdaMemory>("memory.default"),
      {figures.get<LambdaMemory>("memory.min"), figures.get<LambdaMemory>("memory.max"), "Lambda allows"});
  const double full = figures.get<LambdaMemory>("memory.per_vcpu").count();
  s.cpu_share = std::min(1.0, static_cast<double>(s.memory.count()) / std::max(full, 1.0));
  s.placement = Distribution{Distribution::Uniform{figures.get<Seconds>("placement.low").count(),
                                                   figures.get<Seconds>("placement.high").count()}};
  read_init(s, fields, catalogue);
  return s;
}

}  // namespace garoa
