// Event filters, failure destinations, recursion and idempotency (S-EV-01 to 05), and notifications (S-NT-01).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "models/compliance/lookup.hpp"
#include "models/compliance/static_checks.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

Finding open_for(const Judge& judge, const Function& function) {
  auto finding = judge.open(judge.owners().flow_of_function(function.name), path_of("lambda", function.name),
                            function.where);
  finding.n = 1;
  return finding;
}

void judge_filter(const Judge& judge, const Function& function) {
  auto finding = open_for(judge, function);
  const bool put = listens_to(function, "ObjectCreated:Put");
  const bool multipart =
      !function.client_uses_multipart || listens_to(function, "ObjectCreated:CompleteMultipartUpload");
  const bool known = function.looked_at_keys > 0;
  const bool filtered = known ? function.matched_keys < function.looked_at_keys
                              : !function.trigger_prefix.empty() || !function.trigger_suffix.empty();
  finding.key = filter_setting(&function);
  finding.actual = fmt::format("[{}]", fmt::join(function.trigger_events, ", "));
  finding.expected = function.client_uses_multipart ? "ObjectCreated:*, or Put and CompleteMultipartUpload"
                                                    : "ObjectCreated:* or Put";
  if (!put || !multipart) {
    finding.status = Status::fail;
    finding.message = put ? "Uploads in parts create objects without an event for this function."
                          : "Plain uploads create objects without an event for this function.";
  } else if (filtered) {
    const bool missed = function.matched_keys == 0 || function.untaken_keys > 0;
    finding.status = !known ? Status::warn : missed ? Status::fail : Status::pass;
    finding.count = function.untaken_keys;
    finding.message =
        known
            ? fmt::format("All event types are covered; {} of {} keys of clients match prefix and suffix.",
                          function.matched_keys, function.looked_at_keys)
            : "All event types are covered, but the keys of clients are not declared: some may not match the "
              "prefix or suffix.";
    if (known && !missed) finding.message += " The others call other functions.";
  } else {
    finding.status = Status::pass;
    finding.message = "Every way to create an object gives an event.";
  }
  judge.close(std::move(finding));
}

void judge_recursion(const Judge& judge, const Function& function) {
  auto finding = open_for(judge, function);
  const bool listens = !function.trigger_bucket.empty();
  const bool same_bucket = listens && function.writes_to_bucket == function.trigger_bucket;
  const bool always = same_bucket && function.output_prefix.starts_with(function.trigger_prefix);
  const bool meets = always || (same_bucket && function.trigger_prefix.starts_with(function.output_prefix));
  finding.actual = function.writes_to_bucket.empty()
                       ? "writes to no bucket"
                       : fmt::format("writes to {}/{}*", function.writes_to_bucket, function.output_prefix);
  finding.expected = listens ? fmt::format("nothing that matches {}/{}*{}", function.trigger_bucket,
                                           function.trigger_prefix, function.trigger_suffix)
                             : "nothing that calls it again";
  if (!meets) {
    if (!same_bucket) finding.key = finding.resource + ".writes_to";
    finding.status = Status::pass;
    finding.message = "Outputs do not trigger the function.";
  } else if (function.output_suffix && !function.output_suffix->ends_with(function.trigger_suffix)) {
    finding.status = Status::pass;
    finding.message = "The suffix keeps outputs from triggering the function.";
  } else if (!function.output_suffix && !function.trigger_suffix.empty()) {
    finding.status = Status::warn;
    finding.message =
        "Only the suffix can keep outputs from triggering the function, and suffixes of outputs are not "
        "declared.";
  } else if (always) {
    finding.status = Status::fail;
    finding.key = finding.resource + (function.trigger_prefix.empty() ? ".writes_to" : ".output.prefix");
    finding.message = "Every output triggers the function again.";
  } else {
    finding.status = Status::warn;
    finding.message =
        fmt::format("An output triggers the function again if its key goes on as {}: that is not declared.",
                    function.trigger_prefix);
  }
  if (finding.status == Status::pass && !function.circle.empty()) {
    finding.status = Status::fail;
    finding.key = fmt::format("{}.{}", finding.resource, function.notifies ? "notifies" : "writes_to");
    finding.message =
        fmt::format("What it writes or tells calls it again: {}.", fmt::join(function.circle, " -> "));
  }
  judge.close(std::move(finding));
}

void judge_event_limits(const Judge& judge, const Function& function) {
  auto finding = open_for(judge, function);
  const double outage = judge.value("tolerated_outage");
  std::vector<std::string> faults;
  const auto add_fault = [&](const char* fault, const char* setting) {
    if (faults.empty()) finding.key = fmt::format("{}.{}", finding.resource, setting);
    faults.emplace_back(fault);
  };
  if (function.event_lifetime_s < outage)
    add_fault("events are given up before the outage is over", "asynchronous.event_age");
  if (function.event_retries < 1) add_fault("failed events are not tried again", "asynchronous.retries");
  if (!function.reserves_concurrency) add_fault("no concurrency is reserved", "reserved_concurrency");
  const double busy = std::ceil(judge.value("concurrency_factor") * function.busy_at_peak.value_or(0));
  if (function.reserves_concurrency && function.reserved < busy)
    add_fault("less concurrency is reserved than the declared work needs", "reserved_concurrency");
  if (function.timeout_s < judge.value("timeout_factor") * function.work_p99_s.value_or(0))
    add_fault("the timeout cuts off declared work", "timeout");
  finding.status = faults.empty() ? Status::pass : Status::fail;
  finding.actual = fmt::format("events kept for {}, {:g} retries, {} concurrency",
                               human_duration(function.event_lifetime_s), function.event_retries,
                               function.reserves_concurrency ? "reserved" : "no reserved");
  finding.expected = fmt::format("events kept for at least {}, at least 1 retry, reserved concurrency",
                                 human_duration(outage));
  finding.count = faults.size();
  finding.message = faults.empty() ? "Events outlast the outage that is to be tolerated."
                                   : fmt::format("Of the function's events: {}.", fmt::join(faults, "; "));
  if (faults.empty() && !function.busy_at_peak) {
    finding.status = Status::not_evaluated;
    finding.key = finding.resource + ".work";
    finding.message = "Events outlast the outage, but how long runs take, or how many come, is not declared.";
  }
  if (busy > 0) finding.figures.emplace_back("concurrency_needed", busy);
  judge.close(std::move(finding));
}

