#include "models/lambda/concurrency_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

LambdaAccountSettings read_lambda_account(Fields& fields, Catalogue& catalogue, const std::string& region) {
  auto& figures = catalogue.figures("lambda");
  LambdaAccountSettings s;
  s.concurrency = fields.optional<std::uint32_t>(
      "lambda_concurrency", "Lambda invocations at once, all functions together",
      figures.fallback<std::uint32_t>("concurrency.account"), {1, 10'000'000, ""});
  s.unreserved_min = figures.limit<std::uint32_t>("concurrency.unreserved.min");
  s.scaling = figures.get<ScalingRule>("scaling.rule");
  if (s.scaling == ScalingRule::function) {
    s.scaling_burst = figures.get<double>("scaling.function.burst");
    s.scaling_rate = figures.get<PerSecond>("scaling.function.rate").count();
  } else {
    s.scaling_burst = figures.get<double>(fmt::format("scaling.account.burst.{}", region));
    s.scaling_rate = figures.get<PerSecond>("scaling.account.rate").count();
  }
  s.requests_factor = figures.get<double>("requests.factor");
  s.requests_burst_seconds = figures.get<Seconds>("requests.burst").count();
  return s;
}

ConcurrencySettings read_concurrency(Fields& fields, Figures& figures, const Calendar* calendar) {
  ConcurrencySettings s;
  s.reserved = fields.maybe<std::uint32_t>("reserved_concurrency", "cap and guarantee of invocations at once",
                                           {0, 1'000'000, ""});
  s.provisioned = read_provisioned(fields, figures, calendar);
  s.where = fields.where(s.reserved ? "reserved_concurrency" : "provisioned_concurrency");
  if (s.reserved && s.provisioned.most() > *s.reserved)
    fields.error("reserved_concurrency", fmt::format("{} are reserved, of which {} cannot be provisioned",
                                                     *s.reserved, s.provisioned.most()));
  return s;
}

void check_reservations(const std::vector<const ConcurrencySettings*>& functions,
                        const LambdaAccountSettings& account, Diagnostics& diagnostics) {
  const auto most = account.concurrency - std::min(account.concurrency, account.unreserved_min);
  std::uint64_t reserved = 0;
  for (const auto* const function : functions) {
    reserved += function->kept();
    if (function->kept() == 0 || reserved <= most) continue;
    diagnostics.error(
        function->where,
        fmt::format("{} invocations at once would be reserved; of the account's {} Lambda keeps {} "
                    "unreserved, so that {} can be reserved",
                    reserved, account.concurrency, account.unreserved_min, most));
  }
}

}  // namespace garoa
