#include "models/sns/subscribers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {
namespace {

double total_pause(const DeliveryPolicy& policy) {
  double sum = 0;
  for (std::uint32_t n = 1; n <= policy.retries() - policy.late; ++n) sum += policy.pause(n);
  return sum + policy.late * policy.longest;
}

TokenBucket rate_of(const std::optional<PerSecond>& rate) {
  const double per_second = rate.value_or(PerSecond{0}).count();
  return {per_second, std::max(1.0, per_second)};
}

}  // namespace

Subscribers::Subscribers(const Run& run, SubscriberSettings settings, const std::string& topic)
    : run_{run},
      settings_{std::move(settings)},
      protocol_{name_of(settings_.protocol)},
      path_{fmt::format("{}.{}", topic, protocol_)},
      topic_{run.journal.intern(topic)},
      phase_{run.journal.intern("notify")},
      rate_name_{run.journal.intern(path_ + ".rate")},
      latency_stream_{run.stream(topic + ".delivery")},
      error_stream_{run.stream(path_ + ".error")},
      rate_{rate_of(settings_.rate)},
      longest_wait_{total_pause(settings_.policy)},
      waited_{run},
      waiting_{run} {}

void Subscribers::deliver(Document document, double done) {
  if (settings_.count == 0) return;
  run_.journal.report(events::NotificationSent{run_.now(), topic_, done, settings_.count, document});
  if (settings_.protocol == Protocol::sms) {
    run_.simulator.start(send_in_turn(document, done));
    return;
  }
  if (settings_.protocol == Protocol::email) {
    if (disabled_at_ < 0 && !rate_.try_take(run_.now(), 1)) disabled_at_ = run_.now();
    if (disabled_at_ >= 0) return fail(document, done, 0, settings_.count);
  }
  deliveries_.add(document.flow, settings_.count);
  run_.simulator.start(deliver_to_all(document, done));
}

double Subscribers::latency(const Document& document, std::uint32_t attempt) const {
  const auto purpose = Purpose{"delivery"}.at(static_cast<std::uint32_t>(settings_.protocol)).at(attempt);
  return settings_.latency.quantile(latency_stream_.uniform(document.entity(), purpose));
}

/// How many of those that are tried do not take the message.
std::uint64_t Subscribers::failures(const Document& document, std::uint32_t attempt, std::uint64_t trying) {
  if (outage_) return trying;
  const double rate = std::min(1.0, settings_.error_rate + failure_rate_);
  if (rate <= 0) return 0;
  std::uint64_t failed = 0;
  const auto purpose = Purpose{"failure"}.at(attempt);
  for (std::uint32_t i = 0; i < trying; ++i) {
    if (error_stream_.uniform(document.entity(), purpose.at(i)) < rate) ++failed;
  }
  return failed;
}

Process Subscribers::deliver_to_all(Document document, double done) {
  std::uint64_t waiting = settings_.count;
  for (std::uint32_t attempt = 0;; ++attempt) {
    co_await run_.simulator.delay(latency(document, attempt));
    const auto failed = failures(document, attempt, waiting);
    if (failed < waiting)
      run_.journal.report(events::Notified{run_.now(), topic_, document, done, protocol_, waiting - failed});
    waiting = failed;
    if (waiting == 0) co_return;
    if (attempt == settings_.policy.retries()) {
      fail(document, done, attempt + 1, waiting);
      co_return;
    }
    for (std::uint64_t i = 0; i < waiting; ++i)
      run_.journal.report(events::DeliveryRetried{run_.now(), topic_, protocol_, document});
    co_await run_.simulator.delay(settings_.policy.pause(attempt + 1));
  }
}

/// One SMS after the other, each when the number's rate lets it.
Process Subscribers::send_in_turn(Document document, double done) {
  const double now = run_.now();
  const auto messages = static_cast<double>(settings_.count);
  const double missing = messages - rate_.level(now);
  const double wait = missing > messages * 1e-9 ? missing / rate_.rate() : 0;
  if (wait > longest_wait_) {
    fail(document, done, settings_.policy.retries() + 1, settings_.count);
    co_return;
  }
  rate_.reserve(now, messages);
  if (wait > 0) {
    waited_.add();
    waiting_.add(1);
    co_await run_.simulator.delay(wait);
    waiting_.add(-1);
    run_.journal.report(events::Waited{run_.now(), document.flow, phase_, rate_name_, wait, wait});
  }
  deliveries_.add(document.flow, settings_.count);
  run_.simulator.start(deliver_to_all(document, done));
}

void Subscribers::fail(const Document& document, double done, std::uint32_t attempts, std::uint64_t times) {
  for (std::uint64_t i = 0; i < times; ++i)
    run_.journal.report(
        events::DeliveryFailed{run_.now(), topic_, protocol_, document, attempts, settings_.dlq, done});
}

void Subscribers::finish(MetricSink& metrics) const {
  if (settings_.count == 0) return;
  if (settings_.protocol == Protocol::sms) {
    metrics.add_count(path_ + ".waited", waited_.count());
    metrics.add(path_ + ".waiting.max", waiting_.maximum());
    metrics.add(path_ + ".waiting.last", waiting_.value());
  }
  if (disabled_at_ >= 0) metrics.add(path_ + ".disabled_at", disabled_at_);
}

}  // namespace garoa
