#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "models/pricing/price_import.hpp"
#include "sim/cli/cli.hpp"
#include "sim/cli/prices_text.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/input_file.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;

/// Whose prices stand where those of a region of one's own are not known, unless its file says so.
constexpr const char* known_region = "us-east-1";
constexpr std::uintmax_t largest_offer_file = 1U << 30U;

const std::string& priced_region(const std::string& region, const Catalogue& catalogue) {
  const auto regions = priced_regions(catalogue.files());
  if (std::find(regions.begin(), regions.end(), region) == regions.end())
    throw UsageError{fmt::format("'{}' is not a region with prices{}; one of {}", region,
                                 did_you_mean(region, {regions.begin(), regions.end()}),
                                 fmt::join(regions, ", "))};
  return region;
}

RulesDate asked_date(const CommandLine& line) {
  if (!line.given("date")) return {};
  std::string why;
  const auto date = Scalar<RulesDate>::parse(line.get<std::string>("date"), false, why);
  if (!date) throw UsageError{fmt::format("--date: '{}' {}", line.get<std::string>("date"), why)};
  return *date;
}

/// Of the region that was named, or of all.
std::string price_explained(const CommandLine& line, const std::string& item, Catalogue& catalogue) {
  std::string text;
  std::vector<std::string> items;
  const auto regions = line.given("region")
                           ? std::vector{priced_region(line.get<std::string>("region"), catalogue)}
                           : priced_regions(catalogue.files());
  for (const auto& region : regions) {
    const auto book = PriceBook::load(catalogue, region, {asked_date(line), nullptr});
    text += explain_price(book, item);
    items = priced_items(book);
  }
  if (text.empty())
    throw UsageError{fmt::format("there is no price of '{}'{}; see 'garoa prices list {}'", item,
                                 did_you_mean(item, {items.begin(), items.end()}),
                                 regions.size() == 1 ? regions.front() : "REGION")};
  return text;
}

std::string prices_listed(const CommandLine& line, const std::string& region, Catalogue& catalogue) {
  return price_list_text(
      PriceBook::load(catalogue, priced_region(region, catalogue), {asked_date(line), nullptr}),
      output_width());
}

std::string prices_imported(const CommandLine& line, const std::string& path, Catalogue& catalogue) {
  const auto input = read_input(path, largest_offer_file);
  if (!input.fault.empty()) throw InputFault{path, "cannot be read: " + input.fault};
  const auto [file, error] = read_offer_file(input.text);
  if (!error.empty()) throw InputFault{path, error};
  const auto regions = regions_of(file);
  auto region = line.given("region") ? line.get<std::string>("region") : "";
  if (region.empty() && regions.size() == 1) region = regions.front();
  if (region.empty() ||
      (!regions.empty() && std::find(regions.begin(), regions.end(), region) == regions.end()))
    throw UsageError{fmt::format("--region: which one of {}", fmt::join(regions, ", "))};
  const auto known = priced_regions(catalogue.files());
  const bool is_known = std::find(known.begin(), known.end(), region) != known.end();
  return imported_prices(file, region, UsageTypes::load(catalogue),
                         PriceBook::load(catalogue, is_known ? region : known_region));
}

}  // namespace

int prices_command(const Arguments& arguments) {
  CommandLine line{
      "garoa prices ACTION WHAT [options]",
      tr("Lists the prices of a region (list REGION), explains one with its tiers, sources and history "
         "(explain ITEM), or makes of a file of AWS's public price list, JSON or CSV, a file of prices for a "
         "scenario's billing.prices (import FILE)."),
      "garoa prices explain dynamodb_write_units --region us-east-1"};
  line.positional("ACTION", 1, {"list", "explain", "import"});
  line.positional("WHAT", 1);
  line.add()("region", po::value<std::string>()->value_name("REGION"),
             tr("of explain: only of it; of import: whose prices"));
  line.add()("date", po::value<std::string>()->value_name("DATE"),
             tr("list prices of that day (default: today)"));
  line.add_models_option();
  line.parse(arguments);
  const auto& action = line.get<std::string>("ACTION");
  const auto& what = line.get<std::string>("WHAT");
  Diagnostics diagnostics;
  const ModelFiles files{line.given("models") ? line.get<std::string>("models") : "", diagnostics};
  Catalogue catalogue{files, diagnostics};
  std::string text;
  if (action == "list") {
    text = prices_listed(line, what, catalogue);
  } else if (action == "explain") {
    text = price_explained(line, what, catalogue);
  } else if (action == "import") {
    text = prices_imported(line, what, catalogue);
  } else {
    throw UsageError{fmt::format("'{}' is none of list, explain, import{}", action,
                                 did_you_mean(action, {"list", "explain", "import"}))};
  }
  if (diagnostics.has_errors()) {
    tell("{}", diagnostics.text());
    return exit_usage;
  }
  say("{}", safe_lines(text));
  return exit_done;
}

}  // namespace garoa::cli
