// A Lambda function: its environments, its concurrency limits, its asynchronous queue's rules.
//
// Modelled: warm and cold environments (of the idle ones the newest-created is used), their idle life,
// placement and INIT time by runtime, package and architecture, reserved concurrency and the account's limit,
// CPU share by memory, timeout, billed milliseconds (INIT included, as since 2025-08). The asynchronous
// queue's back-off and retries are rules here; the flow follows them.
// Not modelled: scaling rate, provisioned concurrency, SnapStart, VPC attachment, maximum life of an
// environment, memory exhaustion.
//
// Shape: memory 128 MB, timeout 3 s, zip, x86_64, no reserved concurrency unless given; `runtime` is
// required.
// Errors: unknown runtime or a variant that was not measured, memory or timeout outside Lambda's limits.
// Figures: models/lambda.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/lambda/environment_pool.hpp"
#include "models/lambda/init_duration.hpp"
#include "models/service.hpp"
#include "sim/core/fields.hpp"

namespace garoa {

enum class ObjectEvent { all, put, post, copy, multipart };
enum class Idempotency { none, conditional_write, dedup_table, natural };

template <>
struct EnumNames<ObjectEvent> {
  static constexpr std::string_view kind = "object event";
  static constexpr std::array names{
      std::pair{std::string_view{"ObjectCreated:*"}, ObjectEvent::all},
      std::pair{std::string_view{"ObjectCreated:Put"}, ObjectEvent::put},
      std::pair{std::string_view{"ObjectCreated:Post"}, ObjectEvent::post},
      std::pair{std::string_view{"ObjectCreated:Copy"}, ObjectEvent::copy},
      std::pair{std::string_view{"ObjectCreated:CompleteMultipartUpload"}, ObjectEvent::multipart}};
};

template <>
struct EnumNames<Idempotency> {
  static constexpr std::string_view kind = "idempotency choice";
  static constexpr std::array names{
      std::pair{std::string_view{"none"}, Idempotency::none},
      std::pair{std::string_view{"conditional_write"}, Idempotency::conditional_write},
      std::pair{std::string_view{"dedup_table"}, Idempotency::dedup_table},
      std::pair{std::string_view{"natural"}, Idempotency::natural}};
};

/// The rules of asynchronous invocation.
struct AsyncRules {
  std::uint32_t retries = 2;
  Seconds first_retry;
  Seconds second_retry;
  Seconds throttle_delay_min;
  Seconds throttle_delay_max;
  Seconds event_age_max;
};

struct FunctionSettings {
  std::string name;
  Location where;
  Reference trigger_bucket;
  std::vector<ObjectEvent> events;
  std::string runtime;
  LambdaPackage package = LambdaPackage::zip;
  CpuArchitecture architecture = CpuArchitecture::x86_64;
  LambdaMemory memory;
  Seconds timeout;
  std::optional<std::uint32_t> reserved_concurrency;
  Seconds work_per_document;  // at one full vCPU
  Seconds work_per_mb;        // per 1,000,000 bytes, likewise
  double work_variation = 0;
  double error_rate = 0;
  Reference writes_to;
  Reference notifies;
  std::string dlq;
  Idempotency idempotency = Idempotency::none;
  AsyncRules async;
  double cpu_share = 1;
  Distribution placement;  // seconds
  Distribution init;       // seconds
  IdleLife idle_life;
  BytesPerSecond network_rate;
};

[[nodiscard]] FunctionSettings read_function(const std::string& name, Fields& fields, Catalogue& catalogue);

/// The concurrency that all functions of the account share.
struct LambdaAccount {
  std::uint32_t limit = 0;     // of the region
  std::uint32_t reserved = 0;  // by functions with reserved concurrency
  std::uint32_t unreserved_running = 0;
};

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
  /// Takes an environment, or nothing when a limit forbids (reported as throttled).
  [[nodiscard]] std::optional<Invocation> try_start(const Document& document);
  /// The handler ended after `duration` seconds.
  void end(const Invocation& invocation, double duration);

  /// Seconds of the function's own work; `own_duration` replaces it unless negative.
  [[nodiscard]] double work_time(const Document& document, double own_duration) const;
  /// Does this attempt fail by itself?
  [[nodiscard]] bool fails(DocumentId id, std::uint32_t attempt) const;
  [[nodiscard]] bool listens_to(ObjectEvent event) const;

  [[nodiscard]] const FunctionSettings& settings() const { return settings_; }
  struct Names {
    NameId self, init, work, throttle, retry, network;
  };
  [[nodiscard]] const Names& names() const { return names_; }

  void sample(double interval) override;
  void measure() override {}
  void finish(const MetricSink& metrics) override { (void)metrics; }

 private:
  [[nodiscard]] bool take_concurrency();
  void report_concurrency();

  const Run& run_;
  FunctionSettings settings_;
  LambdaAccount& account_;
  EnvironmentPool environments_;
  Stream init_stream_;
  Stream work_stream_;
  Stream error_stream_;
  Names names_;
  NameId concurrency_metric_;
  std::uint32_t running_ = 0;
  std::uint64_t unbilled_requests_ = 0;
  std::uint64_t unbilled_milliseconds_ = 0;
};

}  // namespace garoa
