#include "models/s3_client/s3_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

constexpr S3Operation whole_operation(S3Direction direction) {
  return direction == S3Direction::up ? S3Operation::put : S3Operation::get;
}

/// Of all programs together; 0 stands for no limit.
std::uint64_t servers(std::uint32_t limit, std::uint32_t programs = 1) {
  return limit == 0 ? ServerPool::unlimited : std::uint64_t{limit} * programs;
}

}  // namespace

Reason S3Answer::reason() const {
  if (given_up) return Reason::client_timeout;
  switch (refusal) {
    case Refusal::throttled:
      return Reason::throttled;
    case Refusal::archived:
      return Reason::archived;
    case Refusal::unavailable:
    case Refusal::none:
      break;
  }
  return Reason::s3_unavailable;
}

S3Client::S3Client(const Run& run, Setup setup)
    : run_{run},
      setup_{std::move(setup)},
      files_{run.simulator, servers(setup_.tool.files, setup_.programs)},
      threads_{run.simulator, servers(setup_.tool.cpu_threads, setup_.programs)},
      quotas_(setup_.programs),
      cpu_name_{run.journal.intern(setup_.path + ".agent_cpu")},
      round_trips_name_{run.journal.intern(setup_.path + ".round_trips")},
      connection_name_{run.journal.intern(setup_.path + ".connection")},
      file_latency_{run},
      request_latency_{run} {
  if (setup_.tool.concurrency > 0)
    requests_.emplace(run.simulator, servers(setup_.tool.concurrency, setup_.programs));
}

bool S3Client::is_multipart(const Bucket& bucket, std::uint64_t bytes, bool within) const {
  const auto& given = bucket.settings().client.multipart_threshold;
  const auto own = within ? setup_.tool.copy_threshold : setup_.tool.multipart_threshold;
  return bytes >= given.value_or(own).count();
}

const RetrySettings& S3Client::retry_of(const Bucket& bucket) const {
  const auto& client = bucket.settings().client;
  return client.retry ? *client.retry : setup_.tool.retry;
}

BytesPerSecond S3Client::rate(const Bucket& bucket, S3Direction direction) const {
  if (setup_.connection_rate) return *setup_.connection_rate;
  const auto& client = bucket.settings().client;
  const bool up = direction == S3Direction::up;
  const auto own = up ? client.put_rate_per_connection : client.get_rate_per_connection;
  const auto& window = up ? setup_.connections.window_up : setup_.connections.window_down;
  if (round_trip() <= 0) return own;
  return BytesPerSecond{std::min(own.count(), static_cast<double>(window.count()) / round_trip())};
}

Task<S3Answer> S3Client::upload(const S3File& file) {
  return transfer(file, S3Direction::up);
}

Task<S3Answer> S3Client::download(const S3File& file) {
  return transfer(file, S3Direction::down);
}

/// What needs no more than one request is that request; what the program computes for a file that it sends is then computed
/// with it.
Task<S3Answer> S3Client::transfer(const S3File& file, S3Direction direction) {
  if (file.files == 1 && is_multipart(file.bucket, file.document.bytes, file.within))
    return transfer_parts(file, direction);
  Exchange whole{whole_operation(direction), file.purpose, {0, file.document.bytes}, true};
  const double cpu = cpu_per_file(file);
  if (setup_.tool.heads_per_file > 0 || (direction == S3Direction::down && cpu > 0))
    return transfer_prepared(file, whole);
  whole.cpu = cpu;
  return exchange(file, whole);
}

Task<S3Answer> S3Client::copy_within(S3File file) {
  file.within = true;
  co_return co_await transfer(file, S3Direction::up);
}

Task<S3Answer> S3Client::transfer_prepared(const S3File& file, Exchange whole) {
  whole.began = run_.now();
  S3Answer answer = co_await prepare(file);
  if (answer) answer = co_await exchange(file, whole);
  co_return answer;
}

double S3Client::cpu_per_file(const S3File& file) const {
  return file.files * setup_.tool.cpu_per_file.count();
}

Task<S3Answer> S3Client::prepare(const S3File& file) {
  const double cpu = cpu_per_file(file);
  if (cpu > 0) co_await compute(file, cpu);
  S3Answer answer;
  for (std::uint32_t i = 0; answer && i < setup_.tool.heads_per_file; ++i)
    answer = co_await exchange(file, {S3Operation::head, Purpose{"S3: HEAD of a file"}.at(i)});
  co_return answer;
}

