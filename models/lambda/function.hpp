// A Lambda function: its environments, its concurrency limits, what it bills.
//
// Modelled: warm and cold environments, limits of concurrency and of its growth, what an environment keeps from one
// invocation to the next: network tokens, files in /tmp, and whether its runtime was killed. The asynchronous queue's
// back-off and retries are rules of its settings; the flow follows them.
// Not modelled: see the settings by subject.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/lambda/billing.hpp"
#include "models/lambda/cold_start.hpp"
#include "models/lambda/concurrency.hpp"
#include "models/lambda/environment_pool.hpp"
#include "models/lambda/environment_space.hpp"
#include "models/lambda/function_settings.hpp"
#include "models/lambda/package_cache.hpp"
#include "models/lambda/provisioned_fleet.hpp"
#include "models/service.hpp"

namespace garoa {

class Function final : public Service {
 public:
  Function(const Run& run, FunctionSettings settings, LambdaAccount& account);

  /// An environment that works for one invocation, and what that needs before and beside the handler's own work.
  struct Invocation {
    EnvironmentPool::Slot slot;
    bool cold;
    double init_seconds;   // before the invocation: placement and INIT, or a restore; 0 when warm
    double init;           // of them INIT
    double repeated_init;  // INIT within the invocation
    double first_run;      // by which the first handler of an environment is slower
    double restore = 0;    // of init_seconds
  };
  /// How a handler ended.
  struct Ending {
    double duration;  // seconds
    events::InvocationOutcome outcome;
    std::uint64_t bytes = 0;  // of the document that it had read
    NameId flow = 0;          // of the (first) document
    bool one_off = false;     // no month repeats it
  };
  /// A client's request arrives; false when clients' requests come too fast (reported as throttled).
  [[nodiscard]] bool accept_request(const Document& document, bool waits_for_answer);
  /// Does the concurrency allow one more invocation? How fast environments may be created is another matter.
  [[nodiscard]] bool has_room() const { return concurrency_.has_room(environments_.provisioned_idle()); }
  /// Invocations at once in the mean; and, with those of all that share its limit, of those that may run at once.
  [[nodiscard]] double mean_in_use() const { return in_use_.average(); }
  [[nodiscard]] std::optional<double> mean_used() const { return concurrency_.mean_used(mean_in_use()); }
  /// Takes an environment, or nothing when a limit forbids (reported as throttled).
  [[nodiscard]] std::optional<Invocation> try_start(const Document& document);
  /// The handler ended; the environment is free again.
  void end(const Invocation& invocation, const Ending& ending);

  /// Seconds from `now` on to get so many bytes from S3, whose connections have that rate, as one of so many transfers at once; takes
  /// network tokens.
  [[nodiscard]] double receive_time(const Invocation& invocation, double now, double bytes,
                                    BytesPerSecond per_connection, std::uint32_t transfers = 1) {
    return transfer_time(environments_.state(invocation.slot).inbound, now, bytes, per_connection, transfers);
  }
  /// The same of an environment with tokens for them.
  [[nodiscard]] double unhindered_transfer(double bytes, BytesPerSecond per_connection) const {
    return bytes / settings_.network.rate(per_connection);
  }
  /// Seconds of the network for so many transfers at once, after a lull.
  [[nodiscard]] double usual_time_of_line(double bytes, BytesPerSecond per_connection,
                                          std::uint32_t transfers) const;
  /// Likewise to put them there.
  [[nodiscard]] double send_time(const Invocation& invocation, double now, double bytes,
                                 BytesPerSecond per_connection) {
    return transfer_time(environments_.state(invocation.slot).outbound, now, bytes, per_connection, 1);
  }
  /// What chance decides for the first document of an invocation, each from 0 to 1.
  struct Luck {
    double work;
    double slices;
  };
  [[nodiscard]] Luck luck_of(const Document& document) const;
  /// The handler starts: somewhere in a period of its processor.
  void meet_slices(const Invocation& invocation, double luck);
  /// Requests to one peer, at an instant.
  struct Calls {
    Peer peer;
    std::uint32_t requests;
    double now;
  };
  /// Seconds of the processor for them, and what an environment's first one or a connection that was closed takes more.
  [[nodiscard]] double call_time(const Invocation& invocation, const Calls& calls);
  /// Likewise of a warm environment, alone.
  [[nodiscard]] double usual_call_time(std::uint32_t calls) const;
  /// What the document will exhaust of its environment while it is read.
  [[nodiscard]] std::optional<Exhausted> exhausted_by(const Invocation& invocation,
                                                      const Document& document) {
    const bool uses_tmp = settings_.space.tmp_factor > 0;
    return exhausted(settings_.space, document.bytes,
                     uses_tmp ? environments_.state(invocation.slot).tmp_bytes : 0);
  }

  /// The share of the work after which the handler is out of memory.
  [[nodiscard]] std::optional<double> exhausted_by_work(const Document& document) const {
    return garoa::exhausted_by_work(settings_.space, document.bytes);
  }

  /// Seconds that an invocation was measured to take; nothing if its work is modelled.
  [[nodiscard]] std::optional<double> measured_duration(const Document& document, bool cold) const;
  struct Work {
    double now;
    bool runtime;                // with the runtime's own for the invocation
    std::optional<double> luck;  // else that of the document
  };
  /// Seconds of the function's own work.
  [[nodiscard]] double work_time(const Invocation& invocation, const Document& document, const Work& work);
  /// Does this attempt with an event fail by itself?
  [[nodiscard]] bool fails(Entity event, std::uint32_t attempt) const;

  [[nodiscard]] const FunctionSettings& settings() const { return settings_; }
  struct Names {
    NameId self, init, work, throttle, retry, network, first_run, memory, reads, requests;
  };
  [[nodiscard]] const Names& names() const { return names_; }

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  [[nodiscard]] double transfer_time(NetworkBucket& bucket, double now, double bytes,
                                     BytesPerSecond per_connection, std::uint32_t transfers) const {
    const auto& network = settings_.network;
    return bucket.transfer(network.limits, now, bytes,
                           {network.rate(per_connection), network.rate(per_connection, transfers)});
  }
  /// Cold durations hold it.
  [[nodiscard]] bool init_is_measured() const { return settings_.duration && settings_.duration->cold; }
  [[nodiscard]] Invocation start_cold();
  [[nodiscard]] Invocation start_warm(EnvironmentPool::Slot slot);
  void report_throttled(const Document& document, Reason reason);
  void report_concurrency();

  const Run& run_;
  FunctionSettings settings_;
  Concurrency concurrency_;
  Level in_use_;  // of its concurrency
  EnvironmentPool environments_;
  ProvisionedFleet provisioned_;
  PackageCache package_cache_;
  Stream init_stream_;
  Stream work_stream_;
  Stream error_stream_;
  Names names_;
  FunctionBill bill_;
};

}  // namespace garoa
