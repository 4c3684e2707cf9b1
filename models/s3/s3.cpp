#include "models/s3/s3.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

Distribution read_latency(Figures& figures, const std::string& kind) {
  return Distribution{Distribution::Lognormal{figures.get<Seconds>(kind + ".latency.median").count(),
                                              figures.get<double>(kind + ".latency.sigma")},
                      figures.get<Seconds>(kind + ".latency.floor").count()};
}

S3ClientSettings read_client(Figures& figures) {
  S3ClientSettings client;
  client.put_latency = read_latency(figures, "put");
  client.get_latency = read_latency(figures, "get");
  client.put_rate_per_connection = figures.get<BytesPerSecond>("put.rate_per_connection");
  client.attempts = figures.get<std::uint32_t>("retry.attempts");
  client.delay_cap = figures.get<Seconds>("retry.delay_cap");
  client.list_page = std::max<std::uint64_t>(1, figures.get<std::uint64_t>("list.page"));
  client.list_page_time = figures.get<Seconds>("list.page_time");
  client.multipart_threshold = figures.get<Bytes>("multipart.threshold");
  client.multipart_part = figures.get<Bytes>("multipart.part");
  return client;
}

Distribution read_event_delay(Figures& figures) {
  const double late = figures.get<double>("event.late_share");
  const auto usual = Distribution::lognormal(figures.get<Seconds>("event.delay.median").count(),
                                             figures.get<double>("event.delay.sigma"));
  const Distribution tail{Distribution::Uniform{figures.get<Seconds>("event.late_low").count(),
                                                figures.get<Seconds>("event.late_high").count()}};
  if (!(late > 0 && late < 1)) return usual;
  return Distribution::mixture({usual, tail}, {1 - late, late});
}

void read_protection(BucketSettings& s, Fields& fields) {
  s.versioning = fields.optional("versioning", "keeps old versions of objects", false);
  const bool locked = fields.maybe_section(
      "object_lock", "default retention of every object version (WORM)", [&](Fields& lock) {
        ObjectLock settings{};
        settings.mode = lock.required<ObjectLockMode>(
            "mode", "who may shorten the retention: governance (with a permission), compliance (nobody)");
        settings.retention =
            lock.required<Seconds>("retention", "from the upload on", {1_d, 36500_d, "S3 allows"});
        s.object_lock = settings;
      });
  if (locked && !s.versioning)
    fields.error("object_lock", fmt::format("'{}': Object Lock needs versioning: true", fields.path()));
  s.encryption = fields.optional("encryption", "default encryption", BucketEncryption::sse_s3);
  s.block_public_access =
      fields.optional("block_public_access", "all four settings of Block Public Access", true);
  s.tls_only = fields.optional("tls_only", "a bucket policy denies requests without TLS", false);
  s.expiration =
      fields.maybe<Seconds>("expiration", "lifecycle: objects are deleted after this time (default: never)",
                            {1_d, 36500_d, "S3 allows"});
}

}  // namespace

BucketSettings read_bucket(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("s3");
  BucketSettings s;
  s.name = name;
  s.where = fields.where();
  s.prefixes = fields.optional<std::uint32_t>(
      "prefixes", "partitioned prefixes over which keys spread evenly", 1, {1, 10'000, ""});
  s.writes_per_prefix = figures.get<PerSecond>("limit.writes_per_prefix");
  s.limit_burst = figures.get<Seconds>("limit.burst");
  read_protection(s, fields);
  s.client = read_client(figures);
  s.event_delay = read_event_delay(figures);
  s.duplicate_share = figures.get<double>("event.duplicate_share");
  return s;
}

Bucket::Bucket(const Run& run, BucketSettings settings)
    : run_{run},
      settings_{std::move(settings)},
      put_stream_{run.stream(fmt::format("s3.{}.put", settings_.name))},
      retry_stream_{run.stream(fmt::format("s3.{}.retry", settings_.name))},
      event_stream_{run.stream(fmt::format("s3.{}.event", settings_.name))} {
  const double rate = settings_.writes_per_prefix.count();
  for (std::uint32_t i = 0; i < settings_.prefixes; ++i)
    writes_.emplace_back(rate, std::max(1.0, rate * settings_.limit_burst.count()));
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("s3.{}{}", settings_.name, part));
  };
  names_ = {name(""), name(".put_latency"), name(".transfer"), name(".requests_per_prefix"), name(".list")};
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

Task<bool> Bucket::begin_put(NameId flow, NameId phase, Document document, std::uint32_t draw_pair) {
  auto& limit = writes_[document.id % writes_.size()];
  for (std::uint32_t attempt = 1;; ++attempt) {
    const double latency =
        settings_.client.put_latency.quantile(put_stream_.uniform(document.id, 2 * draw_pair));
    const bool accepted = limit.try_take(run_.now(), 1);
    co_await run_.simulator.delay(latency);
    run_.journal.report(events::Waited{run_.now(), flow, phase, names_.put_latency, latency});
    if (accepted) {
      bill_writes(1);
      co_return true;
    }
    run_.journal.report(events::Throttled{run_.now(), names_.self, document});
    if (attempt >= settings_.client.attempts) co_return false;
    const double jitter = retry_stream_.uniform(document.id, draw_pair * settings_.client.attempts + attempt);
    const double pause = std::min(jitter * std::exp2(attempt - 1), settings_.client.delay_cap.count());
    co_await run_.simulator.delay(pause);
    run_.journal.report(events::Waited{run_.now(), flow, phase, names_.throttle, pause});
  }
}

void Bucket::stored(std::uint64_t bytes) {
  ++objects_;
  bytes_ += bytes;
}

Task<> Bucket::list(NameId flow, NameId phase) {
  const std::uint64_t pages = objects_ / settings_.client.list_page + 1;
  const double seconds = static_cast<double>(pages) * settings_.client.list_page_time.count();
  bill_writes(pages);
  co_await run_.simulator.delay(seconds);
  run_.journal.report(events::Waited{run_.now(), flow, phase, names_.list, seconds});
}

double Bucket::put_time(const Document& document, std::uint32_t attempt) const {
  return settings_.client.put_latency.quantile(put_stream_.uniform(document.id, attempt)) +
         transfer_time(document.bytes);
}

void Bucket::accept(std::uint64_t bytes) {
  bill_writes(1);
  stored(bytes);
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

void Bucket::finish(const MetricSink& metrics) {
  metrics(fmt::format("s3.{}.objects", settings_.name), static_cast<double>(objects_));
  metrics(fmt::format("s3.{}.bytes", settings_.name), static_cast<double>(bytes_));
}

}  // namespace garoa
