// Why something failed, was refused, dropped or lost: one table for events, metrics and results.
//
// A name is the last segment of a metric ("flows.intake.upload.rejected.disk_full") and the text in results. A reason that is
// not in the table does not exist.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace garoa {

enum class Reason : std::uint8_t {
  accept_queue_full,
  backlog_full,
  disk_full,
  throttled,
  s3_unavailable,
  archived,
  volume_lost,
  instance_stopped,
  function_error,
  payload_too_large,
  nothing_stored,
  client_timeout,
  not_restored,
  expired,
  page_cache,
  copies_gone,
  no_snapshot,
  overlap,
  start_window,
  complete_window,
  out_of_memory,
  pending_snapshots,
  concurrency,
  scaling,
  request_rate,
  event_age,
  retries,
  no_concurrency,
  recursion,
  max_receives,
  retention,
  oversize,
  buffer_overflow,
  crash_before_flush,
  throttle_exhausted,
};

struct ReasonRow {
  Reason reason;
  std::string_view name;
  std::string_view meaning;
};

/// In the order of the enumeration.
constexpr std::array reason_table{
    // Requests of clients, and backups that need the same.
    ReasonRow{Reason::accept_queue_full, "accept_queue_full", "the application's accept queue was full"},
    ReasonRow{Reason::backlog_full, "backlog_full", "the application's backlog of connections was full"},
    ReasonRow{Reason::disk_full, "disk_full", "the volume had no space left"},
    ReasonRow{Reason::throttled, "throttled", "a limit of the service turned the last try away"},
    ReasonRow{Reason::s3_unavailable, "s3_unavailable", "S3 answered the last try with a 5xx error"},
    ReasonRow{Reason::archived, "archived", "the object lay in an archive class and had not been retrieved"},
    ReasonRow{Reason::volume_lost, "volume_lost", "the volume was lost, and with it what only it held"},
    ReasonRow{Reason::instance_stopped, "instance_stopped",
              "the instance was not running, or stopped before it had answered"},
    ReasonRow{Reason::function_error, "function_error", "the function's handler failed"},
    ReasonRow{Reason::payload_too_large, "payload_too_large", "the document is larger than a call may carry"},
    ReasonRow{Reason::nothing_stored, "nothing_stored", "there was no document yet to ask for"},
    ReasonRow{Reason::client_timeout, "client_timeout",
              "the client's time was over before it had its answer"},
    ReasonRow{Reason::not_restored, "not_restored", "a restore had not brought the document back yet"},
    ReasonRow{Reason::expired, "expired", "a lifecycle rule had removed the object"},
    // Documents that are lost; also volume_lost and instance_stopped.
    ReasonRow{Reason::page_cache, "page_cache", "the instance stopped before the document was written back"},
    ReasonRow{Reason::copies_gone, "copies_gone", "the volume was lost, and their copies had been deleted"},
    ReasonRow{Reason::no_snapshot, "no_snapshot", "the volume was lost, and no snapshot was kept any more"},
    // Runs of backups that failed or expired.
    ReasonRow{Reason::overlap, "overlap", "an earlier run was at work, and the policy is to fail then"},
    ReasonRow{Reason::start_window, "start_window", "the run did not start within its start window"},
    ReasonRow{Reason::complete_window, "complete_window", "the run did not end within its completion window"},
    ReasonRow{Reason::out_of_memory, "out_of_memory", "the tool's list of files outgrew its memory"},
    ReasonRow{Reason::pending_snapshots, "pending_snapshots",
              "too many snapshots of the volume were pending"},
    // Throttled invocations.
    ReasonRow{Reason::concurrency, "concurrency", "the concurrency of the account or function was used up"},
    ReasonRow{Reason::scaling, "scaling", "environments could not be added as fast"},
    ReasonRow{Reason::request_rate, "request_rate", "more requests per second than allowed"},
    // Events that are gone for good.
    ReasonRow{Reason::event_age, "event_age", "the event grew too old before it could run"},
    ReasonRow{Reason::retries, "retries", "the handler failed at the last try too"},
    ReasonRow{Reason::no_concurrency, "no_concurrency", "no concurrency at all is reserved for the function"},
    ReasonRow{Reason::recursion, "recursion", "the loop guard stopped a function that called itself"},
    ReasonRow{Reason::max_receives, "max_receives", "the message was received as often as the queue allows"},
    ReasonRow{Reason::retention, "retention", "the message stayed longer than the queue keeps it"},
    // Log records that are lost.
    ReasonRow{Reason::oversize, "oversize", "the record was larger than one may be"},
    ReasonRow{Reason::buffer_overflow, "buffer_overflow", "the log agent's buffer was full"},
    ReasonRow{Reason::crash_before_flush, "crash_before_flush", "the agent died with the records it held"},
    ReasonRow{Reason::throttle_exhausted, "throttle_exhausted", "the agent's last try was throttled too"},
};

constexpr std::string_view name_of(Reason reason) {
  return reason_table[static_cast<std::size_t>(reason)].name;
}

/// "the volume had no space left", a message id.
constexpr std::string_view meaning_of(Reason reason) {
  return reason_table[static_cast<std::size_t>(reason)].meaning;
}

/// The reason of that name, if there is one.
constexpr std::optional<Reason> reason_named(std::string_view name) {
  for (const auto& row : reason_table) {
    if (row.name == name) return row.reason;
  }
  return std::nullopt;
}

namespace detail {
constexpr bool in_order_of_the_enumeration() {
  for (std::size_t i = 0; i < reason_table.size(); ++i) {
    if (static_cast<std::size_t>(reason_table[i].reason) != i) return false;
  }
  return static_cast<std::size_t>(Reason::throttle_exhausted) + 1 == reason_table.size();
}
static_assert(in_order_of_the_enumeration());
}  // namespace detail

}  // namespace garoa
