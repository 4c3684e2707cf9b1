#include "models/pricing/free_tier.hpp"

#include "models/pricing/price_book.hpp"
#include "sim/core/fields.hpp"

namespace garoa {
namespace {

std::optional<Meter> meter_of(std::string_view name) {
  for (std::size_t i = 0; i < meter_count; ++i) {
    if (meter_table[i].name == name) return static_cast<Meter>(i);
  }
  return std::nullopt;
}

std::vector<Meter> read_meters(Fields& f) {
  std::vector<Meter> meters;
  for (const auto& name : f.values<std::string>("meters", "the meters that share it")) {
    if (const auto meter = meter_of(name)) {
      meters.push_back(*meter);
    } else {
      f.error("meters", fmt::format("'{}' is not a meter", name));
    }
  }
  if (meters.empty()) f.error("meters", "an allowance needs meters");
  return meters;
}

FreeAllowance read_allowance(Fields& f) {
  FreeAllowance allowance;
  allowance.meters = read_meters(f);
  const auto text = f.required<std::string>("per_month", "what is free every month");
  allowance.basis = f.required<Basis>("basis", "how far the figure can be trusted");
  const auto source = f.optional<std::string>("source", "where it was read", "");
  (void)f.optional<std::string>("date", "of the source", "");
  (void)f.optional<std::string>("note", "what to know about it", "");
  if (allowance.basis == Basis::verified && source.empty())
    f.error("basis", "an allowance with basis V names its source");
  for (const auto meter : allowance.meters) {
    std::string why;
    const auto units = parse_billed(text, meter, why);
    if (!units) f.error("per_month", fmt::format("'{}' {}", text, why));
    allowance.units = units.value_or(0);
  }
  return allowance;
}

}  // namespace

std::vector<FreeAllowance> read_free_tier(Catalogue& catalogue) {
  std::vector<FreeAllowance> all;
  const auto& root = catalogue.file("pricing/free_tier.yaml");
  if (!root.is(YamlNode::Kind::map)) return all;
  ReadContext context{.diagnostics = catalogue.diagnostics(), .recorded = false};
  FieldRecord record;
  Fields f{&root, "free tier", root.where, record, context};
  f.named("allowances", "what is free",
          [&](const std::string&, Fields& item) { all.push_back(read_allowance(item)); });
  return all;
}

}  // namespace garoa
