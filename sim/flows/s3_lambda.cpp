#include "sim/flows/s3_lambda.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {
namespace {

/// Apart from the client's requests.
constexpr std::uint32_t handler_draws = 1'000'000;

}  // namespace

void read_s3_lambda(S3LambdaSettings& s, Fields& fields) {
  s.bucket = fields.reference("bucket", "S3 bucket that receives the documents");
}

S3LambdaFlow::S3LambdaFlow(const Run& run, const S3LambdaSettings& settings, const Calendar& calendar,
                           Parts parts)
    : run_{run},
      settings_{settings},
      calendar_{calendar},
      parts_{parts},
      sizes_{settings.common.size},
      size_stream_{run.stream(fmt::format("flows.{}.size", settings.common.name))},
      get_stream_{run.stream(fmt::format("flows.{}.get", settings.common.name))},
      retries_{run, settings.common.retries, fmt::format("flows.{}", settings.common.name)},
      name_{run.journal.intern(fmt::format("flows.{}", settings.common.name))},
      upload_phase_{run.journal.intern("upload")},
      process_phase_{run.journal.intern("process")},
      event_name_{run.journal.intern(fmt::format("s3.{}.event_delay", parts.inbox.settings().name))},
      get_name_{run.journal.intern(fmt::format("s3.{}.get_latency", parts.inbox.settings().name))} {}

void S3LambdaFlow::begin(double end) {
  run_.simulator.start(take_uploads(make_arrivals(
      settings_.common.arrivals, run_.stream(fmt::format("flows.{}.uploads", settings_.common.name)),
      calendar_, settings_.common.uploads_end(end))));
}

Process S3LambdaFlow::take_uploads(std::unique_ptr<ArrivalProcess> arrivals) {
  while (const auto arrival = arrivals->next()) {
    co_await run_.simulator.wait_until(arrival->time);
    burstiness_.add(arrival->time);
    const auto given = arrival->bytes.value_or(0);
    const auto bytes = given > 0 ? given : sizes_.bytes(size_stream_, arrival->id);
    run_.simulator.start(
        upload({{name_, arrival->id, bytes, arrival->time}, arrival->duration.value_or(-1)}));
  }
}

Process S3LambdaFlow::upload(Item item) {
  auto& inbox = parts_.inbox;
  const auto& document = item.document;
  ++open_uploads_;
  run_.journal.report(events::UploadStarted{run_.now(), document});
  for (std::uint32_t attempt = 1;; ++attempt) {
    const S3Answer accepted = co_await inbox.begin_put(name_, upload_phase_, document, attempt - 1);
    if (accepted) break;
    if (attempt >= retries_.attempts()) {
      --open_uploads_;
      run_.journal.report(events::UploadRejected{run_.now(), document, accepted.reason()});
      co_return;
    }
    run_.journal.report(events::UploadRetried{run_.now(), document, accepted.reason()});
    const double pause = retries_.pause(document.id, attempt);
    co_await run_.simulator.delay(pause);
    run_.journal.report(events::Waited{run_.now(), name_, upload_phase_, retries_.name(), pause});
  }
  const double transfer = inbox.transfer_time(document.bytes);
  co_await run_.simulator.delay(transfer);
  run_.journal.report(events::Waited{run_.now(), name_, upload_phase_, inbox.names().transfer, transfer});
  inbox.stored(document);
  ++kept_;
  item.created = run_.now();
  --open_uploads_;
  run_.journal.report(events::UploadAcknowledged{run_.now(), document});
  run_.journal.report(events::DocumentProtected{run_.now(), document, run_.now()});
  run_.journal.report(events::ObjectCreated{run_.now(), inbox.names().self, document});
  announce(item);
}

/// Sends the event, once or twice, if the function listens to its kind.
void S3LambdaFlow::announce(const Item& item) {
  const auto& client = parts_.inbox.settings().client;
  const bool multipart = item.document.bytes > client.multipart_threshold.count();
  if (multipart) {
    const auto part = std::max<std::uint64_t>(client.multipart_part.count(), 1);
    parts_.inbox.bill_writes((item.document.bytes + part - 1) / part +
                             1);  // the parts and the completion; the first PUT counts as creation
  }
  if (parts_.function == nullptr) return;
  if (!parts_.function->listens_to(multipart ? ObjectEvent::multipart : ObjectEvent::put)) return;
  if (!parts_.inbox.event_is_duplicated(item.document.id)) {
    run_.simulator.start(deliver(item, 0, nullptr));
    return;
  }
  auto effects = std::make_shared<std::uint32_t>(0);
  run_.simulator.start(deliver(item, 0, effects));
  run_.simulator.start(deliver(item, 1, effects));
}

/// The asynchronous queue: waits while a limit forbids to start, tries again after an error, gives up by age
/// or number of tries.
Process S3LambdaFlow::deliver(Item item, std::uint32_t copy, std::shared_ptr<std::uint32_t> shared_effects) {
  auto& function = *parts_.function;
  const auto& rules = function.settings().async;
  const double delay = parts_.inbox.event_delay(item.document.id, copy);
  co_await run_.simulator.delay(delay);
  run_.journal.report(events::Waited{run_.now(), name_, process_phase_, event_name_, delay});
  const double queued = run_.now();
  run_.journal.report(events::EventQueued{queued, function.names().self, item.document, copy, item.created});

  std::uint32_t own_effects = 0;
  std::uint32_t& effects = shared_effects ? *shared_effects : own_effects;
  std::uint32_t attempt = 0;
  double back_off = rules.throttle_delay_min.count();
  for (;;) {
    const double age = run_.now() - queued;
    if (age > rules.event_age_max.count()) {
      drop(item, age, "event_age");
      co_return;
    }
    const auto invocation = function.try_start(item.document);
    double pause = back_off;
    NameId cause = function.names().throttle;
    if (invocation) {
      ++attempt;
      const bool succeeded = co_await invoke(item, *invocation, attempt, age, effects);
      if (succeeded) co_return;
      if (attempt > rules.retries) {
        drop(item, run_.now() - queued, "retries");
        co_return;
      }
      pause = (attempt == 1 ? rules.first_retry : rules.second_retry).count();
      cause = function.names().retry;
    } else {
      back_off = std::min(2 * back_off, rules.throttle_delay_max.count());
    }
    co_await run_.simulator.delay(pause);
    run_.journal.report(events::Waited{run_.now(), name_, process_phase_, cause, pause});
  }
}