double S3Client::cpu_per_request(std::uint64_t bytes) const {
  const auto& tool = setup_.tool;
  const auto& packing = setup_.compression;
  const double tool_per_mb = tool.cpu_per_mb.count() * (tool.hashes_data ? packing.ratio : 1);
  const double per_mb = tool_per_mb + packing.cpu_per_mb.count() * packing.ratio;
  return tool.cpu_per_request.count() + per_mb * static_cast<double>(bytes) / 1e6;
}

BytesPerSecond S3Client::copy_rate(std::uint32_t side_by_side) const {
  const auto& rates = setup_.copy_rates;
  return BytesPerSecond{std::min(rates.one.count(), rates.object.count() / side_by_side)};
}

S3Client::Passing S3Client::passing_of(const S3File& file, const Exchange& what) const {
  const auto operation = what.operation;
  const bool down = operation == S3Operation::get;
  const bool carries = down || operation == S3Operation::put || operation == S3Operation::upload_part;
  const auto direction = down ? S3Direction::down : S3Direction::up;
  const std::uint64_t bytes = file.within ? 0 : what.part.bytes;
  return {.direction = direction,
          .bytes = bytes,
          .cpu = what.cpu + cpu_per_request(bytes),
          .rate = file.within ? copy_rate(what.side_by_side) : rate(file.bucket, direction),
          .handled = carries ? file.bytes : nullptr,
          .routed = route_ != nullptr && !file.within};
}

Task<S3Answer> S3Client::exchange(const S3File& file, Exchange what) {
  const double called = run_.now();
  std::optional<ServerPool::Place> place;
  if (requests_) place.emplace(co_await requests_->enter());
  const double began = run_.now();
  const Passing passing = passing_of(file, what);
  const S3Part unpacked{what.part.number, setup_.compression.unpacked(what.part.bytes)};
  const bool down = passing.direction == S3Direction::down;
  WaitGroup beside{run_.simulator};
  const bool packs = file.files > 1;
  if (!down && packs && passing.cpu > 0) run_.simulator.start(compute_beside(file, passing.cpu, beside));
  if (!down && !packs && passing.cpu > 0 && !file.given_up()) co_await compute(file, passing.cpu);
  if (!down && passing.handled != nullptr) co_await passing.handled->handle(unpacked);
  co_await beside;
  if (file.given_up()) co_return S3Answer{.given_up = true};
  const double opening = take_connection() ? 0 : beginning(passing.bytes, passing.rate);
  if (opening > 0) {
    co_await run_.simulator.delay(opening);
    waited(file, connection_name_, opening, 0);
  }
  Asking asking = asking_for(file, what);
  for (; !file.given_up(); ++asking.request.attempt) {
    const auto answer = file.bucket.ask(asking.request);
    co_await run_.simulator.delay(answer.seconds + asking.far);
    answered(file, asking, answer);
    const auto pause = answer.refusal == Refusal::none ? std::nullopt : pause_of(file, asking);
    if (!pause) break;
    if (file.patience == nullptr) {
      co_await run_.simulator.delay(*pause);
    } else {
      (void)co_await wait_out(*file.patience, *pause);
    }
    waited(file, file.bucket.refusal_name(answer.refusal), *pause, *pause);
  }
  S3Answer answer{asking.refusal, file.given_up()};
  if (answer && down && passing.cpu > 0) run_.simulator.start(compute_beside(file, passing.cpu, beside));
  if (answer && what.part.bytes > 0) {
    if (passing.routed || file.patience != nullptr) {
      answer.carried = co_await carry(file, passing, what.part.bytes);
    } else {
      const double seconds = static_cast<double>(what.part.bytes) / passing.rate.count();
      co_await run_.simulator.delay(seconds);
      waited(file, file.bucket.names().transfer, seconds, 0);
      answer.carried = what.part.bytes;
    }
  }
  if (!file.given_up()) idle_.push_back(run_.now());
  co_await beside;
  answer.given_up = file.given_up();
  if (answer && down && passing.handled != nullptr) co_await passing.handled->handle(unpacked);
  if (answer && !down && passing.handled != nullptr) passing.handled->sent(what.part);
  if (setup_.measured) request_latency_.add(run_.now() - began);
  if (setup_.measured && what.whole && answer) file_latency_.add(run_.now() - what.began.value_or(called));
  co_return answer;
}

/// Along the route, or at the connection's own rate as long as the client waits.
Task<std::uint64_t> S3Client::carry(const S3File& file, const Passing& passing, std::uint64_t bytes) {
  if (!passing.routed) return carry_patiently(file, passing.rate, bytes);
  return route_->carry({file.flow, file.phase, passing.direction, bytes, file.one_off, file.patience});
}

