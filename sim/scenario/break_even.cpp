#include "sim/scenario/break_even.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/s3/storage_meters.hpp"
#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/workload/document_sizes.hpp"

namespace garoa {
namespace {

constexpr double hours_of_month = seconds_per_month / 3600;
constexpr std::string_view gib_month = "1 GiB-month";
constexpr std::string_view gib_second = "1 GiB-second";

/// What becomes cheaper from a point on, whatever it is; cheaper from the beginning where the point is 0.
std::string from_on(double point, const std::string& text) {
  return point > 0 ? tr("from {} on", text) : tr("always");
}

constexpr int digits = 2;

std::string in_percent(double share) {
  constexpr double all = 100;
  return human_number(all * share, digits) + " %";
}

class BreakEvenList {
 public:
  explicit BreakEvenList(const Scenario& s) : s_{s}, prices_{s.prices} {}

  std::vector<BreakEven> run() {
    add_ways_to_s3();
    add_volumes();
    for (const auto& flow : s_.flows) add_objects(flow);
    add_functions();
    if (!s_.dynamodb.empty())
      add(tr("provisioned DynamoDB writes instead of on demand"),
          tr("where {} of them are in use", in_percent(provisioned_writes_pay(prices_))));
    return std::move(list_);
  }

 private:
  void add(std::string choice, std::string point) { list_.push_back({std::move(choice), std::move(point)}); }

  void add_ways_to_s3() {
    if (s_.ec2.empty()) return;
    add(tr("gateway endpoint instead of NAT gateways or an interface endpoint"),
        tr("always: it costs nothing"));
    const double gateways = std::max(s_.vpc.nat_gateways, 1U);
    const double point = interface_endpoint_pays(prices_, gateways, s_.vpc.endpoint_zones);
    add(tr("interface endpoint (zones: {}) instead of NAT gateways ({})", s_.vpc.endpoint_zones, gateways),
        from_on(point, tr("{} GiB a month", human_number(point))));
  }

  void add_volumes() {
    constexpr double more = 125;   // gp2's 250 MiB/s
    constexpr double most = 1000;  // GiB, up to which gp2's base is below that of gp3
    if (s_.ebs.empty()) return;
    const double size = gp3_pays(prices_, more);
    add(tr("gp3 as it is instead of gp2 below {}", human_bytes(most * gibibyte)), tr("always"));
    add(tr("gp3 with gp2's 250 MiB/s"), from_on(size, fmt::format("{} GiB", human_number(size))));
  }

  /// Of objects as large as those of the flow.
  void add_objects(const FlowSettings& flow) {
    const auto facts = flow.facts();
    std::string bucket = facts.bucket.name;
    for (const auto& job : s_.backup) {
      const bool own = std::any_of(facts.volumes.begin(), facts.volumes.end(),
                                   [&](const Reference& volume) { return volume.name == job.from.name; });
      if (own && job.to.given() && bucket.empty()) bucket = job.to.name;
    }
    const auto* const found = find_named(s_.s3, bucket);
    if (found == nullptr) return;
    const auto least = static_cast<double>(found->storage.small.count());
    const double dearer = infrequent_access_is_dearer_below(prices_, least);
    const double mean = SizeModel{flow.common().size}.mean();
    const auto& rules = found->storage.rules[index_of(StorageClass::standard_ia)];
    const double months =
        infrequent_access_pays(prices_, mean, least, rules.minimum_duration.count() / seconds_per_month);
    add(tr("Standard-IA instead of Standard, {}", fmt::format("s3.{}", bucket)),
        tr("never below {} an object; {}", human_bytes(dearer),
           mean > dearer ? tr("of {} (the mean of {}) those that stay {} months there", human_bytes(mean),
                              flow.common().path(), human_number(months, digits))
                         : tr("those of {} have {} in the mean", flow.common().path(), human_bytes(mean))));
  }

  void add_functions() {
    if (s_.lambda.empty()) return;
    add(tr("arm64 instead of x86_64"),
        tr("where an invocation takes less than {} times as long", human_number(arm_pays(prices_))));
    const bool arm = std::all_of(s_.lambda.begin(), s_.lambda.end(), [](const FunctionSettings& function) {
      return function.runtime.architecture == CpuArchitecture::arm64;
    });
    const double share = provisioned_concurrency_pays(prices_, arm);
    add(tr("provisioned concurrency"), share > 0 && share <= 1
                                           ? tr("where it computes {} of its time", in_percent(share))
                                           : tr("never: even what computes all the time costs more"));
    add(tr("twice the memory"), tr("where an invocation takes less than half as long"));
  }