/// One attempt in an environment, from its start to the end of the handler.
Task<bool> S3LambdaFlow::invoke(const Item& item, const Function::Invocation& invocation,
                                std::uint32_t attempt, double event_age, std::uint32_t& effects) {
  auto& function = *parts_.function;
  if (invocation.cold) {
    co_await run_.simulator.delay(invocation.init_seconds);
    run_.journal.report(
        events::Waited{run_.now(), name_, process_phase_, function.names().init, invocation.init_seconds});
  }
  const double started = run_.now();
  run_.journal.report(events::InvocationStarted{started, function.names().self, item.document,
                                                invocation.cold, invocation.init_seconds, event_age,
                                                attempt});
  const Handler handler{started, started + function.settings().timeout.count(), attempt,
                        function.fails(item.document.id, attempt)};
  const Step step = co_await handle(item, handler, effects);
  const double duration = run_.now() - started;
  function.end(invocation, duration);
  using events::InvocationOutcome;
  auto outcome =
      handler.fails || step == Step::refused ? InvocationOutcome::error : InvocationOutcome::success;
  if (step == Step::deadline) outcome = InvocationOutcome::timeout;
  run_.journal.report(
      events::InvocationFinished{run_.now(), function.names().self, item.document, outcome, duration});
  if (parts_.logs != nullptr) parts_.logs->put();
  co_return outcome == InvocationOutcome::success;
}

Task<S3LambdaFlow::Step> S3LambdaFlow::handle(const Item& item, const Handler& handler,
                                              std::uint32_t& effects) {
  auto& function = *parts_.function;
  const auto& document = item.document;
  const double get =
      parts_.inbox.settings().client.get_latency.quantile(get_stream_.uniform(document.id, handler.attempt));
  if (co_await spend(handler, get_name_, get) == Step::deadline) co_return Step::deadline;
  if (parts_.inbox.refuses(document.id, handler_draws + handler.attempt)) co_return Step::refused;
  parts_.inbox.bill_read();
  const double read = (Bytes{document.bytes} / function.settings().network_rate).count();
  if (co_await spend(handler, function.names().network, read) == Step::deadline) co_return Step::deadline;
  const double work = function.work_time(document, item.own_duration);
  if (co_await spend(handler, function.names().work, work) == Step::deadline) co_return Step::deadline;
  if (handler.fails) co_return Step::done;
  const Step written = co_await write_result(item, handler, effects);
  if (written != Step::done) co_return written;
  const bool committed = commit(item, effects);
  if (!committed || parts_.topic == nullptr) co_return Step::done;
  const double done = run_.now();
  if (co_await spend(handler, parts_.topic->name(), parts_.topic->publish_time()) == Step::deadline)
    co_return Step::deadline;
  parts_.topic->publish(document, done);
  co_return Step::done;
}

/// Lets the handler spend time on a resource, up to its deadline.
Task<S3LambdaFlow::Step> S3LambdaFlow::spend(const Handler& handler, NameId resource, double seconds) {
  const double left = handler.deadline - run_.now();
  const bool in_time = seconds <= left;
  const double spent = in_time ? seconds : std::max(left, 0.0);
  co_await run_.simulator.delay(spent);
  run_.journal.report(events::Waited{run_.now(), name_, process_phase_, resource, spent});
  co_return in_time ? Step::done : Step::deadline;
}

Task<S3LambdaFlow::Step> S3LambdaFlow::write_result(const Item& item, const Handler& handler,
                                                    std::uint32_t effects) {
  const auto& document = item.document;
  if (parts_.table != nullptr) {
    const Step step =
        co_await spend(handler, parts_.table->name(), parts_.table->write_time(document.id, handler.attempt));
    if (step == Step::done) parts_.table->written(effects == 0);
    co_return step;
  }
  if (parts_.results != nullptr) {
    const double put = parts_.results->put_time(document, handler.attempt);
    const Step step = co_await spend(handler, parts_.results->names().put_latency, put);
    if (step != Step::done) co_return step;
    if (parts_.results->refuses(document.id, handler_draws + handler.attempt)) co_return Step::refused;
    parts_.results->accept(document);
    co_return Step::done;
  }
  co_return Step::done;
}

/// With an idempotency choice a second run finds the effect done and changes nothing: false.
bool S3LambdaFlow::commit(const Item& item, std::uint32_t& effects) {
  const bool idempotent = parts_.function->settings().idempotency != Idempotency::none;
  if (effects > 0 && idempotent) return false;
  ++effects;
  run_.journal.report(events::DocumentProcessed{run_.now(), parts_.function->names().self, item.document,
                                                item.created, effects});
  return true;
}

void S3LambdaFlow::drop(const Item& item, double age, std::string_view reason) {
  const bool to_dlq = !parts_.function->settings().dlq.empty();
  run_.journal.report(
      events::DocumentDropped{run_.now(), parts_.function->names().self, item.document, age, reason, to_dlq});
}

}  // namespace garoa
