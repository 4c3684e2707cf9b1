// How many invocations of Lambda functions run at once, and how fast that number may grow.
//
// Modelled: the account's limit, shared by all functions without reserved concurrency; reserved concurrency,
// cap and guarantee of one function; the rate at which environments are created (today for each function;
// until November 2023 a burst for the account that differs by region, then a number a minute), unused rate not
// saved up beyond the burst; the rate of requests that clients make, a multiple of the concurrency. Events of
// AWS services know no such rate.
// Not modelled: quota increases while the run lasts.
//
// Settings: concurrency_settings.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/lambda/concurrency_settings.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

/// What all functions of the account share.
class LambdaAccount {
 public:
  explicit LambdaAccount(const LambdaAccountSettings& settings);
  /// Calls `wake` whenever an invocation has ended.
  void on_release(std::function<void()> wake) { wake_.push_back(std::move(wake)); }
  /// A function without reserved concurrency tells how many of its invocations run at once in the mean.
  void shared_by(std::function<double()> mean) { sharing_.push_back(std::move(mean)); }

 private:
  friend class Concurrency;
  LambdaAccountSettings settings_;
  std::vector<std::function<void()>> wake_;
  std::vector<std::function<double()>> sharing_;
  std::uint32_t reserved_ = 0;
  std::uint32_t cut_off_ = 0;  // of it, for functions with reserved concurrency
  std::uint32_t unreserved_running_ = 0;
  TokenBucket environments_;
  TokenBucket requests_;
};

/// The limits of one function.
class Concurrency {
 public:
  Concurrency(LambdaAccount& account, const ConcurrencySettings& settings);

  /// A client's request: false when they come too fast. Reserved concurrency bounds only those that wait for the answer:
  /// events are taken even with none at all (WEB newsletter.theburningmonk.com, seen by COSMO).
  [[nodiscard]] bool accept_request(double now, bool waits_for_answer);
  /// Is there room for one more invocation, in a provisioned environment or not?
  [[nodiscard]] bool has_room(bool provisioned) const;
  /// One more invocation: false at the limit.
  [[nodiscard]] bool take(bool provisioned);
  void give_back(bool provisioned);
  /// An environment is free again: tells those who wait.
  void tell_release() const {
    for (const auto& wake : account_.wake_) wake();
  }
  /// One more environment: false when they come too fast.
  [[nodiscard]] bool grow(double now);
  /// Invocations that run.
  [[nodiscard]] std::uint32_t running() const { return running_; }
  /// Most that ran at once since the beginning or since begin_measuring(), of those that may; nothing where none may.
  [[nodiscard]] std::optional<double> most_used() const;
  /// Of those that may run at once, how many do in the mean: `own` are the function's, to which those of all are added that share the rest
  /// with it. Nothing where none may.
  [[nodiscard]] std::optional<double> mean_used(double own) const;
  void begin_measuring() { most_ = running_; }

 private:
  LambdaAccount& account_;
  std::optional<std::uint32_t> reserved_;
  std::uint32_t running_ = 0;
  std::uint32_t most_ = 0;
  TokenBucket own_environments_;
  TokenBucket own_requests_;
};

}  // namespace garoa