  const Scenario& s_;
  UnitPrices prices_;
  std::vector<BreakEven> list_;
};

}  // namespace

double UnitPrices::of(Meter meter, std::string_view one) const {
  std::string why;
  const auto& price = book_.price(meter);
  const double units = parse_billed(one, meter, why).value_or(0);
  return price.tiers.front().usd * units / static_cast<double>(price.meter_units);
}

double interface_endpoint_pays(const UnitPrices& prices, double gateways, double zones) {
  const double endpoint = zones * prices.of(Meter::interface_endpoint_seconds, "1 hour") * hours_of_month;
  const double gateway =
      prices.of(Meter::nat_gateway_seconds, "1 hour") + prices.of(Meter::public_ipv4_seconds, "1 hour");
  const double saved =
      prices.of(Meter::nat_gateway_bytes, "1 GiB") - prices.of(Meter::interface_endpoint_bytes, "1 GiB");
  return (endpoint - gateways * gateway * hours_of_month) / saved;
}

double gp3_pays(const UnitPrices& prices, double more) {
  const double saved =
      prices.of(Meter::ebs_gp2_byte_seconds, gib_month) - prices.of(Meter::ebs_gp3_byte_seconds, gib_month);
  return more * prices.of(Meter::ebs_gp3_throughput_byte_seconds, "1 MiB/s-month") / saved;
}

double infrequent_access_pays(const UnitPrices& prices, double bytes, double least_bytes,
                              double least_months) {
  const double standard = bytes / gibibyte * prices.of(Meter::s3_standard_byte_seconds, gib_month);
  const double colder =
      std::max(bytes, least_bytes) / gibibyte * prices.of(Meter::s3_standard_ia_byte_seconds, gib_month);
  const double move = prices.of(Meter::s3_ia_put_requests, "1 requests");
  const double months = move / (standard - colder);
  // Who leaves before has paid the class for that long.
  return months < least_months ? (move + colder * least_months) / standard : months;
}

double infrequent_access_is_dearer_below(const UnitPrices& prices, double least_bytes) {
  return least_bytes * prices.of(Meter::s3_standard_ia_byte_seconds, gib_month) /
         prices.of(Meter::s3_standard_byte_seconds, gib_month);
}

double reading_back(const UnitPrices& prices, StorageClass from, double objects, double bytes) {
  constexpr std::string_view request = "1 requests";
  constexpr std::string_view gib = "1 GiB";
  const auto& meters = meters_of(from);
  double each = prices.of(meters.get, request);
  double of_gib = meters.retrieved ? prices.of(*meters.retrieved, gib) : 0;
  const auto retrieval = meters_of(from, RetrievalSpeed::standard);
  if (retrieval.requests) each += prices.of(*retrieval.requests, request);
  if (retrieval.bytes) of_gib += prices.of(*retrieval.bytes, gib);
  return objects * each + bytes / gibibyte * of_gib;
}

double provisioned_concurrency_pays(const UnitPrices& prices, bool arm) {
  const auto price = [&](Meter x86, Meter on_arm) { return prices.of(arm ? on_arm : x86, gib_second); };
  const double on_demand = price(Meter::lambda_mib_milliseconds_x86, Meter::lambda_mib_milliseconds_arm);
  const double kept =
      price(Meter::lambda_provisioned_mib_milliseconds_x86, Meter::lambda_provisioned_mib_milliseconds_arm);
  const double running = price(Meter::lambda_provisioned_run_mib_milliseconds_x86,
                               Meter::lambda_provisioned_run_mib_milliseconds_arm);
  return kept / (on_demand - running);  // negative where each second of it costs more than on demand
}

double arm_pays(const UnitPrices& prices) {
  return prices.of(Meter::lambda_mib_milliseconds_x86, gib_second) /
         prices.of(Meter::lambda_mib_milliseconds_arm, gib_second);
}

double provisioned_writes_pay(const UnitPrices& prices) {
  constexpr double writes_of_hour = 3600;
  return prices.of(Meter::dynamodb_write_capacity_seconds, "1 unit-hour") /
         (writes_of_hour * prices.of(Meter::dynamodb_write_units, "1 units"));
}

std::vector<BreakEven> break_evens(const Scenario& scenario) {
  return BreakEvenList{scenario}.run();
}

}  // namespace garoa
