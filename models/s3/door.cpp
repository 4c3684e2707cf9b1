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
    bill_read(request);
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
bool S3Door::key_is_there(const S3Request& request) {
  const bool asks = settings_.requests_per_kms_call > 0 && kms_ != nullptr;
  if (!asks || request.operation > S3Operation::get || request.operation == S3Operation::abort_upload)
    return true;
  return keyed_requests_++ % settings_.requests_per_kms_call != 0 ||
         kms_->call(request.one_off, keys_ == Keys::elsewhere);
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

double S3Door::ask_for_more(S3Operation operation, std::uint64_t requests, bool one_off) {
  bill_requests(operation, std::nullopt, requests, one_off);
  return static_cast<double>(requests) / limit_of(operation).rate();
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

void S3Door::bill_read(const S3Request& request) {
  const auto& meters = meters_of(request.from);
  if (meters.get == Meter::s3_get_requests) {
    if (!request.replicates) unbilled_reads_.add(request.document.flow, 1, request.one_off);
  } else if (!request.replicates) {
    bill(request, meters.get, 1);
  }
  if (meters.retrieved) bill(request, *meters.retrieved, request.document.bytes);
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
