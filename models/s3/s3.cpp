#include "models/s3/s3.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

Bucket::Bucket(const Run& run, BucketSettings settings)
    : run_{run},
      settings_{std::move(settings)},
      put_stream_{run.stream(fmt::format("s3.{}.put", settings_.name))},
      get_stream_{run.stream(fmt::format("s3.{}.get", settings_.name))},
      head_stream_{run.stream(fmt::format("s3.{}.head", settings_.name))},
      retry_stream_{run.stream(fmt::format("s3.{}.retry", settings_.name))},
      error_stream_{run.stream(fmt::format("s3.{}.error", settings_.name))},
      event_stream_{run.stream(fmt::format("s3.{}.event", settings_.name))},
      writes_{settings_.writes},
      reads_{settings_.reads},
      quotas_(settings_.client.programs, RetryQuota{settings_.client.retry}) {
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("s3.{}{}", settings_.name, part));
  };
  names_ = {name(""),          name(".put_latency"),         name(".get_latency"), name(".head_latency"),
            name(".transfer"), name(".requests_per_prefix"), name(".errors"),      name(".list")};
  objects_metric_ = run.journal.intern("AWS/S3 NumberOfObjects");
  bytes_metric_ = run.journal.intern("AWS/S3 BucketSizeBytes");
}

double Bucket::transfer_time(std::uint64_t bytes) const {
  return (Bytes{bytes} / settings_.client.put_rate_per_connection).count();
}

double Bucket::event_delay(DocumentId id, std::uint32_t copy) const {
  return settings_.event_delay.quantile(event_stream_.uniform(id, copy));
}

bool Bucket::event_is_duplicated(DocumentId id) const {
  constexpr std::uint32_t duplicate_draw = 2;
  return event_stream_.uniform(id, duplicate_draw) < settings_.duplicate_share;
}

Task<S3Answer> Bucket::begin_put(NameId flow, NameId phase, Document document, std::uint32_t draw_pair) {
  const double u = put_stream_.uniform(document.id, 2 * draw_pair);
  const double latency = settings_.client.put_latency.quantile(u);
  const Request request{flow, phase, document, draw_pair, names_.put_latency, latency, writes_};
  const S3Answer end = co_await ask(request);
  if (end) bill_writes(1);
  co_return end;
}

Task<S3Answer> Bucket::begin_get(NameId flow, NameId phase, Document document, std::uint32_t draw_pair) {
  const double u = get_stream_.uniform(document.id, draw_pair);
  const double latency = settings_.client.get_latency.quantile(u);
  const Request request{flow, phase, document, draw_pair, names_.get_latency, latency, reads_};
  const S3Answer end = co_await ask(request);
  if (end) bill_read();
  co_return end;
}

Task<S3Answer> Bucket::head(NameId flow, NameId phase, Document document, std::uint32_t draw_pair) {
  const double u = head_stream_.uniform(document.id, draw_pair);
  const double latency = settings_.client.head_latency.quantile(u);
  const Request request{flow, phase, document, draw_pair, names_.head_latency, latency, reads_};
  const S3Answer end = co_await ask(request);
  if (end) bill_read();
  co_return end;
}

Task<S3Answer> Bucket::ask(Request request) {
  const auto& retry = settings_.client.retry;
  auto& quota = quotas_[request.document.id % quotas_.size()];
  double paid = 1;  // what a success gives back
  for (std::uint32_t attempt = 1;; ++attempt) {
    const Refusal refusal = answer(request, attempt);
    co_await run_.simulator.delay(request.latency);
    waited(request, request.latency_name, request.latency);
    if (refusal == Refusal::none) {
      quota.give_back(paid);
      co_return S3Answer{};
    }
    const bool throttled = refusal == Refusal::throttled;
    if (throttled) {
      run_.journal.report(events::Throttled{run_.now(), names_.self, request.document});
    } else {
      ++errors_;
    }
    paid = throttled ? retry.throttled_cost : retry.cost;
    if (attempt >= retry.attempts || !quota.take(paid)) co_return S3Answer{refusal};
    const double u = retry_stream_.uniform(request.document.id, request.draw_pair * retry.attempts + attempt);
    const double pause = retry.pause(attempt, refusal, u);
    co_await run_.simulator.delay(pause);
    waited(request, throttled ? names_.throttle : names_.errors, pause);
  }
}

/// What S3 makes of one attempt.
Refusal Bucket::answer(const Request& request, std::uint32_t attempt) {
  const auto draw = request.draw_pair * settings_.client.retry.attempts + attempt;
  if (fails(request.document.id, draw)) return Refusal::unavailable;
  return request.limit.accept(run_.now()) ? Refusal::none : Refusal::throttled;
}

void Bucket::waited(const Request& request, NameId resource, double seconds) {
  run_.journal.report(events::Waited{run_.now(), request.flow, request.phase, resource, seconds});
}

void Bucket::stored(const Document& document) {
  ++objects_;
  bytes_ += document.bytes;
}

Task<S3Answer> Bucket::list(NameId flow, NameId phase) {
  const auto& client = settings_.client;
  const std::uint64_t pages =
      std::max<std::uint64_t>(1, (objects_ + client.list_page - 1) / client.list_page);
  const std::uint64_t rounds = (pages + client.list_concurrency - 1) / client.list_concurrency;
  const double page_time = client.list_page_time.count();
  const Document listing{flow, listed_pages_, 0, run_.now()};
  const Request request{flow, phase, listing, 0, names_.list, page_time, reads_};
  const S3Answer first = co_await ask(request);
  if (!first) co_return first;
  bill_writes(pages);
  const double rest = static_cast<double>(rounds - 1) * page_time;
  co_await run_.simulator.delay(rest);
  waited(request, names_.list, rest);
  listed_pages_ += pages;
  listing_ += page_time + rest;
  co_return S3Answer{};
}

double Bucket::put_time(const Document& document, std::uint32_t attempt) const {
  return settings_.client.put_latency.quantile(put_stream_.uniform(document.id, attempt)) +
         transfer_time(document.bytes);
}

void Bucket::accept(const Document& document) {
  bill_writes(1);
  stored(document);
}

void Bucket::bill(Meter meter, std::uint64_t units) {
  if (units > 0) run_.journal.report(events::Billed{names_.self, meter, units});
}

void Bucket::sample(double interval) {
  bill(Meter::s3_put_requests, std::exchange(unbilled_writes_, 0));
  bill(Meter::s3_get_requests, std::exchange(unbilled_reads_, 0));
  bill(Meter::s3_standard_byte_seconds, storage_.take(static_cast<double>(bytes_), interval));
  run_.journal.report(
      events::LevelSampled{run_.now(), names_.self, objects_metric_, static_cast<double>(objects_)});
  run_.journal.report(
      events::LevelSampled{run_.now(), names_.self, bytes_metric_, static_cast<double>(bytes_)});
}

void Bucket::measure() {
  errors_ = 0;
}

void Bucket::finish(const MetricSink& metrics) {
  const auto put = [&](const char* measure, double value) {
    metrics(fmt::format("s3.{}.{}", settings_.name, measure), value);
  };
  put("objects", static_cast<double>(objects_));
  put("bytes", static_cast<double>(bytes_));
  put("errors", static_cast<double>(errors_));
  put("write_partitions", writes_.partitions());
  put("read_partitions", reads_.partitions());
  put("list.pages", static_cast<double>(listed_pages_));
  put("list.duration", listing_);
  const double last = std::max(writes_.last_refusal(), reads_.last_refusal());
  if (last >= 0) put("throttles.last_at", last);
}

}  // namespace garoa
