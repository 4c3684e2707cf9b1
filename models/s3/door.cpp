#include "models/s3/door.hpp"

#include <algorithm>
#include <utility>

#include "models/s3/storage_meters.hpp"

namespace garoa {

S3Door::S3Door(const Run& run, const BucketSettings& settings, const std::string& path, Kms* kms, Keys keys)
    : run_{run},
      settings_{settings},
      kms_{kms},
      keys_{keys},
      name_{run.journal.intern(path)},
      put_stream_{run.stream(path + ".put")},
      get_stream_{run.stream(path + ".get")},
      head_stream_{run.stream(path + ".head")},
      retry_stream_{run.stream(path + ".retry")},
      error_stream_{run.stream(path + ".error")},
      writes_{settings.writes},
      reads_{settings.reads},
      errors_{run} {}

S3Door::Answer S3Door::ask(const S3Request& request) {
  const Answer answer{judge(request), latency_of(request)};
  if (answer.refusal != Refusal::none) return answer;
  if (request.operation == S3Operation::get) {
    bill_reads(request, 1, request.document.bytes);
  } else {
    bill_requests(request.operation, request.document.flow, 1, request.one_off);
  }
  return answer;
}

/// What S3 makes of one attempt.
Refusal S3Door::judge(const S3Request& request) {
  if (fails(request.entity, request.purpose.at(request.attempt))) return Refusal::unavailable;
  if (!limit_of(request.operation).accept(run_.now())) return Refusal::throttled;
  if (request.operation == S3Operation::get && is_archive(request.from)) return Refusal::archived;
  return key_is_there(request) ? Refusal::none : Refusal::throttled;
}

RequestLimit& S3Door::limit_of(S3Operation operation) {
  return operation >= S3Operation::get ? reads_ : writes_;
}

/// With a bucket key only one request of many asks KMS. A multipart upload asks when it is created (for the key), for each
/// part and when its parts are put together (to use it); metadata and listings are not encrypted with it.
bool S3Door::needs_key(S3Operation operation) const {
  const bool asks = settings_.requests_per_kms_call > 0 && kms_ != nullptr;
  return asks && operation <= S3Operation::get && operation != S3Operation::abort_upload;
}

bool S3Door::key_is_there(const S3Request& request) {
  if (!needs_key(request.operation)) return true;
  return keyed_requests_++ % settings_.requests_per_kms_call != 0 ||
         kms_->call(request.one_off, keys_ == Keys::elsewhere, request.document.flow);
}

/// Every attempt of a request takes as long.
double S3Door::latency_of(const S3Request& request) const {
  const auto& client = settings_.client;
  const auto drawn = [&](const Distribution& latency, const Stream& stream) {
    return latency.quantile(stream.uniform(request.entity, request.purpose));
  };
  switch (request.operation) {
    case S3Operation::put:
    case S3Operation::upload_part:
      if (request.within) return drawn(client.copy_latency, put_stream_);
      return drawn(client.put_latency, put_stream_) * client.put_growth.factor(request.document.bytes);
    case S3Operation::create_upload:
    case S3Operation::abort_upload:
      return drawn(client.create_latency, put_stream_);
    case S3Operation::complete_upload:
      return drawn(client.complete_latency, put_stream_);
    case S3Operation::get:
      return drawn(client.get_latency, get_stream_);
    case S3Operation::head:
      return drawn(client.head_latency, head_stream_);
    case S3Operation::list:
      break;
  }
  return client.list_page_time.count();
}

void S3Door::refused(const S3Request& request, Refusal refusal) {
  if (refusal == Refusal::throttled) {
    run_.journal.report(events::Throttled{run_.now(), name_, request.document});
  } else {
    errors_.add();
  }
}

std::optional<double> S3Door::pause(const S3Request& request, Refusal refusal,
                                    const RetrySettings& retry) const {
  if (refusal == Refusal::archived || request.attempt >= retry.attempts) return std::nullopt;
  const double luck = retry_stream_.uniform(request.entity, request.purpose.at(request.attempt));
  return retry.pause(request.attempt, refusal, luck);
}

double S3Door::ask_for_more(const S3Request& like, std::uint64_t requests, std::uint64_t bytes) {
  if (like.operation == S3Operation::get) {
    bill_reads(like, requests, bytes);
  } else {
    bill_requests(like.operation, like.document.flow, requests, like.one_off);
  }
  return std::max(static_cast<double>(requests) / limit_of(like.operation).rate(),
                  ask_for_keys(like, requests));
}

/// One call for every so many requests, from the first one on.
double S3Door::ask_for_keys(const S3Request& like, std::uint64_t requests) {
  if (!needs_key(like.operation)) return 0;
  const auto calls_until = [each = settings_.requests_per_kms_call](std::uint64_t request) {
    return (request + each - 1) / each;
  };
  const auto before = keyed_requests_;
  keyed_requests_ += requests;
  return kms_->call_in_a_row(calls_until(keyed_requests_) - calls_until(before), like.one_off,
                             keys_ == Keys::elsewhere, like.document.flow);
}

void S3Door::bill(const S3Request& request, Meter meter, std::uint64_t units) {
  if (units > 0)
    run_.journal.report(
        events::Billed{name_, meter, units, request.one_off ? units : 0, request.document.flow});
}

/// What is billed one by one would be many events; all but reads of dearer classes are told by the sample.
void S3Door::bill_requests(S3Operation operation, std::optional<NameId> flow, std::uint64_t requests,
                           bool one_off) {
  switch (operation) {
    case S3Operation::put:
    case S3Operation::complete_upload:
      unbilled_writes_.add(flow, requests, one_off);
      break;
    case S3Operation::create_upload:
    case S3Operation::upload_part:
      (is_archive(settings_.storage.upload_class) ? unbilled_parts_ : unbilled_writes_)
          .add(flow, requests, one_off);
      break;
    case S3Operation::get:
    case S3Operation::head:
      unbilled_reads_.add(flow, requests, one_off);
      break;
    case S3Operation::abort_upload:  // AWS takes nothing for deletions
      break;
    case S3Operation::list:
      unbilled_lists_.add(flow, requests, one_off);
      break;
  }
}

void S3Door::bill_reads(const S3Request& like, std::uint64_t requests, std::uint64_t bytes) {
  const auto& meters = meters_of(like.from);
  if (meters.get == Meter::s3_get_requests) {
    if (!like.replicates) unbilled_reads_.add(like.document.flow, requests, like.one_off);
  } else if (!like.replicates) {
    bill(like, meters.get, requests);
  }
  if (meters.retrieved) bill(like, *meters.retrieved, bytes);
}

void S3Door::sample() {
  const auto bill_all = [this](Meter meter, Unbilled& unbilled) {
    unbilled.report(run_.journal, name_, meter);
  };
  bill_all(Meter::s3_put_requests, unbilled_lists_);
  bill_all(Meter::s3_put_requests, unbilled_parts_);
  bill_all(meters_of(settings_.storage.upload_class).put, unbilled_writes_);
  bill_all(Meter::s3_get_requests, unbilled_reads_);
}

void S3Door::finish(const MetricsOf& metrics) const {
  metrics.add("write_partitions", writes_.partitions());
  metrics.add("read_partitions", reads_.partitions());
  const double last = std::max(writes_.last_refusal(), reads_.last_refusal());
  if (last >= run_.warmup) metrics.add("throttles.last_at", last);
}

}  // namespace garoa
