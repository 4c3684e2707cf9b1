#include "models/pricing/billing_terms.hpp"

#include <algorithm>
#include <map>

#include "sim/journal/meters.hpp"

namespace garoa {
namespace {

constexpr Range<double> a_share{0.0, 1.0, ""};
/// On what part of the bill it stands: behind the services.
constexpr const char* behind_services = "billing";

Commitment read_commitment(const std::string& name, Fields& f) {
  static constexpr std::array kinds{std::pair{"reserved", "reserved"},
                                    std::pair{"savings-plan", "savings plan"}, std::pair{"spot", "spot"}};
  Commitment c;
  c.name = name;
  c.where = f.where();
  c.covers = f.required<std::string>("covers", "an instance, a function, or ec2 or lambda as a whole");
  const auto kind = f.required<std::string>("kind", "reserved, savings-plan or spot");
  const auto* const known =
      std::find_if(kinds.begin(), kinds.end(), [&](const auto& one) { return kind == one.first; });
  if (known != kinds.end()) c.kind = known->second;
  if (known == kinds.end() && !kind.empty())
    f.error("kind", fmt::format("'{}' is not one of reserved, savings-plan, spot", kind));
  if (c.covers.starts_with("lambda") && known != kinds.end() && kind != "savings-plan")
    f.error("kind", "Lambda knows Savings Plans only");
  c.price_factor = f.required<double>("price_factor", "what is paid, as a share of the price", a_share);
  c.share = f.optional("share", "of the use that it covers", 1.0, a_share);
  return c;
}

void read_discounts(Fields& f, BillingTerms& billing) {
  f.section("discounts", "private discounts by service, instead of 'discount'", [&](Fields& services) {
    for (const auto& service : billed_services) {
      if (service.meter_prefix == "interface") continue;
      const auto share = services.maybe<double>(
          service.meter_prefix, fmt::format("share off the prices of {}", service.title), a_share);
      if (share) billing.of_services.emplace_back(service.title, *share);
    }
  });
}

/// `by` of the sum of some lines.
BilledLine part_of(const std::vector<const BilledLine*>& lines, double by) {
  BilledLine part;
  part.line.service = part.line.resource = behind_services;
  part.line.unit = "USD";
  part.line.unit_price = by;
  part.line.basis = Basis::verified;
  part.line.source = "the scenario's billing";
  for (const auto* const of : lines) {
    part.line.quantity += of->line.amount;
    part.line.one_off += by * of->line.one_off;
    part.line.growth_per_month += by * of->line.growth_per_month;
    part.first_month += by * of->first_month;
    part.twelfth_month += by * of->twelfth_month;
    part.line.basis = std::max(part.line.basis, of->line.basis);
    if (of->line.date > part.line.date) part.line.date = of->line.date;
  }
  part.line.amount = part.line.quantity * by;
  part.line.verified = part.line.basis == Basis::verified;
  return part;
}

/// What the commitment takes off a line.
BilledLine saving_of(const Commitment& commitment, const BilledLine& on_demand, double share) {
  const double off = commitment.price_factor - 1;
  auto saving = part_of({&on_demand}, share * off);
  saving.line.service = on_demand.line.service;
  saving.line.resource = on_demand.line.resource;
  saving.line.region = on_demand.line.region;
  saving.line.item = fmt::format("{}, {} {}", on_demand.line.item, commitment.kind, commitment.name);
  saving.line.quantity = on_demand.line.quantity * share;
  saving.line.unit = on_demand.line.unit;
  saving.line.unit_price = on_demand.line.unit_price * off;
  return saving;
}

void add_commitments(std::vector<BilledLine>& lines, const BillingTerms& billing) {
  std::vector<BilledLine> savings;
  for (const auto& line : lines) {
    double left = line.can_be_committed ? 1 : 0;
    for (const auto& commitment : billing.commitments) {
      if (!commitment.is_of(line.line.resource)) continue;
      const double share = std::min(left, commitment.share);
      left -= share;
      if (share > 0) savings.push_back(saving_of(commitment, line, share));
    }
  }
  lines.insert(lines.end(), savings.begin(), savings.end());
}

void add_discounts(std::vector<BilledLine>& lines, const BillingTerms& billing) {
  std::map<std::string, std::vector<const BilledLine*>> by_service;
  for (const auto& line : lines) by_service[line.line.service].push_back(&line);
  std::vector<BilledLine> discounts;
  for (const auto& [service, of] : by_service) {
    const double share = billing.discount_of(service);
    if (share == 0) continue;
    auto& discount = discounts.emplace_back(part_of(of, -share));
    discount.line.resource = "billing.discount";
    discount.line.item = "private discount, " + service;
  }
  lines.insert(lines.end(), discounts.begin(), discounts.end());
}

void add_tax(std::vector<BilledLine>& lines, double tax) {
  if (tax == 0 || lines.empty()) return;
  std::vector<const BilledLine*> all;
  for (const auto& line : lines) all.push_back(&line);
  auto sum = part_of(all, tax);
  sum.line.resource = tax_on_bill;
  sum.line.item = "tax";
  lines.push_back(std::move(sum));
}

}  // namespace

bool Commitment::is_of(const std::string& resource) const {
  if (covers_service()) return resource.starts_with(covers + ".");
  if (!resource.starts_with(covers)) return false;
  const auto member = std::string_view{resource}.substr(covers.size());
  return member.empty() || (member.size() > 1 && member.front() == '-' &&
                            member.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

double BillingTerms::discount_of(const std::string& service) const {
  for (const auto& [title, share] : of_services) {
    if (title == service) return share;
  }
  return discount;
}

BillingTerms read_billing(Fields& f, Catalogue& catalogue, const std::string& folder) {
  BillingTerms billing;
  billing.discount = f.optional("discount", "private discount, a share off all list prices", 0.0, a_share);
  read_discounts(f, billing);
  billing.tax = f.optional("tax", "a share on top of the bill", 0.0, {0.0, 10.0, ""});
  f.maybe_section("currency", "in which the bill is shown, instead of USD", [&](Fields& currency) {
    Exchange exchange;
    exchange.currency = currency.required<std::string>("name", "such as BRL");
    exchange.per_usd = currency.required<double>("per_usd", "what one USD is in it", {1e-6, 1e9, ""});
    billing.exchange = exchange;
  });
  f.named("commitments", "reserved instances, Savings Plans and spot",
          [&](const std::string& name, Fields& one) {
            billing.commitments.push_back(read_commitment(name, one));
          });
  std::stable_sort(billing.commitments.begin(), billing.commitments.end(),
                   [](const auto& a, const auto& b) { return !a.covers_service() && b.covers_service(); });
  billing.price_date = f.optional("price_date", "day whose list prices hold, or today", RulesDate{});
  billing.own = read_own_prices(f, catalogue, folder);
  return billing;
}

void add_terms(std::vector<BilledLine>& lines, const BillingTerms& billing) {
  add_commitments(lines, billing);
  add_discounts(lines, billing);
  add_tax(lines, billing.tax);
}

}  // namespace garoa
