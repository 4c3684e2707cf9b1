#include "sim/flows/queue_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/flows/back_off.hpp"

namespace garoa {
namespace {

constexpr double minute = 60;

}  // namespace

QueueReader::QueueReader(const Run& run, QueueEvents& source, Function& function, Handler& handler)
    : run_{run},
      source_{source},
      queue_{source.queue()},
      function_{function},
      handler_{handler},
      reading_{function.settings().trigger.reading},
      allowed_{static_cast<double>(reading_.first)},
      batches_{run},
      messages_{run},
      delivery_stream_{run.stream(fmt::format("sqs.{}.delivery", source.queue().settings().name))},
      back_off_stream_{run.stream(fmt::format("sqs.{}.back_off", source.queue().settings().name))} {}

std::uint32_t QueueReader::at_most() const {
  const auto allowed = static_cast<std::uint32_t>(allowed_);
  return std::min(allowed, reading_.max_concurrency.value_or(allowed));
}

bool QueueReader::too_few() const {
  return queue_.ready() > 0 && running_ >= at_most();
}

/// Only the first message of a batch waits for its poller; the window counts from it.
void QueueReader::message_ready() {
  const double luck = delivery_stream_.uniform(Entity::nth(found_++));
  const double found = queue_.settings().delivery.quantile(luck);
  const bool full = queue_.ready() >= reading_.batch_size;
  arm(full ? found : std::max(found, reading_.batch_window.count()));
}

void QueueReader::arm(double seconds) {
  const double time = run_.now() + seconds;
  if (!run_.simulator.armed_before(*this, time)) run_.simulator.arm(*this, time);
}

void QueueReader::fire() {
  hand_out(true);
}

void QueueReader::hand_out(bool also_part_batches) {
  fall_back();
  while (running_ < at_most() && queue_.ready() > 0) {
    if (!also_part_batches && queue_.ready() < reading_.batch_size) {
      arm(reading_.batch_window.count());
      break;
    }
    Batch batch;
    queue_.receive(reading_.batch_size, batch);
    if (batch.empty()) break;  // too many are in flight, or they went to the dead-letter queue
    ++running_;
    run_.simulator.start(work_off(std::move(batch)));
  }
  if (!too_few()) return;
  settled_ = run_.now();
  if (!growing_) run_.simulator.start(grow());
}

/// After a minute in which they were enough, no more are kept than are at work.
void QueueReader::fall_back() {
  if (run_.now() < settled_ + minute) return;
  allowed_ = std::max<double>(reading_.first, std::min<double>(allowed_, running_));
  settled_ = run_.now();
}

Process QueueReader::work_off(Batch batch) {
  // Handlers may outlive their messages.
  Deliveries deliveries;
  for (const auto& message : batch) {
    deliveries.push_back(source_.delivery(message.ticket));
    deliveries.back().attempt = message.receives;
  }
  auto invocation = co_await start(deliveries.front().event->document, batch.front().receives);
  if (invocation) co_await invoke(batch, deliveries, *invocation);
  --running_;
  hand_out(reading_.batch_window.count() <= 0);
}

/// An environment for the batch, or nothing when its messages are visible again before one was free.
Task<std::optional<Function::Invocation>> QueueReader::start(Document document, std::uint32_t receipt) {
  BackOff back_off{function_.settings().async, back_off_stream_, document.entity(),
                   Purpose{"throttled"}.at(receipt)};
  const double until = run_.now() + queue_.settings().visibility_timeout.count();
  for (;;) {
    auto invocation = function_.try_start(document);
    if (invocation) co_return invocation;
    const double pause = back_off.take();
    if (run_.now() + pause >= until) co_return std::nullopt;
    co_await run_.simulator.delay(pause);
  }
}

Task<> QueueReader::invoke(const Batch& batch, Deliveries& deliveries, Function::Invocation& invocation) {
  batches_.add();
  messages_.add(deliveries.size());
  const bool partial = reading_.partial_failures;
  const bool answered = co_await handler_.invoke(
      deliveries, invocation, partial ? Handler::AfterFailure::go_on : Handler::AfterFailure::stop);
  Batch done;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (answered && deliveries[i].done) done.push_back(batch[i]);
  }
  if (done.size() < batch.size()) slow_down();
  if (!done.empty()) source_.finish(done);
}

/// A function that tells which messages failed is expected to have some.
void QueueReader::slow_down() {
  if (reading_.partial_failures) return;
  allowed_ = std::max<double>(reading_.first, allowed_ - reading_.less_per_failure);
}

Process QueueReader::grow() {
  constexpr double step = 1;
  growing_ = true;
  do {
    co_await run_.simulator.delay(step);
    if (too_few())
      allowed_ = std::min<double>(reading_.most, allowed_ + reading_.more_per_minute * step / minute);
    hand_out(reading_.batch_window.count() <= 0);
  } while (too_few());
  growing_ = false;
}

/// The first pollers that have no batch ask again and again.
void QueueReader::sample(double interval) {
  const auto idle = reading_.first - std::min(reading_.first, running_);
  const auto calls = empty_polls_.take(idle / reading_.long_poll.count(), interval);
  if (calls > 0) run_.journal.report(events::Billed{queue_.names().self, Meter::sqs_requests, calls});
}

void QueueReader::finish(MetricSink& metrics) {
  const auto batches = batches_.count();
  if (batches == 0) return;
  metrics.add(fmt::format("lambda.{}.batch_size.mean", function_.settings().name),
              static_cast<double>(messages_.count()) / static_cast<double>(batches), batches);
  const double pollers = std::min(reading_.max_concurrency.value_or(reading_.most), reading_.most);
  const double used = std::max(function_.mean_used().value_or(0), function_.mean_in_use() / pollers);
  metrics.add(fmt::format("sqs.{}.queue_used_share", queue_.settings().name), used, batches);
}

}  // namespace garoa
