#include "models/http/http.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

HttpService::HttpService(const Run& run, HttpSettings settings)
    : CalledService{run, fmt::format("http.{}", settings.name)},
      run_{run},
      settings_{std::move(settings)},
      latency_stream_{run.stream(fmt::format("http.{}.latency", settings_.name))},
      error_stream_{run.stream(fmt::format("http.{}.error", settings_.name))},
      retries_{run, settings_.retries, fmt::format("http.{}", settings_.name)},
      rate_{settings_.rate_limit.value_or(PerSecond{0}).count(),
            std::max(1.0, settings_.rate_limit.value_or(PerSecond{0}).count())},
      sent_{run},
      errors_{run},
      timeouts_{run} {}

/// When a server begins with a request that arrives now and takes `seconds`. Servers take them in their order,
/// so that the one that ends first is the next.
double HttpService::begin_of_work(double seconds) {
  const double now = run_.now();
  double begin = now;
  if (settings_.concurrency) {
    while (!busy_until_.empty() && busy_until_.top() <= now) busy_until_.pop();
    if (busy_until_.size() >= *settings_.concurrency) {
      begin = busy_until_.top();
      busy_until_.pop();
    }
    busy_until_.push(begin + seconds);
  }
  return begin;
}

Callee::Answer HttpService::timed_out() {
  timeouts_.add();
  return {Refusal::unavailable, 0, settings_.timeout.count()};
}

Callee::Answer HttpService::ask(const Request& request) {
  sent_.add(settings_.request.count(), request.one_off);
  const double seconds =
      settings_.latency.quantile(latency_stream_.uniform(request.entity, request.purpose()));
  const double timeout = settings_.timeout.count();
  if (outage_) return timed_out();
  if (settings_.rate_limit && !rate_.try_take(run_.now(), 1))
    return {Refusal::throttled, 0, std::min(seconds, timeout)};
  const double queued = begin_of_work(seconds) - run_.now();
  if (queued >= timeout) {
    auto answer = timed_out();
    std::swap(answer.queued, answer.seconds);
    return answer;
  }
  if (queued + seconds > timeout) {
    timeouts_.add();
    return {Refusal::unavailable, queued, timeout - queued};
  }
  const double error_rate = std::min(1.0, settings_.error_rate + failure_rate_);
  const bool fails = error_rate > 0 && error_stream_.uniform(request.entity, request.purpose()) < error_rate;
  if (fails) errors_.add();
  return {fails ? Refusal::unavailable : Refusal::none, queued, seconds};
}

std::optional<double> HttpService::pause(const Request& request, Refusal) const {
  if (request.number >= retries_.attempts()) return std::nullopt;
  return retries_.pause(request.entity, request.number, request.purpose());
}

void HttpService::sample(double /*interval*/) {
  const auto bytes = sent_.take_unbilled();
  const auto one_off = sent_.take_one_offs();
  if (bytes > 0) run_.journal.report(events::Billed{names().self, Meter::transfer_out_bytes, bytes, one_off});
}

void HttpService::finish(MetricSink& metrics) {
  const MetricsOf own{metrics, fmt::format("http.{}", settings_.name)};
  own.add_count("errors", errors_.count());
  own.add_count("timeouts", timeouts_.count());
}

std::unique_ptr<CalledService> HttpSettings::build(const Run& run) const {
  return std::make_unique<HttpService>(run, *this);
}

}  // namespace garoa
