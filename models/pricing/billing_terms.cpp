#include "models/pricing/billing_terms.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <numeric>
#include <set>

#include "sim/journal/meters.hpp"
#include "sim/results/cost_sums.hpp"

namespace garoa {
namespace {

const Range<double> a_share{0.0, 1.0, ""};
/// On what part of the bill it stands: behind the services.
constexpr const char* behind_services = "billing";

double share_of(Upfront upfront) {
  return upfront == Upfront::none ? 0 : (upfront == Upfront::all ? 1 : 0.5);
}

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
  c.count = f.maybe<double>("count", "instances that are reserved, used or not", {0.0, 1e6, ""});
  c.hourly = f.maybe<double>("hourly", "USD an hour that are committed, used or not", {0.0, 1e6, ""});
  c.upfront = share_of(f.optional("upfront", "what of it is paid at once for the term", Upfront::none));
  c.years = f.optional("years", "of its term", 1.0, {1.0, 3.0, "AWS has"});
  if (c.count && (c.kind != "reserved" || c.covers_service()))
    f.error("count", "'count' is of instances of one name that are reserved");
  if (c.hourly && c.kind != "savings plan") f.error("hourly", "only a Savings Plan is so much an hour");
  if (c.is_fixed() && f.given("share"))
    f.error("share", "'share' stands beside neither 'count' nor 'hourly'");
  if (c.upfront > 0 && c.kind == "spot") f.error("upfront", "spot has no term");
  if (c.is_fixed() && c.price_factor == 0) f.error("price_factor", "what costs nothing is no commitment");
  return c;
}

/// The first word of its meters; of a service with several, its own name.
std::string key_of(const BilledService& service) {
  const auto rows = std::count_if(billed_services.begin(), billed_services.end(),
                                  [&](const BilledService& other) { return other.title == service.title; });
  std::string key{rows > 1 ? service.title : service.meter_prefix};
  std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) { return std::tolower(c); });
  return key;
}

