#include "models/s3_client/s3_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

constexpr std::uint64_t most_parts = 10'000;  // that S3 takes of one upload

constexpr S3Operation whole_operation(S3Direction direction) {
  return direction == S3Direction::up ? S3Operation::put : S3Operation::get;
}

/// Of all programs together; 0 stands for no limit.
std::uint64_t servers(std::uint32_t limit, std::uint32_t programs = 1) {
  return limit == 0 ? ServerPool::unlimited : std::uint64_t{limit} * programs;
}

}  // namespace

Reason S3Answer::reason() const {
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

S3Part S3Client::Cut::part_of(std::uint32_t number) const {
  return {number, std::min(part, file.document.bytes - number * part)};
}

S3Client::S3Client(const Run& run, Setup setup)
    : run_{run},
      setup_{std::move(setup)},
      files_{run.simulator, servers(setup_.tool.files, setup_.programs)},
      threads_{run.simulator, servers(setup_.tool.cpu_threads, setup_.programs)},
      quotas_(setup_.programs, RetryQuota{setup_.tool.retry}),
      cpu_name_{run.journal.intern(setup_.path + ".agent_cpu")},
      round_trips_name_{run.journal.intern(setup_.path + ".round_trips")},
      connection_name_{run.journal.intern(setup_.path + ".connection")},
      file_latency_{run},
      request_latency_{run} {
  if (setup_.tool.concurrency > 0)
    requests_.emplace(run.simulator, servers(setup_.tool.concurrency, setup_.programs));
}

bool S3Client::is_multipart(const Bucket& bucket, std::uint64_t bytes) const {
  const auto& given = bucket.settings().client.multipart_threshold;
  return bytes >= given.value_or(setup_.tool.multipart_threshold).count();
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

Task<S3Answer> S3Client::upload(S3File file) {
  return transfer(file, S3Direction::up);
}

Task<S3Answer> S3Client::download(S3File file) {
  return transfer(file, S3Direction::down);
}

/// What needs no more than one request is that request.
Task<S3Answer> S3Client::transfer(const S3File& file, S3Direction direction) {
  if (file.files == 1 && is_multipart(file.bucket, file.document.bytes))
    return transfer_parts(file, direction);
  if (has_preparation() || setup_.measured) return transfer_whole(file, direction);
  return exchange(file, whole_operation(direction), file.purpose, {0, file.document.bytes});
}

Task<S3Answer> S3Client::copy_within(S3File file) {
  file.within = true;
  return transfer(file, S3Direction::up);
}

Task<S3Answer> S3Client::transfer_whole(S3File file, S3Direction direction) {
  const double began = run_.now();
  S3Answer answer;
  if (has_preparation()) answer = co_await prepare(file);
  if (answer)
    answer = co_await exchange(file, whole_operation(direction), file.purpose, {0, file.document.bytes});
  if (answer && setup_.measured) file_latency_.add(run_.now() - began);
  co_return answer;
}

Task<S3Answer> S3Client::transfer_parts(S3File file, S3Direction direction) {
  const double began = run_.now();
  const bool up = direction == S3Direction::up;
  const std::uint64_t size = file.document.bytes;
  const auto wished =
      file.bucket.settings().client.multipart_part.value_or(setup_.tool.multipart_part).count();
  const std::uint64_t part = std::max({wished, (size + most_parts - 1) / most_parts, std::uint64_t{1}});
  const auto parts = static_cast<std::uint32_t>((size + part - 1) / part);
  Cut cut{file,
          direction,
          part,
          parts,
          ServerPool{run_.simulator, servers(setup_.tool.parts)},
          WaitGroup{run_.simulator}};
  if (has_preparation()) cut.answer = co_await prepare(file);
  const bool one_object = up && !setup_.tool.plain_parts;
  if (cut.answer && one_object)
    cut.answer = co_await exchange(file, S3Operation::create_upload,
                                   Purpose{"S3: create"}.at(file.purpose.index()), {});
  if (cut.answer) co_await transfer_all(cut);
  if (cut.answer && one_object && file.wanted())
    cut.answer = co_await exchange(file, S3Operation::complete_upload,
                                   Purpose{"S3: complete"}.at(file.purpose.index()), {});
  if (cut.answer && setup_.measured) file_latency_.add(run_.now() - began);
  co_return cut.answer;
}

/// No part is begun after one that was refused, or when nobody is left who wants the file.
Task<> S3Client::transfer_all(Cut& cut) {
  for (std::uint32_t number = 0; number < cut.parts; ++number) {
    auto place = co_await cut.gate.enter();
    if (!cut.answer || !cut.file.wanted()) break;
    cut.under_way.add();
    run_.simulator.start(transfer_part(cut, number, std::move(place)));
  }
  co_await cut.under_way;
}

Process S3Client::transfer_part(Cut& cut, std::uint32_t number, ServerPool::Place place) {
  const auto operation = cut.direction == S3Direction::up ? S3Operation::upload_part : S3Operation::get;
  const S3Answer answer =
      co_await exchange(cut.file, operation, cut.file.purpose.at(number), cut.part_of(number));
  if (!answer) cut.answer = answer;
  { const auto left = std::move(place); }
  cut.under_way.done();
}

bool S3Client::has_preparation() const {
  return setup_.tool.cpu_per_file.count() > 0 || setup_.tool.heads_per_file > 0;
}

Task<S3Answer> S3Client::prepare(const S3File& file) {
  const double cpu = file.files * setup_.tool.cpu_per_file.count();
  if (cpu > 0) co_await compute(file, cpu);
  S3Answer answer;
  for (std::uint32_t i = 0; answer && i < setup_.tool.heads_per_file; ++i)
    answer = co_await exchange(file, S3Operation::head, Purpose{"S3: HEAD of a file"}.at(i), {});
  co_return answer;
}

double S3Client::cpu_per_request(std::uint64_t bytes) const {
  return setup_.tool.cpu_per_request.count() +
         setup_.tool.cpu_per_mb.count() * static_cast<double>(bytes) / 1e6;
}

Task<S3Answer> S3Client::exchange(S3File file, S3Operation operation, Purpose purpose, S3Part part) {
  std::optional<ServerPool::Place> place;
  if (requests_) place.emplace(co_await requests_->enter());
  const double began = run_.now();
  const bool down = operation == S3Operation::get;
  const bool carries = down || operation == S3Operation::put || operation == S3Operation::upload_part;
  const std::uint64_t passing = file.within ? 0 : part.bytes;
  const double cpu = cpu_per_request(passing);
  if (!down && cpu > 0) co_await compute(file, cpu);
  if (!down && carries && file.bytes != nullptr) co_await file.bytes->handle(part);
  const auto direction = down ? S3Direction::down : S3Direction::up;
  const auto rate_alone = file.within ? setup_.copy_rate : rate(file.bucket, direction);
  if (!take_connection()) {
    const double seconds = beginning(passing, rate_alone);
    if (seconds > 0) co_await run_.simulator.delay(seconds);
    waited(file, connection_name_, seconds, 0);
  }
  Document document = file.document;
  document.bytes = part.bytes;
  const S3Answer answer = co_await ask(file, {operation, document, document.entity(), purpose, file.from});
  WaitGroup beside{run_.simulator};
  if (answer && down && cpu > 0) run_.simulator.start(compute_beside(file, cpu, beside));
  if (answer && part.bytes > 0) {
    if (route_ != nullptr && !file.within) {
      co_await route_->carry(file.flow, file.phase, direction, part.bytes);
    } else {
      const double seconds = static_cast<double>(part.bytes) / rate_alone.count();
      co_await run_.simulator.delay(seconds);
      waited(file, file.bucket.names().transfer, seconds, 0);
    }
  }
  idle_.push_back(run_.now());
  co_await beside;
  if (answer && down && file.bytes != nullptr) co_await file.bytes->handle(part);
  if (answer && !down && carries && file.bytes != nullptr) file.bytes->sent(part);
  if (setup_.measured) request_latency_.add(run_.now() - began);
  co_return answer;
}

Task<S3Answer> S3Client::ask(const S3File& file, S3Request request) {
  auto& bucket = file.bucket;
  const auto& retry = retry_of(bucket);
  auto& quota = quotas_[request.document.id % quotas_.size()];
  const double far = setup_.round_trip * setup_.round_trips + waits_before_bytes(request.operation);
  double paid = 1;  // what a success gives back
  for (;; ++request.attempt) {
    const auto answer = bucket.ask(request);
    co_await run_.simulator.delay(answer.seconds + far);
    waited(file, bucket.latency_name(request.operation), answer.seconds, 0);
    waited(file, round_trips_name_, far, 0);
    if (answer.refusal == Refusal::none) {
      quota.give_back(paid);
      co_return S3Answer{};
    }
    bucket.refused(request, answer.refusal);
    paid = answer.refusal == Refusal::throttled ? retry.throttled_cost : retry.cost;
    const auto pause = bucket.pause(request, answer.refusal, retry);
    if (!pause || !quota.take(paid)) co_return S3Answer{answer.refusal};
    co_await run_.simulator.delay(*pause);
    waited(file, bucket.refusal_name(answer.refusal), *pause, *pause);
  }
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

/// What comes is worked on while it comes.
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

/// Pages at once, each as long; S3's limit of reads may make them slower.
Task<S3Answer> S3Client::list(Bucket& bucket, FlowId flow, NameId phase) {
  const auto& client = bucket.settings().client;
  const std::uint64_t pages =
      std::max<std::uint64_t>(1, (bucket.objects() + client.list_page - 1) / client.list_page);
  const std::uint64_t rounds = (pages + client.list_concurrency - 1) / client.list_concurrency;
  const double began = run_.now();
  const Document listing{flow, listings_++, 0, began};
  const S3File file{bucket, flow, phase, listing, Purpose{"list"}};
  const S3Answer first = co_await exchange(file, S3Operation::list, file.purpose, {});
  if (!first) co_return first;
  const double each = client.list_page_time.count() + setup_.round_trip * setup_.round_trips;
  const double rest =
      std::max(static_cast<double>(rounds - 1) * each, bucket.ask_for_more(S3Operation::list, pages - 1));
  co_await run_.simulator.delay(rest);
  waited(file, bucket.names().list, rest, 0);
  bucket.listed(pages, run_.now() - began);
  co_return S3Answer{};
}

Task<S3Answer> S3Client::head_all(Bucket& bucket, FlowId flow, NameId phase) {
  const std::uint64_t count = bucket.objects();
  if (count == 0) co_return S3Answer{};
  const S3File file{bucket, flow, phase, {flow, 0, 0, run_.now()}, Purpose{"HEAD of all"}};
  const S3Answer first = co_await exchange(file, S3Operation::head, file.purpose, {});
  if (!first) co_return first;
  const double each = bucket.settings().client.head_latency.mean() + setup_.round_trip * setup_.round_trips;
  const double rest =
      std::max(static_cast<double>(count - 1) * each, bucket.ask_for_more(S3Operation::head, count - 1));
  co_await run_.simulator.delay(rest);
  waited(file, bucket.names().head_latency, rest, 0);
  co_return S3Answer{};
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