Task<std::uint64_t> S3Client::carry_patiently(const S3File& file, BytesPerSecond rate, std::uint64_t bytes) {
  const double seconds = co_await wait_out(*file.patience, static_cast<double>(bytes) / rate.count());
  waited(file, file.bucket.names().transfer, seconds, 0);
  co_return file.given_up() ? static_cast<std::uint64_t>(seconds * rate.count()) : bytes;
}

Task<double> S3Client::wait_out(Patience& patience, double seconds) {
  CancellableDelay delay{run_.simulator, seconds};
  const Patience::Hold hold{&patience, delay};
  const double passed = co_await delay;
  co_return passed;
}

S3Client::Asking S3Client::asking_for(const S3File& file, const Exchange& what) {
  Document document = file.document;
  document.bytes = what.part.bytes;
  return {.request = {what.operation, document, document.entity(), what.purpose, file.from, 1, file.one_off,
                      file.within},
          .quota = quotas_[quotas_.size() == 1 ? 0 : document.id % quotas_.size()],
          .far = setup_.round_trip * setup_.round_trips + waits_before_bytes(what.operation)};
}

/// One attempt is over.
void S3Client::answered(const S3File& file, Asking& asking, const Bucket::Answer& answer) const {
  asking.refusal = answer.refusal;
  waited(file, file.bucket.latency_name(asking.request.operation), answer.seconds, 0);
  waited(file, round_trips_name_, asking.far, 0);
  if (answer.refusal == Refusal::none) asking.quota.give_back(asking.paid);
}

/// Seconds until the next attempt; nothing if there is none.
std::optional<double> S3Client::pause_of(const S3File& file, Asking& asking) const {
  const auto& retry = retry_of(file.bucket);
  file.bucket.refused(asking.request, asking.refusal);
  asking.paid = asking.refusal == Refusal::throttled ? retry.throttled_cost : retry.cost;
  const auto pause = file.bucket.pause(asking.request, asking.refusal, retry);
  return pause && asking.quota.take(asking.paid, retry.quota) ? pause : std::nullopt;
}

/// A PUT may ask S3 first whether it would take the bytes.
double S3Client::waits_before_bytes(S3Operation operation) const {
  const bool puts = operation == S3Operation::put || operation == S3Operation::upload_part;
  return puts ? setup_.tool.put_round_trips * round_trip() : 0;
}

/// `m5_seconds` are those of one core of m5.
Task<> S3Client::compute(const S3File& file, double m5_seconds) {
  const double seconds = setup_.instance == nullptr ? m5_seconds : setup_.instance->core_time(m5_seconds);
  const double began = run_.now();
  const auto turn = co_await threads_.enter();
  if (setup_.instance != nullptr) {
    co_await setup_.instance->compute(seconds);
  } else {
    co_await run_.simulator.delay(seconds);
  }
  const double took = run_.now() - began;
  waited(file, cpu_name_, took, std::max(took - seconds, 0.0));
}

/// What comes is worked on while it comes, and what is gathered while it is read.
Process S3Client::compute_beside(const S3File& file, double seconds, WaitGroup& beside) {
  beside.add();
  co_await compute(file, seconds);
  beside.done();
}

/// The one used last; those that have been idle for too long are closed.
bool S3Client::take_connection() {
  const double oldest = run_.now() - setup_.connections.keep_alive.count();
  if (idle_.empty() || idle_.back() < oldest) {
    idle_.clear();
    return false;
  }
  idle_.pop_back();
  return true;
}

/// In slow start the window doubles with each round trip, from the initial one to that of the rate.
double S3Client::beginning(std::uint64_t bytes, BytesPerSecond rate) const {
  const double trip = round_trip();
  const double set_up = setup_.connections.set_up_round_trips * trip;
  const auto first = static_cast<double>(setup_.connections.initial_window.count());
  const double slow = std::min(static_cast<double>(bytes), rate.count() * trip);
  if (slow <= first) return set_up;
  return set_up + std::log2(slow / first) * trip - (slow - first) / rate.count();
}

void S3Client::waited(const S3File& file, NameId resource, double seconds, double queueing) const {
  if (seconds > 0)
    run_.journal.report(events::Waited{run_.now(), file.flow, file.phase, resource, seconds, queueing});
}

void S3Client::finish(MetricSink& metrics) const {
  const MetricsOf own{metrics, setup_.path};
  own.add_distribution("file.latency", file_latency_.histogram());
  own.add_distribution("request.latency", request_latency_.histogram());
}

}  // namespace garoa
