#include "models/catalog/region.hpp"

#include "sim/core/fields.hpp"

namespace garoa {
namespace {

const std::string regions_file = "catalog/regions.yaml";

}  // namespace

std::optional<Region> find_region(Catalogue& catalogue, const std::string& name) {
  const auto* entry = catalogue.file(regions_file).find(name);
  if (entry == nullptr) return std::nullopt;
  Region region{name, "", ""};
  ReadContext context{.diagnostics = catalogue.diagnostics(), .recorded = false};
  FieldRecord record;
  Value{&entry->value, name, entry->where, record, context}.map([&](Fields& f) {
    region.title = f.required<std::string>("title", "the region's name on the console");
    region.country = f.required<std::string>("country", "the country where its data centres stand");
  });
  return region;
}

std::vector<std::string> region_names(Catalogue& catalogue) {
  std::vector<std::string> names;
  for (const auto& entry : catalogue.file(regions_file).entries) names.push_back(entry.key);
  return names;
}

}  // namespace garoa
