// The objects that a handler reads beside its document (models/lambda/read_settings.hpp).
#include <algorithm>
#include <memory>

#include "sim/engine/wait_group.hpp"
#include "sim/flows/handler.hpp"

namespace garoa {

/// The threads of one reading, which outlive the handler if its time is over.
struct Handler::Reading {
  Reading(Simulator& simulator, Execution& of, std::uint32_t threads)
      : execution{of}, document{of.event().document}, running{threads}, over{simulator} {
    over.add();
  }
  void end(End with) {
    if (ended != End::done) return;
    ended = with;
    over.done();
  }

  Execution& execution;  // only while the handler waits
  Document document;
  std::uint32_t running;
  bool one_off = false;    // for the bill
  std::uint32_t next = 0;  // object
  double core_free = 0;    // when the processor is
  End ended = End::done;   // else settled (all is read), failed or deadline
  WaitGroup over;
};

Task<Handler::End> Handler::read_others(Execution& execution) {
  const auto& reads = *parts_.function.settings().reads;
  const auto threads = std::min(reads.threads, reads.count);
  const auto reading = std::make_shared<Reading>(run_.simulator, execution, threads);
  reading->document.bytes = reads.size.count();
  reading->one_off = execution.event().is_one_off();
  const End connected = spend_on_requests(execution, reads.connect.count() > 0 ? Peer::unkept : Peer::s3, 0);
  co_await catch_up(execution);
  if (connected != End::done) co_return connected;
  run_.simulator.start(stop_reading(reading, execution.deadline));
  for (std::uint32_t i = 0; i < threads; ++i) run_.simulator.start(read_on(reading));
  co_await reading->over;
  execution.now = run_.now();
  co_return reading->ended == End::settled ? End::done : reading->ended;
}

Process Handler::stop_reading(std::shared_ptr<Reading> reading, double deadline) {
  co_await run_.simulator.wait_until(deadline);
  reading->end(End::deadline);
}

void Handler::waited(const Document& document, NameId resource, double seconds, double queueing) const {
  run_.journal.report(events::Waited{run_.now(), document.flow, process_phase_, resource, seconds, queueing});
}

/// A GET with its retries.
Task<bool> Handler::read_one(const Document& document, Purpose purpose, bool one_off) {
  auto& bucket = *parts_.others;
  S3Request request{.operation = S3Operation::get,
                    .document = document,
                    .entity = document.entity(),
                    .purpose = purpose,
                    .from = bucket.class_of_existing(),
                    .one_off = one_off};
  for (;; ++request.attempt) {
    const double set_up = parts_.function.settings().reads->set_up.count();
    const auto answer = bucket.ask(request);
    co_await run_.simulator.delay(set_up + answer.seconds);
    waited(document, bucket.names().get_latency, answer.seconds, 0);
    if (set_up > 0) waited(document, parts_.function.names().reads, set_up, 0);
    if (answer.refusal == Refusal::none) co_return true;
    bucket.refused(request, answer.refusal);
    const auto pause = bucket.pause(request, answer.refusal, retry_of(bucket));
    if (!pause) co_return false;
    co_await run_.simulator.delay(*pause);
    waited(document, bucket.refusal_name(answer.refusal), *pause, *pause);
  }
}

/// One object's bytes: its own connection, the line and the processor that all threads share.
Task<> Handler::receive(Reading& reading, std::uint32_t threads) {
  auto& function = parts_.function;
  const Document document = reading.document;
  const auto bytes = static_cast<double>(document.bytes);
  const auto per_connection = parts_.others->settings().client.get_rate_per_connection;
  const double began = run_.now();
  const double carried =
      function.receive_time(reading.execution.invocation, began, bytes, per_connection, threads);
  reading.core_free =
      std::max(reading.core_free, began) + function.settings().network.cpu_time(bytes, threads);
  const double passed =
      parts_.vpc == nullptr ? began : parts_.vpc->pass_s3({document.bytes, document.flow, reading.one_off});
  const double until = std::max(std::max(began + carried, reading.core_free), passed);
  co_await run_.simulator.wait_until(until);
  const double seconds = run_.now() - began;
  const double alone = function.unhindered_transfer(bytes, per_connection);
  waited(document, function.names().network, seconds, std::max(seconds - alone, 0.0));
}

Process Handler::read_on(std::shared_ptr<Reading> reading) {
  const auto& reads = *parts_.function.settings().reads;
  const auto threads = std::min(reads.threads, reads.count);
  const double cpu =
      (reads.cpu.count() + reads.connect.count()) / parts_.function.settings().runtime.cpu.speed(1);
  const auto attempt = reading->execution.delivery->attempt;
  const Document document = reading->document;
  while (reading->ended == End::done && reading->next < reads.count) {
    const auto purpose = Purpose{"handler: other GET"}.at(luck_).at(attempt).at(reading->next++);
    const bool answered = co_await read_one(document, purpose, reading->one_off);
    if (reading->ended != End::done) break;
    if (!answered) {
      reading->end(End::failed);
      break;
    }
    co_await receive(*reading, threads);
    reading->core_free = std::max(reading->core_free, run_.now()) + cpu;
    co_await run_.simulator.wait_until(reading->core_free);
    waited(document, parts_.function.names().reads, cpu, 0);
  }
  if (--reading->running == 0) reading->end(End::settled);
}

/// Seconds that they take in the mean, without load: the waits of a thread, or the processor, or the line of the network.
double Handler::usual_time_of_others() const {
  if (!parts_.function.settings().reads) return 0;
  const auto& function = parts_.function;
  const auto& reads = *function.settings().reads;
  const auto& client = parts_.others->settings().client;
  const auto threads = std::min(reads.threads, reads.count);
  const auto bytes = static_cast<double>(reads.size.count());
  const double cpu = (reads.cpu.count() + reads.connect.count()) / function.settings().runtime.cpu.speed(1);
  const double wait = reads.set_up.count() + client.get_latency.mean() +
                      function.unhindered_transfer(bytes, client.get_rate_per_connection);
  const double rounds = static_cast<double>(reads.count) / threads;
  const double core = reads.count * (cpu + function.settings().network.cpu_time(bytes, threads));
  const double line =
      function.usual_time_of_line(reads.count * bytes, client.get_rate_per_connection, threads);
  return std::max({rounds * (wait + cpu), wait + core, wait + line});
}

}  // namespace garoa
