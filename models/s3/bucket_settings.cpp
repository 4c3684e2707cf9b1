#include "models/s3/bucket_settings.hpp"

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

void read_parts(S3ClientSettings& s, Fields& f, Figures& figures) {
  s.multipart_threshold = f.maybe<Bytes>(
      "multipart_threshold", "objects of at least this size are sent in parts (default: the tool's)",
      {1_B, Bytes{5'000'000'000}, "one PUT takes"});
  s.multipart_part =
      f.maybe<Bytes>("multipart_part", "size of a part (default: the tool's)",
                     {figures.limit<Bytes>("multipart.part_min"), figures.limit<Bytes>("multipart.part_max"),
                      "a part that is not the last one has"});
}

void read_retries(S3ClientSettings& s, Fields& f, Figures& figures) {
  const bool given = f.given("retry_mode") || f.given("attempts");
  const auto mode = f.optional("retry_mode", "of the SDK or tool (default: the tool's)", RetryMode::standard);
  auto retry = retry_settings(mode, figures);
  retry.attempts = f.optional("attempts", "for one request, the first one included (default: the tool's)",
                              retry.attempts, {1U, 100U, ""});
  if (given) s.retry = retry;
}

/// Figures of requests that few send count where somebody does.
Catalogue::UsedFor used_for(Catalogue& catalogue, const std::string& bucket, const char* askers) {
  return Catalogue::UsedFor{catalogue, fmt::format("s3.{}.{}", bucket, askers)};
}

void read_latencies(S3ClientSettings& s, const std::string& name, Catalogue& catalogue) {
  auto& figures = catalogue.figures("s3");
  s.put_latency = read_latency(figures, "put");
  s.put_growth.most =
      figures.get<Seconds>("put.latency.large").count() / figures.get<Seconds>("put.latency.median").count();
  s.put_growth.full_from = static_cast<double>(figures.get<Bytes>("put.latency.large_from").count());
  s.create_latency = read_latency(figures, "create");
  s.complete_latency = read_latency(figures, "complete");
  {
    const auto readers = used_for(catalogue, name, "readers");
    s.get_latency = read_latency(figures, "get");
  }
  {
    const auto copies = used_for(catalogue, name, "copies");
    s.head_latency = read_latency(figures, "head");
    s.list_entry = figures.get<Bytes>("list.entry");
    s.list_page = std::max<std::uint64_t>(1, figures.get<std::uint64_t>("list.page"));
  }
  const auto restores = used_for(catalogue, name, "restores_within");
  s.copy_latency = read_latency(figures, "copy");
}

S3ClientSettings read_client(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("s3");
  S3ClientSettings s;
  read_latencies(s, name, catalogue);
  fields.section("client", "how the bucket's clients speak to S3", [&](Fields& f) {
    const Range<BytesPerSecond> rate{BytesPerSecond{1000}, BytesPerSecond{10e9}, ""};
    s.put_rate_per_connection = f.optional("put_rate_per_connection", "bytes sent over one connection",
                                           figures.fallback<BytesPerSecond>("put.rate_per_connection"), rate);
    s.get_rate_per_connection = f.optional("get_rate_per_connection", "bytes received over one connection",
                                           figures.fallback<BytesPerSecond>("get.rate_per_connection"), rate);
    read_retries(s, f, figures);
    s.programs = f.optional<std::uint32_t>("programs", "running clients, each with a retry quota of its own",
                                           1, {1, 100'000, ""});
    const auto copies = used_for(catalogue, name, "copies");
    s.list_page_time = f.optional("list_page_time", "for a page of a listing",
                                  figures.fallback<Seconds>("list.page_time"), {Seconds{0.001}, 1_min, ""});
    s.list_concurrency = f.optional<std::uint32_t>("list_concurrency", "pages of a listing asked for at once",
                                                   1, {1, 10'000, ""});
    read_parts(s, f, figures);
  });
  return s;
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

void read_limits(BucketSettings& s, Fields& fields, Figures& figures) {
  constexpr std::uint32_t most = 10'000;
  s.prefixes =
      fields.optional<std::uint32_t>("prefixes", "prefixes over which keys spread evenly", 1, {1, most, ""});
  const auto partitions = fields.optional<std::uint32_t>(
      "partitions", "partitions that S3 has made of the prefixes by earlier load", 1, {1, most, ""});
  if (partitions > s.prefixes) {
    fields.error("partitions", fmt::format("'{}.partitions' is {}; a partition holds at least one of the {} "
                                           "prefixes",
                                           fields.path(), partitions, s.prefixes));
  }
  const auto limit = [&](const char* rate, std::uint32_t most_partitions) {
    return RequestLimitSettings{figures.get<PerSecond>(rate),
                                figures.get<Seconds>("limit.burst"),
                                partitions,
                                most_partitions,
                                figures.get<Seconds>("limit.split_time"),
                                figures.get<Seconds>("limit.lull"),
                                figures.get<Seconds>("limit.keep")};
  };
  s.writes = limit("limit.writes_per_prefix", s.prefixes);
  s.reads = limit("limit.reads_per_prefix", most);
}

void read_protection(BucketSettings& s, Fields& fields, Catalogue& catalogue) {
  s.versioning = fields.optional("versioning", "keeps old versions of objects", false);
  s.object_lock = read_object_lock(fields, "default retention of every object version (WORM)");
  if (s.object_lock && !s.versioning)
    fields.error("object_lock", fmt::format("'{}': Object Lock needs versioning: true", fields.path()));
  s.encryption = fields.optional("encryption", "default encryption", BucketEncryption::sse_s3);
  const bool bucket_key = fields.optional("bucket_key", "spares most calls of KMS", false);
  if (s.encryption == BucketEncryption::sse_kms || s.encryption == BucketEncryption::dsse_kms) {
    const double share = bucket_key ? catalogue.figures("kms").get<double>("bucket_key.share") : 1;
    s.requests_per_kms_call = static_cast<std::uint32_t>(std::lround(1 / std::clamp(share, 1e-6, 1.0)));
  } else if (bucket_key) {
    fields.error("bucket_key", fmt::format("'{}.bucket_key' is about SSE-KMS; the encryption is {}",
                                           fields.path(), name_of(s.encryption)));
  }
  s.block_public_access =
      fields.optional("block_public_access", "all four settings of Block Public Access", true);
  s.tls_only = fields.optional("tls_only", "a bucket policy denies requests without TLS", false);
  s.mfa_delete = fields.optional("mfa_delete", "versions are deleted only with a second factor", false);
  if (s.mfa_delete && !s.versioning)
    fields.error("mfa_delete", fmt::format("'{}': MFA delete needs versioning: true", fields.path()));
  s.deny_delete = fields.optional(
      "deny_delete", "a bucket policy denies deletion to the roles that write to the bucket", false);
  s.access_logs = fields.optional("access_logs", "server access logs, which AWS delivers as it can", false);
}

void read_replicas(BucketSettings& s, Fields& fields, Catalogue& catalogue) {
  const bool replicated =
      fields.maybe_section("replication", "copies new objects to another bucket",
                           [&](Fields& f) { s.replication = read_replication(s.storage, f, catalogue); });
  if (replicated && !s.versioning)
    fields.error("replication", fmt::format("'{}': replication needs versioning: true", fields.path()));
  if (s.replication && s.replication->existing && s.storage.existing.objects == 0) {
    fields.error("replication",
                 fmt::format("'{}.replication.existing': the bucket holds nothing at the start; "
                             "say so in '{}.existing'",
                             fields.path(), fields.path()));
  }
}

}  // namespace

BucketSettings read_bucket(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("s3");
  BucketSettings s;
  s.name = name;
  s.where = fields.where();
  read_limits(s, fields, figures);
  read_protection(s, fields, catalogue);
  read_storage(s, fields, figures);
  read_replicas(s, fields, catalogue);
  s.client = read_client(name, fields, catalogue);
  const Catalogue::UsedFor listeners{catalogue, fmt::format("s3.{}.events", name)};
  s.event_delay = read_event_delay(figures);
  s.duplicate_share = figures.get<double>("event.duplicate_share");
  return s;
}

}  // namespace garoa
