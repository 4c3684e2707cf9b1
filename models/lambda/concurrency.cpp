#include "models/lambda/concurrency.hpp"

#include <algorithm>

namespace garoa {
namespace {

TokenBucket environments_of(const LambdaAccountSettings& s) {
  return {s.scaling_rate, s.scaling_burst};
}

TokenBucket requests_of(const LambdaAccountSettings& s, std::uint32_t concurrency) {
  const double rate = s.requests_factor * concurrency;
  return {rate, rate * s.requests_burst_seconds};
}

}  // namespace

LambdaAccount::LambdaAccount(const LambdaAccountSettings& settings)
    : settings_{settings},
      environments_{environments_of(settings)},
      requests_{requests_of(settings, settings.concurrency)} {}

Concurrency::Concurrency(LambdaAccount& account, const ConcurrencySettings& settings)
    : account_{account},
      reserved_{settings.reserved},
      own_environments_{environments_of(account.settings_)},
      own_requests_{requests_of(account.settings_, reserved_.value_or(0))} {
  account_.reserved_ += settings.kept();
  account_.cut_off_ += settings.reserved.value_or(0);
}

bool Concurrency::accept_request(double now, bool waits_for_answer) {
  return (reserved_ && waits_for_answer ? own_requests_ : account_.requests_).try_take(now, 1);
}

bool Concurrency::has_room(bool provisioned) const {
  if (reserved_) return running_ < *reserved_;
  return provisioned || account_.unreserved_running_ + account_.reserved_ < account_.settings_.concurrency;
}

bool Concurrency::take(bool provisioned) {
  if (!has_room(provisioned)) return false;
  account_.unreserved_running_ += !reserved_ && !provisioned ? 1 : 0;
  most_ = std::max(most_, ++running_);
  return true;
}

std::optional<double> Concurrency::most_used() const {
  const double limit = reserved_ ? *reserved_ : account_.settings_.concurrency - account_.reserved_;
  return limit > 0 ? std::optional{most_ / limit} : std::nullopt;
}

std::optional<double> Concurrency::mean_used(double own) const {
  if (reserved_) return *reserved_ > 0 ? std::optional{own / *reserved_} : std::nullopt;
  double all = 0;
  for (const auto& mean : account_.sharing_) all += mean();
  const double limit = account_.settings_.concurrency - account_.cut_off_;
  return limit > 0 ? std::optional{all / limit} : std::nullopt;
}

void Concurrency::give_back(bool provisioned) {
  if (!reserved_ && !provisioned) --account_.unreserved_running_;
  --running_;
}

bool Concurrency::grow(double now) {
  const bool shared = account_.settings_.scaling == ScalingRule::account;
  return (shared ? account_.environments_ : own_environments_).try_take(now, 1);
}

}  // namespace garoa
