#include "models/pricing/price_book.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/fields.hpp"
#include "sim/core/units.hpp"

namespace garoa {
namespace {

constexpr std::string_view prices_folder = "pricing/prices/";
constexpr std::string_view file_extension = ".yaml";

constexpr std::array hour_units{Unit{"hour", 3600}, Unit{"key-month", seconds_per_month},
                                Unit{"alarm-month", seconds_per_month},
                                Unit{"metric-month", seconds_per_month}};
constexpr std::array cpu_units{Unit{"vCPU-hour", 3600}};
constexpr std::array storage_units{Unit{"GiB-month", gibibyte* seconds_per_month}};
constexpr std::array iops_units{Unit{"IOPS-month", seconds_per_month}};
constexpr std::array load_units{Unit{"LCU-hour", 3600}};
constexpr std::array object_units{Unit{"object-month", seconds_per_month}};
constexpr std::array capacity_units{Unit{"unit-hour", 3600}};
constexpr std::array throughput_units{Unit{"MiB/s-month", mebibyte* seconds_per_month}};
constexpr std::array count_units{Unit{"requests", 1}, Unit{"deliveries", 1}, Unit{"units", 1},
                                 Unit{"events", 1}};
constexpr std::array compute_units{Unit{"GiB-second", 1024.0 * 1000.0}};
constexpr std::array volume_units{Unit{"GiB", gibibyte}};

struct MeterUnit {
  std::string_view unit;  // as in meter_table
  UnitTable billed;
};

constexpr std::array meter_units{
    MeterUnit{"s", {"a billed running time", "1 hour", hour_units}},
    MeterUnit{"vCPU s", {"a billed CPU time", "1 vCPU-hour", cpu_units}},
    MeterUnit{"B s", {"a billed storage", "1 GiB-month", storage_units}},
    MeterUnit{"IOPS s", {"a billed provision of IOPS", "1 IOPS-month", iops_units}},
    MeterUnit{"LCU s", {"a billed load", "1 LCU-hour", load_units}},
    MeterUnit{"object s", {"a billed watch over objects", "1000 object-month", object_units}},
    MeterUnit{"unit s", {"a billed provision of capacity", "1 unit-hour", capacity_units}},
    MeterUnit{"B/s s", {"a billed provision of throughput", "1 MiB/s-month", throughput_units}},
    MeterUnit{"1", {"a billed count", "1000 requests", count_units}},
    MeterUnit{"MiB ms", {"a billed memory time", "1 GiB-second", compute_units}},
    MeterUnit{"B", {"a billed volume of data", "1 GiB", volume_units}},
};

constexpr const UnitTable* billed_units(Meter meter) {
  for (const auto& candidate : meter_units) {
    if (candidate.unit == info_of(meter).unit) return &candidate.billed;
  }
  return nullptr;
}

constexpr bool every_meter_has_billed_units() {
  for (std::size_t i = 0; i < meter_count; ++i) {
    if (billed_units(static_cast<Meter>(i)) == nullptr) return false;
  }
  return true;
}
static_assert(every_meter_has_billed_units());

/// "1 GiB-month" is shown as "GiB-month".
std::string shown_unit(const std::string& per) {
  return per.starts_with("1 ") ? per.substr(2) : per;
}

void read_per(Fields& f, Meter meter, Price& price) {
  const auto text = f.required<std::string>("per", "the quantity that the price is for");
  if (text.empty()) return;
  std::string why;
  const auto units = parse_billed(text, meter, why);
  if (!units) {
    f.error("per", fmt::format("'{}' {}", text, why));
  } else if (*units < 1 || *units != std::floor(*units)) {
    f.error("per",
            fmt::format("'{}' is not a whole number of the meter's unit, {}", text, info_of(meter).unit));
  } else {
    price.unit = shown_unit(text);
    price.meter_units = static_cast<std::uint64_t>(*units);
  }
}

void read_provenance(Fields& f, PriceTier& tier) {
  tier.basis = f.required<Basis>("basis", "how far the price can be trusted");
  tier.source = f.optional<std::string>("source", "where it was read", "");
  tier.date = f.optional<std::string>("date", "of the source", "");
  tier.note = f.optional<std::string>("note", "what to know about it", "");
  tier.region =
      f.optional<std::string>("region", "whose price it is, since no source gives this region's", "");
  if (!tier.region.empty() && tier.basis != Basis::project)
    f.error("basis", "another region's price has basis P");
  if (tier.basis == Basis::verified && tier.source.empty())
    f.error("basis", "a price with basis V names its source");
}

double required_usd(Fields& f, std::string_view key) {
  return f.required<double>(key, "the price in USD", {0.0, {}, "a price is"});
}

PriceTier read_tier(Fields& f) {
  PriceTier tier;
  tier.usd = required_usd(f, "usd");
  read_provenance(f, tier);
  return tier;
}

/// The end of a tier in the price's unit; infinity where it is absent.
double read_up_to(Fields& f, Meter meter, const Price& price) {
  const auto text = f.maybe<std::string>("up_to", "the month's quantity at which the tier ends");
  if (!text) return std::numeric_limits<double>::infinity();
  std::string why;
  const auto units = parse_billed(*text, meter, why);
  if (!units) f.error("up_to", fmt::format("'{}' {}", *text, why));
  return units.value_or(0) / static_cast<double>(price.meter_units);
}

std::vector<PriceTier> read_tiers(Fields& f, Meter meter, const Price& price) {
  std::vector<PriceTier> tiers;
  double last_end = 0;
  f.list("tiers", "prices by the month's quantity", [&](Fields& item) {
    auto tier = read_tier(item);
    tier.up_to = read_up_to(item, meter, price);
    if (!(tier.up_to > last_end)) item.error("up_to", "a tier ends above the one before it");
    if (std::isinf(last_end)) item.error("usd", "only the last tier has no 'up_to'");
    last_end = tier.up_to;
    tiers.push_back(std::move(tier));
  });
  if (std::isinf(last_end)) return tiers;
  f.error("tiers", "the last tier has no 'up_to'");
  tiers.emplace_back();
  return tiers;
}

/// One price, or several by quantity.
std::vector<PriceTier> read_amounts(Fields& f, Meter meter, const Price& price) {
  if (f.given("tiers")) return read_tiers(f, meter, price);
  return {read_tier(f)};
}

void read_earlier(Fields& f, Meter meter, Price& price) {
  f.list("earlier", "what held before, oldest first", [&](Fields& item) {
    PastPrice past;
    past.until = item.required<RulesDate>("until", "the first day on which it held no more");
    past.tiers = read_amounts(item, meter, price);
    if (!price.earlier.empty() && past.until <= price.earlier.back().until)
      item.error("until", "an earlier price ends after the one before it");
    price.earlier.push_back(std::move(past));
  });
}

/// The prices of the day: earlier ones, or today's, which nobody read on that day where their source is newer.
void choose(Price& price, RulesDate date) {
  if (date == RulesDate{}) return;
  for (const auto& past : price.earlier) {
    if (date >= past.until) continue;
    price.tiers = past.tiers;
    return;
  }
  for (auto& tier : price.tiers) {
    if (tier.basis == Basis::verified && tier.date > Scalar<RulesDate>::format(date))
      tier.basis = Basis::derived;
  }
}

Price read_price(Fields& f, Meter meter, RulesDate date) {
  Price price;
  if (const auto why = f.maybe<std::string>("unpriced", "why it has no price")) {
    price.unpriced = *why;
    return price;
  }
  read_per(f, meter, price);
  price.tiers = read_amounts(f, meter, price);
  read_earlier(f, meter, price);
  choose(price, date);
  return price;
}

/// The names in a map that this program does not know beforehand.
std::vector<std::string> keys_of(const YamlNode* node) {
  std::vector<std::string> keys;
  if (node == nullptr) return keys;
  for (const auto& entry : node->entries) keys.push_back(entry.key);
  return keys;
}

const YamlNode* child(const YamlNode* node, std::string_view key) {
  const auto* entry = node == nullptr ? nullptr : node->find(key);
  return entry == nullptr ? nullptr : &entry->value;
}

/// A group of instance types whose prices share one origin.
void read_instance_group(Fields& f, const YamlNode* group, RulesDate date,
                         std::map<std::string, Price>& prices) {
  Price price;
  read_per(f, Meter::ec2_instance_seconds, price);
  read_provenance(f, price.tiers.front());
  f.section("usd", "prices by instance type", [&](Fields& types) {
    for (const auto& type : keys_of(child(group, "usd"))) {
      if (!types.given(type)) continue;
      price.tiers.front().usd = required_usd(types, type);
      choose(price, date);
      prices.insert_or_assign(type, price);
    }
  });
}

}  // namespace

double Price::quantity(MeterTotal units) const {
  const MeterTotal whole = units / meter_units;
  const auto rest = static_cast<std::uint64_t>(units % meter_units);
  return static_cast<double>(whole) + static_cast<double>(rest) / static_cast<double>(meter_units);
}

double Price::amount(double quantity) const {
  double sum = 0;
  double start = 0;
  for (const auto& tier : tiers) {
    if (quantity <= start) break;
    sum += (std::min(quantity, tier.up_to) - start) * tier.usd;
    start = tier.up_to;
  }
  return sum;
}

double Price::unit_price(double quantity) const {
  const auto& first = tiers.front();
  return quantity <= first.up_to ? first.usd : amount(quantity) / quantity;
}

const PriceTier& Price::weakest_tier(double quantity) const {
  const auto* weakest = &tiers.front();
  for (const auto& tier : tiers) {
    if (tier.basis > weakest->basis) weakest = &tier;
    if (quantity <= tier.up_to) break;
  }
  return *weakest;
}

PriceBook PriceBook::load(Catalogue& catalogue, const std::string& region, const BookChoice& choice) {
  PriceBook book;
  book.region_ = region;
  const bool is_new = choice.own != nullptr && !choice.own->like.empty();
  const auto& whose = is_new ? choice.own->like : region;
  const auto& built_in = catalogue.file(fmt::format("{}{}{}", prices_folder, whose, file_extension));
  if (!built_in.is(YamlNode::Kind::map)) return book;
  if (is_new && region == whose) {
    catalogue.diagnostics().error(choice.own->root.where,
                                  fmt::format("a region is not like itself: '{}'", region));
    return book;
  }
  const auto base = is_new ? as_of_another(built_in, whose) : built_in;
  const auto root = choice.own == nullptr ? base : with_own_prices(base, *choice.own);
  ReadContext context{.diagnostics = catalogue.diagnostics(), .recorded = false};
  FieldRecord record;
  Fields f{&root, region, root.where, record, context};
  (void)f.maybe<std::string>("region", "whose prices they are");
  (void)f.maybe<std::string>("like", "the region whose prices hold where a new one has none");
  (void)f.maybe<std::string>("country", "of a new region");
  book.price_date_ = f.required<std::string>("price_date", "the newest date of a source");
  if (choice.date < RulesDate{}) book.price_date_ = Scalar<RulesDate>::format(choice.date);
  f.section("meters", "prices by meter", [&](Fields& meters) {
    for (std::size_t i = 0; i < meter_count; ++i) {
      const auto meter = static_cast<Meter>(i);
      if (meter == Meter::ec2_instance_seconds) continue;
      meters.section(info_of(meter).name, info_of(meter).meaning,
                     [&](Fields& line) { book.prices_[i] = read_price(line, meter, choice.date); });
    }
  });
  const auto instances = info_of(Meter::ec2_instance_seconds).name;
  f.section(instances, "prices by instance type, in groups of one origin", [&](Fields& groups) {
    for (const auto& name : keys_of(child(&root, instances))) {
      groups.maybe_section(name, "types whose prices share one origin", [&](Fields& group) {
        read_instance_group(group, child(child(&root, instances), name), choice.date, book.instance_prices_);
      });
    }
  });
  return book;
}

const Price* PriceBook::instance_price(const std::string& type) const {
  const auto found = instance_prices_.find(type);
  return found == instance_prices_.end() ? nullptr : &found->second;
}

std::optional<double> parse_billed(std::string_view text, Meter meter, std::string& why) {
  return parse_with_unit(text, *billed_units(meter), why);
}

std::vector<std::string> priced_regions(const ModelFiles& files) {
  std::vector<std::string> regions;
  for (const auto& path : files.paths_below(prices_folder)) {
    const auto file = std::string_view{path}.substr(prices_folder.size());
    regions.emplace_back(file.substr(0, file.size() - file_extension.size()));
  }
  std::sort(regions.begin(), regions.end());
  return regions;
}

}  // namespace garoa
