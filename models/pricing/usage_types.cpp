#include "models/pricing/usage_types.hpp"

#include <algorithm>
#include <regex>

#include "models/pricing/price_book.hpp"

namespace garoa {
namespace {

/// Rows of it are on the bill of the service that sends.
constexpr std::string_view transfer = "AWSDataTransfer";

/// What of the usage type the name leaves open; nothing if it is another one.
std::optional<std::string> rest_of(std::string_view name, std::string_view usage_type) {
  if (!name.ends_with('*')) return name == usage_type ? std::optional{std::string{}} : std::nullopt;
  name.remove_suffix(1);
  if (!usage_type.starts_with(name)) return std::nullopt;
  return std::string{usage_type.substr(name.size())};
}

}  // namespace

std::string_view without_region(std::string_view usage_type) {
  static const std::regex region{"^([A-Z]{2,4}[0-9]?|[a-z]{2}-[a-z]+-[0-9])-"};
  std::match_results<std::string_view::const_iterator> found;
  if (!std::regex_search(usage_type.begin(), usage_type.end(), found, region)) return usage_type;
  return usage_type.substr(static_cast<std::size_t>(found.length()));
}

UsageTypes UsageTypes::load(Catalogue& catalogue) {
  UsageTypes types;
  const auto& root = catalogue.file("pricing/usage_types.yaml");
  if (!root.is(YamlNode::Kind::map)) return types;
  ReadContext context{.diagnostics = catalogue.diagnostics(), .recorded = false};
  FieldRecord record;
  Fields f{&root, "usage types", root.where, record, context};
  for (std::size_t i = 0; i < meter_count; ++i) {
    const auto meter = static_cast<Meter>(i);
    f.maybe_section(info_of(meter).name, info_of(meter).meaning, [&](Fields& row) {
      UsageType type;
      type.meter = meter;
      type.offer = row.required<std::string>("offer", "AWS's name of the price list");
      type.names = row.values<std::string>("usage", "its usage types");
      type.operation = row.optional<std::string>("operation", "only of this operation", "");
      const auto one = row.required<std::string>("one", "what one of AWS's units is");
      std::string why;
      const auto units = parse_billed(one, meter, why);
      if (!units && !one.empty()) row.error("one", fmt::format("'{}' {}", one, why));
      type.meter_units = units.value_or(1);
      types.all_.push_back(std::move(type));
    });
  }
  return types;
}

std::optional<KnownUsage> UsageTypes::find(std::string_view offer, std::string_view usage_type,
                                           std::string_view operation) const {
  for (auto name = usage_type;; name = without_region(name)) {
    for (const auto& type : all_) {
      if (!offer.empty() && type.offer != offer && type.offer != transfer) continue;
      if (!type.operation.empty() && !operation.empty() && type.operation != operation) continue;
      for (const auto& known : type.names) {
        if (auto rest = rest_of(known, name)) return KnownUsage{&type, std::move(*rest)};
      }
    }
    if (without_region(name) == name) return std::nullopt;
  }
}

const UsageType* UsageTypes::of(Meter meter) const {
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&](const UsageType& type) { return type.meter == meter; });
  return found == all_.end() ? nullptr : &*found;
}

}  // namespace garoa