std::string counted_subscriptions(std::uint64_t count) {
  return fmt::format("{} subscription{}", count, count == 1 ? "" : "s");
}

template <class Check>
void for_triggered(const Judge& judge, const Check& check) {
  for (const auto& function : judge.architecture().functions) {
    if (!function.trigger_bucket.empty()) check(function);
  }
}

/// Events of whatever kind: each may come more than once.
template <class Check>
void for_called_by_events(const Judge& judge, const Check& check) {
  for (const auto& function : judge.architecture().functions) {
    if (!function.trigger_bucket.empty() || function.called_by_events) check(function);
  }
}

}  // namespace

void check_event_filters(const Judge& judge) {
  for_triggered(judge, [&](const Function& function) { judge_filter(judge, function); });
}

void check_failure_destinations(const Judge& judge) {
  for (const auto& function : judge.architecture().functions) {
    auto finding = open_for(judge, function);
    finding.actual = function.failure_destination ? "a failure destination" : "no failure destination";
    finding.expected = "a failure destination";
    if (function.trigger_bucket.empty() && !function.called_by_events) {
      finding.status = Status::not_applicable;
      finding.message = "No event calls the function: its caller sees its failures.";
    } else {
      finding.key = function.trigger_queue.empty() ? finding.resource + ".dlq"
                                                   : path_of("sqs", function.trigger_queue) + ".dead_letter";
      finding.status = function.failure_destination ? Status::pass : Status::fail;
      finding.message = fmt::format("Events that fail for good find {}.", finding.actual);
    }
    judge.close(std::move(finding));
  }
}

void check_event_limits(const Judge& judge) {
  for (const auto& function : judge.architecture().functions) {
    if (function.has_event_queue) {
      judge_event_limits(judge, function);
      continue;
    }
    auto finding = open_for(judge, function);
    finding.status = Status::not_applicable;
    finding.message = "Lambda keeps no events for this function: it is called by a queue or by who waits.";
    judge.close(std::move(finding));
  }
}

void check_notification_path(const Judge& judge) {
  for (const auto& topic : judge.architecture().topics) {
    auto finding = judge.open("", path_of("sns", topic.name), topic.where);
    finding.n = 1;
    finding.expected = "a dead-letter queue for each subscription, no HTTP, and logs of the delivery status";
    const bool known = topic.http_is_tls.has_value();
    finding.actual = fmt::format("{} without a dead-letter queue, {} by {}",
                                 counted_subscriptions(topic.without_dead_letters), topic.http_subscriptions,
                                 !known               ? "HTTP or HTTPS"
                                 : *topic.http_is_tls ? "HTTPS"
                                                      : "HTTP");
    finding.status = Status::pass;
    finding.key = finding.resource + (topic.http_subscriptions > 0 ? ".delivery.http.tls" : ".delivery");
    finding.message = "What a subscriber does not take is kept.";
    if (!topic.heard) {
      finding.status = Status::not_evaluated;
      finding.key = finding.resource + ".subscriptions";
      finding.message =
          "Nobody hears of the topic: it has no subscription, and no function or queue behind it.";
    } else if (topic.without_dead_letters > 0) {
      finding.status = Status::fail;
      finding.key = fmt::format("{}.delivery.{}.dlq", finding.resource, topic.unkept_protocol);
      finding.message = fmt::format("Messages that {} will not take are lost after the last try.",
                                    counted_subscriptions(topic.without_dead_letters));
    } else if (topic.http_subscriptions > 0 && !topic.http_is_tls) {
      finding.status = Status::warn;
      finding.message = "Whether HTTP subscriptions are HTTPS is not declared.";
    } else if (topic.http_subscriptions > 0 && !*topic.http_is_tls) {
      finding.status = Status::fail;
      finding.message =
          fmt::format("Messages travel to {} without TLS.", counted_subscriptions(topic.http_subscriptions));
    } else if (!topic.delivery_status) {
      finding.status = Status::fail;
      finding.key = finding.resource + ".delivery_status";
      finding.message = "What a subscriber does not take is kept, but deliveries that fail leave no record.";
    }
    judge.close(std::move(finding));
  }
}

void check_recursion(const Judge& judge) {
  for_called_by_events(judge, [&](const Function& function) { judge_recursion(judge, function); });
}

void check_idempotency(const Judge& judge) {
  constexpr std::array<std::string_view, 3> safe{"conditional_write", "dedup_table", "natural"};
  for_called_by_events(judge, [&](const Function& function) {
    auto finding = open_for(judge, function);
    finding.status =
        std::find(safe.begin(), safe.end(), function.idempotency) == safe.end() ? Status::fail : Status::pass;
    finding.actual = function.idempotency.empty() ? "none" : function.idempotency;
    finding.expected = fmt::format("{}", fmt::join(safe, ", "));
    finding.message = fmt::format("Idempotency of the effect: {}.", finding.actual);
    judge.close(std::move(finding));
  });
}

}  // namespace garoa::compliance
