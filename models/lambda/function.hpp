// A Lambda function: its environments, its concurrency limits, what it bills.
//
// Modelled: warm and cold environments, limits of concurrency and of its growth, billed milliseconds (INIT
// included, as since 2025-08). The asynchronous queue's back-off and retries are rules of its settings; the flow
// follows them.
// Not modelled: memory exhaustion; see also the settings by subject.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/lambda/environment_pool.hpp"
#include "models/lambda/function_settings.hpp"
#include "models/service.hpp"

namespace garoa {

class Function final : public Service {
 public:
  Function(const Run& run, FunctionSettings settings, LambdaAccount& account);

  /// An environment that works for one invocation.
  struct Invocation {
    EnvironmentPool::Slot slot;
    bool cold;
    double init_seconds;  // placement and INIT; 0 when warm
    double billed_init;   // INIT
  };
  /// A client's request arrives; false when clients' requests come too fast (reported as throttled).
  [[nodiscard]] bool accept_request(const Document& document);
  /// Takes an environment, or nothing when a limit forbids (reported as throttled).
  [[nodiscard]] std::optional<Invocation> try_start(const Document& document);
  /// The handler ended after `duration` seconds.
  void end(const Invocation& invocation, double duration);

  /// Seconds of the function's own work; `own_duration` replaces it unless negative.
  [[nodiscard]] double work_time(const Document& document, double own_duration, bool cold) const;
  /// Does this attempt fail by itself?
  [[nodiscard]] bool fails(DocumentId id, std::uint32_t attempt) const;
  [[nodiscard]] bool listens_to(ObjectEvent event) const { return settings_.trigger.listens_to(event); }

  [[nodiscard]] const FunctionSettings& settings() const { return settings_; }
  struct Names {
    NameId self, init, work, throttle, retry, network;
  };
  [[nodiscard]] const Names& names() const { return names_; }

  void sample(double interval) override;
  void measure() override {}
  void finish(const MetricSink& metrics) override { (void)metrics; }

 private:
  void make_environment(Invocation& invocation);
  void report_throttled(const Document& document, std::string_view reason);
  void report_concurrency();

  const Run& run_;
  FunctionSettings settings_;
  Concurrency concurrency_;
  EnvironmentPool environments_;
  Stream init_stream_;
  Stream work_stream_;
  Stream error_stream_;
  Names names_;
  NameId concurrency_metric_;
  std::uint64_t unbilled_requests_ = 0;
  std::uint64_t unbilled_milliseconds_ = 0;
};

}  // namespace garoa
