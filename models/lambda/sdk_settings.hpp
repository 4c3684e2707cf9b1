// What a function costs its processor beside its own work: the runtime's work for an invocation, which takes the event and hands its answer
// over; its calls of services, signing, TLS, reading the answer; and the first call of an environment, which makes its client and opens
// its connection.
//
// Work of one thread of one vCPU of x86_64, by what runs: Python, Node.js, compiled code of custom runtimes, Java, others.
// It is served in slices (cpu_slices.hpp). A connection that was closed while the environment was idle is made anew (kept_connections.hpp).
// Not modelled: a client and a connection for each service apart, large answers (network_settings.hpp has the time of S3's bytes).
//
// Figures: models/lambda/lambda.yaml, invocation.cpu.*, request.*, first.threads.*, cpu.period.
#pragma once

#include <optional>
#include <string>

#include "models/lambda/kept_connections.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

struct SdkSettings {
  Seconds invocation;        // the runtime's own; a first handler's is in what was measured of it
  Seconds request;           // of each
  Seconds first;             // more, of an environment's first
  double first_threads = 1;  // that share it in the mean
  Seconds period;            // of the processor's slices
  std::optional<LostConnection> lost = {};  // absent: nobody is asked, or durations are measured with it
};

/// `first_is_given`: the scenario says itself what a first handler does, or how long a cold invocation takes.
[[nodiscard]] SdkSettings read_sdk(const std::string& runtime, bool first_is_given, Figures& figures);
/// Of one request.
[[nodiscard]] std::string request_figure_of(const std::string& runtime);

}  // namespace garoa
