// How an invocation of a function ended, and what its seconds went to.
#pragma once

namespace garoa::events {

enum class InvocationOutcome {
  success,
  error,
  timeout,
  out_of_memory,
  tmp_full,
  init_timeout,
  memory_timeout
};

/// In the handler, during a repeated INIT, hanging without memory.
[[nodiscard]] constexpr bool is_timeout(InvocationOutcome outcome) {
  return outcome == InvocationOutcome::timeout || outcome == InvocationOutcome::init_timeout ||
         outcome == InvocationOutcome::memory_timeout;
}
[[nodiscard]] constexpr bool kills_runtime(InvocationOutcome outcome) {
  return is_timeout(outcome) || outcome == InvocationOutcome::out_of_memory;
}

/// Seconds of a handler, all documents of a batch together: reading, its own work, calls of tables that remember, outside
/// services and topics, writing results. What is missing is the start of a runtime.
struct InvocationParts {
  double read, work, call, write;
};

}  // namespace garoa::events