void read_discounts(Fields& f, BillingTerms& billing) {
  f.section("discounts", "private discounts by service, instead of 'discount'", [&](Fields& services) {
    std::set<std::string_view> read;
    for (const auto& service : billed_services) {
      if (!read.insert(service.title).second) continue;
      const auto share = services.maybe<double>(
          key_of(service), fmt::format("share off the prices of {}", service.title), a_share);
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
    add_amounts(part.line.of_flows, of->line.of_flows, by, by);
    part.month += by * of->month;
    part.ahead.resize(std::max(part.ahead.size(), of->ahead.size()));
    for (std::size_t i = 0; i < of->ahead.size(); ++i) part.ahead[i] += by * of->ahead[i];
    part.line.basis = std::max(part.line.basis, of->line.basis);
    if (of->line.date > part.line.date) part.line.date = of->line.date;
  }
  part.line.amount = part.line.quantity * by;
  part.line.verified = part.line.basis == Basis::verified;
  return part;
}

/// Amounts of a line, or sums of them: of the run, of a month as if nothing grew, and of the months ahead.
using Columns = std::vector<double>;

Columns amounts_of(const BilledLine& line) {
  Columns amounts{line.line.amount, line.month};
  amounts.insert(amounts.end(), line.ahead.begin(), line.ahead.end());
  return amounts;
}

/// What the commitment takes off a line: of what it covers in each column, the rest of the price.
BilledLine saving_of(const Commitment& commitment, const BilledLine& on_demand, const Columns& covered) {
  const double off = commitment.price_factor - 1;
  const double share = on_demand.line.amount == 0 ? 0 : covered[0] / on_demand.line.amount;
  auto saving = part_of({&on_demand}, share * off);
  saving.line.service = on_demand.line.service;
  saving.line.resource = on_demand.line.resource;
  saving.line.region = on_demand.line.region;
  saving.line.item = fmt::format("{}, {} {}", on_demand.line.item, commitment.kind, commitment.name);
  saving.line.quantity = on_demand.line.quantity * share;
  saving.line.unit = on_demand.line.unit;
  saving.line.unit_price = on_demand.line.unit_price * off;
  saving.month = covered[1] * off;
  saving.line.of_flows.clear();
  add_amounts(saving.line.of_flows, on_demand.line.of_flows, share * off,
              on_demand.month == 0 ? 0 : saving.month / on_demand.month);
  for (std::size_t i = 0; i < saving.ahead.size(); ++i) saving.ahead[i] = covered[i + 2] * off;
  return saving;
}

/// A line that a commitment concerns, column by column and hour by hour: its amount in each hour of the run, as if the column had the run's
/// pattern, and what of it earlier commitments have left.
struct Covered {
  const BilledLine* line;
  std::vector<Columns> amounts;  // by hour, then column; of all hours of that kind in the column
  std::vector<Columns> left;     // share
};

/// The pieces of a run, and which part of it each is.
class RunHours {
 public:
  explicit RunHours(const CommittedHours& hours) : hours_{hours} {
    if (hours.of_run.empty()) shares_.push_back(1);
    for (const double each : hours.of_run) shares_.push_back(each / hours.of_columns.front());
  }
  [[nodiscard]] std::size_t count() const { return shares_.size(); }
  /// All hours of that kind in a column.
  [[nodiscard]] double of(std::size_t column, std::size_t hour) const {
    return hours_.of_columns[column] * shares_[hour];
  }
  [[nodiscard]] double of_run() const { return hours_.of_columns.front(); }
  [[nodiscard]] Covered covered(const BilledLine& line) const {
    const auto amounts = amounts_of(line);
    const double all = std::accumulate(line.by_hour.begin(), line.by_hour.end(), 0.0);
    Covered covered{&line, {}, {}};
    for (std::size_t h = 0; h < count(); ++h) {
      const double share = h < line.by_hour.size() && all > 0 ? line.by_hour[h] / all : shares_[h];
      auto& at = covered.amounts.emplace_back();
      for (const double amount : amounts) at.push_back(amount * share);
      covered.left.emplace_back(amounts.size(), 1.0);
    }
    return covered;
  }

 private:
  const CommittedHours& hours_;
  std::vector<double> shares_;
};

/// One commitment at work on the lines that it concerns.
class CommitmentAtWork {
 public:
  CommitmentAtWork(const Commitment& commitment, std::vector<Covered*> covered, const RunHours& hours)
      : commitment_{commitment}, covered_{std::move(covered)}, hours_{hours} {
    if (covered_.empty()) return;
    const auto columns = covered_.front()->left.front().size();
    use_.resize(columns);
    unused_.resize(columns);
    saved_.assign(covered_.size(), Columns(columns));
    for (std::size_t h = 0; h < hours.count(); ++h) {
      for (std::size_t column = 0; column < columns; ++column) cover(h, column);
    }
  }

  void add_savings(std::vector<BilledLine>& savings) const {
    for (std::size_t i = 0; i < covered_.size(); ++i) {
      if (std::any_of(saved_[i].begin(), saved_[i].end(), [](double amount) { return amount > 1e-9; }))
        savings.push_back(saving_of(commitment_, *covered_[i]->line, saved_[i]));
    }
  }
  /// What is billed though nothing uses it.
  void add_unused(std::vector<BilledLine>& lines) const {
    if (!commitment_.is_fixed() || covered_.empty()) return;
    auto unused = part_of({covered_.front()->line}, 0);
    unused.line.service = covered_.front()->line->line.service;
    unused.line.resource = commitment_.covers;
    unused.line.item = fmt::format("unused, {} {}", commitment_.kind, commitment_.name);
    unused.line.amount = unused.line.quantity = unused_[0];
    unused.line.unit_price = 1;
    unused.month = unused_[1];
    unused.line.of_flows = {{all_flows(), unused_[0], unused_[1]}};
    for (std::size_t i = 0; i < unused.ahead.size(); ++i) unused.ahead[i] = unused_[i + 2];
    if (std::any_of(unused_.begin(), unused_.end(), [](double amount) { return amount > 1e-9; }))
      lines.push_back(std::move(unused));
  }
  /// An hour of it in USD: what is committed, or what it covers of the run.
  [[nodiscard]] double an_hour() const {
    if (covered_.empty()) return 0;
    return commitment_.is_fixed() ? committed() : use_[0] * commitment_.share / hours_.of_run();
  }

 private:
  /// Those of what it is for, which have its rest in common.
  [[nodiscard]] std::vector<std::string> all_flows() const {
    std::set<std::string> flows;
    for (const auto* const one : covered_) {
      for (const auto& part : one->line->line.of_flows) flows.insert(part.flows.begin(), part.flows.end());
    }
    return {flows.begin(), flows.end()};
  }
  /// In USD an hour, after the factor.
  [[nodiscard]] double committed() const {
    const double price = covered_.front()->line->line.unit_price;
    return commitment_.hourly ? *commitment_.hourly : *commitment_.count * price * commitment_.price_factor;
  }
  /// Takes its part of what one hour uses.
  void cover(std::size_t hour, std::size_t column) {
    double use = 0;
    for (const auto* const one : covered_)
      use += one->amounts[hour][column] * one->left[hour][column] * commitment_.price_factor;
    use_[column] += use;
    double share = commitment_.share;
    if (commitment_.is_fixed()) {
      const double paid = committed() * hours_.of(column, hour);
      share = use > 0 ? std::min(1.0, paid / use) : 0;
      unused_[column] += std::max(paid - use, 0.0);
    }
    for (std::size_t i = 0; i < covered_.size(); ++i) {
      auto& left = covered_[i]->left[hour][column];
      const double taken = commitment_.is_fixed() ? left * share : std::min(left, share);
      left -= taken;
      saved_[i][column] += covered_[i]->amounts[hour][column] * taken;
    }
  }

  const Commitment& commitment_;
  std::vector<Covered*> covered_;
  const RunHours& hours_;
  Columns use_;                 // what all of it would cost under the commitment
  Columns unused_;              // what is paid for nothing
  std::vector<Columns> saved_;  // by line: what it takes off list prices, before the factor
};

std::vector<UpfrontPayment> add_commitments(std::vector<BilledLine>& lines, const BillingTerms& billing,
                                            const CommittedHours& hours) {
  constexpr double hours_of_year = 365 * 24;
  std::vector<UpfrontPayment> upfront;
  if (billing.commitments.empty()) return upfront;
  const RunHours run{hours};
  std::vector<Covered> all;
  for (const auto& line : lines) {
    if (line.can_be_committed) all.push_back(run.covered(line));
  }
  std::vector<BilledLine> added;
  for (const auto& commitment : billing.commitments) {
    std::vector<Covered*> covered;
    for (auto& one : all) {
      if (commitment.is_of(one.line->line.resource)) covered.push_back(&one);
    }
    const CommitmentAtWork work{commitment, covered, run};
    if (commitment.upfront > 0)
      upfront.push_back(
          {commitment.name, commitment.upfront * work.an_hour() * commitment.years * hours_of_year});
    work.add_unused(added);
    work.add_savings(added);
  }
  lines.insert(lines.end(), added.begin(), added.end());
  return upfront;
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

std::vector<UpfrontPayment> add_terms(std::vector<BilledLine>& lines, const BillingTerms& billing,
                                      const CommittedHours& hours) {
  auto upfront = add_commitments(lines, billing, hours);
  add_discounts(lines, billing);
  add_tax(lines, billing.tax);
  return upfront;
}

}  // namespace garoa
