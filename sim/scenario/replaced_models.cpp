#include "sim/scenario/replaced_models.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "models/catalog/instance_type.hpp"
#include "models/catalog/region.hpp"
#include "models/compliance/control.hpp"
#include "models/compliance/profile.hpp"
#include "models/lambda/init_duration.hpp"
#include "models/pricing/free_tier.hpp"
#include "models/pricing/price_book.hpp"
#include "sim/core/figures.hpp"

namespace garoa {
namespace {

/// How the files below a folder are read; `name` is that of the file, without its ending.
struct Reader {
  std::string_view folder;
  void (*read)(Catalogue& catalogue, const std::string& name);
};

void read_family(Catalogue& catalogue, const std::string& family) {
  for (const auto& type : catalogue.file("catalog/ec2/" + family + ".yaml").entries)
    (void)find_instance_type(catalogue, type.key);
}

constexpr std::array readers{
    Reader{"pricing/prices/", [](Catalogue& c, const std::string& name) { (void)PriceBook::load(c, name); }},
    Reader{"pricing/free_tier", [](Catalogue& c, const std::string&) { (void)read_free_tier(c); }},
    Reader{"compliance/profiles/",
           [](Catalogue& c, const std::string& name) { (void)compliance::load_profile(c, name); }},
    Reader{"compliance/controls/",
           [](Catalogue& c, const std::string&) { (void)compliance::load_controls(c); }},
    Reader{"lambda/init/", [](Catalogue& c, const std::string& name) { (void)measured_variants(c, name); }},
    Reader{"catalog/ec2/", read_family},
    Reader{"catalog/regions", [](Catalogue& c, const std::string&) { (void)region_names(c); }}};

void read_file(Catalogue& catalogue, const std::string& path) {
  const auto name = std::filesystem::path{path}.stem().string();
  if (ModelFiles::holds_figures(path)) {
    (void)catalogue.figures(name);
    return;
  }
  for (const auto& reader : readers) {
    if (path.starts_with(reader.folder)) return reader.read(catalogue, name);
  }
  (void)catalogue.file(path);
}

}  // namespace

void check_replaced_models(const ModelFiles& files, Diagnostics& diagnostics) {
  if (files.replaced().empty()) return;
  diagnostics.add(files.made_once<Diagnostics>("faults of replaced files", [&] {
    Diagnostics faults;
    Catalogue catalogue{files, faults};
    for (const auto& file : files.replaced()) read_file(catalogue, file.path);
    return faults;
  }));
}

}  // namespace garoa
