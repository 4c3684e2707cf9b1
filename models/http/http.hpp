// A service outside AWS that a handler calls over HTTPS, such as a fraud check or a central bank's interface.
//
// Modelled: latency, lognormal around its median; a number of requests that it works on at once, the others
// waiting first come first served; a rate limit (429); errors by chance or declared failure (5xx); an outage, in which
// nothing answers; the client's timeout, and its retries after random pauses that double. Work that the client
// no longer waits for is done all the same.
//
// What a request carries goes to the internet; what AWS takes for that is billed, and in a VPC its way as well.
// Not modelled: opening connections, the time that bytes take, the service's own price, circuit breakers.
//
// Settings: http_settings.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "models/called/called_service.hpp"
#include "models/http/http_settings.hpp"
#include "models/measured.hpp"
#include "models/retry/upload_retries.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

class HttpService final : public CalledService {
 public:
  HttpService(const Run& run, HttpSettings settings);

  [[nodiscard]] Answer ask(const Request& request) override;
  [[nodiscard]] double usual_time(Kind /*kind*/) const override { return settings_.latency.mean(); }
  [[nodiscard]] std::optional<double> pause(const Request& request, Refusal refusal) const override;

  [[nodiscard]] std::uint64_t bytes_of(Kind /*kind*/) const override {
    return (settings_.request + settings_.answer).count();
  }
  /// While true nothing answers.
  void set_outage(bool outage) override { outage_ = outage; }
  /// The share of requests answered with a 5xx error on top of the service's own, 0 to 1.
  void set_error_rate(double share) override { failure_rate_ = share; }

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  [[nodiscard]] double begin_of_work(double seconds);
  Answer timed_out();

  const Run& run_;
  HttpSettings settings_;
  Stream latency_stream_;
  Stream error_stream_;
  UploadRetries retries_;
  TokenBucket rate_;
  /// When each of the requests that are worked on ends, the earliest first.
  std::priority_queue<double, std::vector<double>, std::greater<>> busy_until_;
  bool outage_ = false;
  double failure_rate_ = 0;
  Counted sent_;  // B
  Counted errors_;
  Counted timeouts_;
};

}  // namespace garoa
