#include "models/pricing/reconcile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include "models/pricing/price_book.hpp"
#include "sim/core/language.hpp"

namespace garoa {
namespace {

constexpr double matching_share = 0.01;
constexpr const char* tax_label = "tax";
constexpr const char* discount_label = "private discount";

void add_to(std::optional<Reconciled::Side>& side, std::optional<double> quantity, double cost) {
  if (!side) side = Reconciled::Side{};
  side->cost += cost;
  if (quantity) side->quantity = side->quantity.value_or(0) + *quantity;
}

std::string label_of(const UsageType& type, const std::string& instance_type) {
  auto name = type.names.front();
  if (name.ends_with('*')) name.replace(name.size() - 1, 1, instance_type);
  return type.offer + " " + name;
}

/// What consumes something; other rows are costs only.
bool is_usage(const std::string& kind) {
  return kind.empty() || kind == "Usage" || kind == "DiscountedUsage" || kind == "SavingsPlanCoveredUsage";
}

bool concerns_usage(const std::string& kind) {
  return is_usage(kind) || kind == "SavingsPlanNegation";
}

std::string label_of(const ExportedUsage& row, const UsageTypes& types) {
  if (row.kind == "Tax") return tax_label;
  if (row.kind.ends_with("Discount")) return discount_label;
  if (!concerns_usage(row.kind)) return row.kind;
  if (const auto known = types.find(row.offer, row.usage_type, row.operation))
    return label_of(*known->type, known->instance_type);
  return row.offer.empty() ? row.usage_type : row.offer + " " + row.usage_type;
}

/// The meter of a line, whose item may have a commitment behind it.
std::optional<Meter> meter_of_line(const CostLine& line) {
  std::optional<Meter> longest;
  for (std::size_t i = 0; i < meter_count; ++i) {
    const auto meter = static_cast<Meter>(i);
    const auto meaning = info_of(meter).meaning;
    if (service_of(meter) != line.service || !line.item.starts_with(meaning)) continue;
    if (!longest || meaning.size() > info_of(*longest).meaning.size()) longest = meter;
  }
  if (!longest && line.service == "EC2" && line.unit == "hour") return Meter::ec2_instance_seconds;
  return longest;
}

/// AWS's code for a region in usage types: "USW2" is us-west-2. The first of Europe has "EU".
std::string code_of(const std::string& region) {
  if (region == "eu-west-1") return "EU";
  std::string code;
  for (std::size_t i = 0; i < region.size(); ++i) {
    const bool is_first = i == 0 || region[i - 1] == '-';
    if (i < 2 || is_first) code += static_cast<char>(std::toupper(static_cast<unsigned char>(region[i])));
  }
  return code;
}

/// Does it look like one: "EUC1"?
bool is_code(std::string_view text) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text == "EU" || (text.size() == 4 && std::all_of(text.begin(), text.begin() + 3, is_capital) &&
                          text[3] >= '1' && text[3] <= '9');
}

/// The region that AWS's code in front of a usage type names, of those that the bill has, else the code itself. Empty: there is none.
std::string region_named_by(const ExportedUsage& row, const Invoice& simulated) {
  const auto code = row.usage_type.substr(0, row.usage_type.find('-'));
  if (code.size() == row.usage_type.size() || !is_code(code)) return {};
  if (code == code_of(simulated.region)) return simulated.region;
  for (const auto& line : simulated.lines) {
    if (code == code_of(line.region)) return line.region;
  }
  return code;
}

/// Behind the label of what another region than the bill's own was billed for.
std::string behind_label(const std::string& region, const Invoice& simulated) {
  return region.empty() || region == simulated.region ? "" : fmt::format(" ({})", region);
}

std::string region_of(const ExportedUsage& row, const Invoice& simulated) {
  if (!is_usage(row.kind)) return {};
  return row.region.empty() ? region_named_by(row, simulated) : row.region;
}

/// A price that is another region's is the own region's for all that is known.
std::string region_of(const CostLine& line) {
  return line.basis == Basis::project ? std::string{} : line.region;
}

void add_simulated(std::map<std::string, Reconciled>& rows, const CostLine& line, double factor,
                   const UsageTypes& types, const std::string& behind) {
  if (line.quantity == 0 && line.amount == 0) return;
  auto label = line.service + ": " + line.item;
  std::optional<double> quantity = line.quantity * factor;
  const auto meter = meter_of_line(line);
  const auto* const type = meter ? types.of(*meter) : nullptr;
  if (line.resource == tax_on_bill) {
    label = tax_label;
  } else if (line.item.starts_with(discount_label)) {
    label = discount_label;
  } else if (type != nullptr) {
    label = label_of(*type, line.item.substr(0, line.item.find(','))) + behind;
    std::string why;
    const bool counted = line.unit.find(' ') != std::string::npos;
    const auto units = parse_billed(counted ? line.unit : "1 " + line.unit, *meter, why);
    *quantity *= units.value_or(1) / type->meter_units;
  }
  // Discounts, taxes and what commitments take off are amounts only.
  if (line.amount < 0 || label == tax_label) quantity.reset();
  add_to(rows[label].simulated, quantity, line.amount * factor);
}

std::string share_between(std::string_view what, double simulated, double billed) {
  if (billed == 0) return simulated == 0 ? "" : fmt::format("{} instead of none", what);
  const double share = simulated / billed - 1;
  return std::abs(share) <= matching_share ? "" : fmt::format("{} {:+.0f} %", what, share * 100);
}

std::string reconciled_verdict(const Reconciled& row) {
  if (!row.simulated) return std::string{msgid("only billed")};
  if (!row.billed) return std::string{msgid("only simulated")};
  const auto& [quantity, cost] = *row.simulated;
  if (!quantity || !row.billed->quantity || *quantity == 0 || *row.billed->quantity == 0) {
    const auto text = share_between("cost", cost, row.billed->cost);
    return text.empty() ? "matched" : text;
  }
  const auto used = share_between("quantity", *quantity, *row.billed->quantity);
  const auto price = share_between("price", cost / *quantity, row.billed->cost / *row.billed->quantity);
  if (used.empty() && price.empty()) return "matched";
  return used + (used.empty() || price.empty() ? "" : ", ") + price;
}

double dearer_side(const Reconciled& row) {
  return std::max(row.billed ? std::abs(row.billed->cost) : 0,
                  row.simulated ? std::abs(row.simulated->cost) : 0);
}

}  // namespace

std::vector<Reconciled> reconcile(const Invoice& simulated, double factor,
                                  const std::vector<ExportedUsage>& billed, const UsageTypes& types) {
  std::map<std::string, Reconciled> by_label;
  for (const auto& row : billed)
    add_to(by_label[label_of(row, types) + behind_label(region_of(row, simulated), simulated)].billed,
           is_usage(row.kind) ? row.quantity : std::nullopt, row.cost);
  for (const auto& line : simulated.lines)
    add_simulated(by_label, line, factor, types, behind_label(region_of(line), simulated));
  std::vector<Reconciled> rows;
  for (auto& [label, row] : by_label) {
    row.usage_type = label;
    row.verdict = reconciled_verdict(row);
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Reconciled& a, const Reconciled& b) { return dearer_side(a) > dearer_side(b); });
  return rows;
}

}  // namespace garoa
