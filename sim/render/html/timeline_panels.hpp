// What the timeline of a page shows, from above: which series each panel has, and what limits them.
#pragma once

#include <optional>
#include <string_view>

#include "sim/core/language.hpp"

namespace garoa {

/// One series of a panel, by metric and statistic; of all resources that have it.
struct TimelineSource {
  std::string_view metric;
  std::string_view statistic;
  std::string_view word;  // in the legend, after the resource; empty: the resource alone
};

struct TimelinePanel {
  std::string_view id;
  std::string_view title;
  std::string_view axis;      // "s" and "ms": in what fits
  TimelineSource sources[8];  // the last ones may be empty
  std::optional<double> limit = {};
  std::string_view limited_by = {};  // the setting of each resource that is its limit
};

inline constexpr TimelinePanel timeline_panels[] = {
    {"uploads",
     msgid("Uploads in each period"),
     msgid("uploads"),
     {{"garoa UploadsStarted", "Sum", msgid("started")},
      {"garoa UploadsAcknowledged", "Sum", msgid("acknowledged")},
      {"garoa UploadsRejected", "Sum", msgid("rejected")}}},
    {"processed",
     msgid("Documents processed in each period"),
     msgid("documents"),
     {{"garoa DocumentsProcessed", "Sum", ""}}},
    {"latency",
     msgid("Upload latency"),
     "s",
     {{"garoa UploadLatency", "Average", msgid("mean")}, {"garoa UploadLatency", "p99", msgid("p99")}}},
    {"duration",
     msgid("Function duration"),
     "ms",
     {{"AWS/Lambda Duration", "Average", msgid("mean")},
      {"AWS/Lambda Duration", "p99", "p99"},
      {"AWS/Lambda Duration", "Maximum", msgid("max")}}},
    {"concurrency",
     msgid("Environments that run at once, most"),
     msgid("environments"),
     {{"AWS/Lambda ConcurrentExecutions", "Maximum", ""}},
     {},
     "reserved_concurrency"},
    {"age",
     msgid("Age of events when they start, largest"),
     "ms",
     {{"AWS/Lambda AsyncEventAge", "Maximum", ""}},
     {},
     "asynchronous.event_age"},
    {"messages",
     msgid("Messages in queues"),
     msgid("messages"),
     {{"AWS/SQS ApproximateNumberOfMessagesVisible", "Average", ""}}},
    {"throttles",
     msgid("Turned away or failed in each period"),
     msgid("requests"),
     {{"garoa UploadsRejected", "Sum", msgid("uploads rejected")},
      {"garoa DownloadsFailed", "Sum", msgid("downloads failed")},
      {"AWS/Lambda Throttles", "Sum", msgid("throttles")},
      {"AWS/Lambda Errors", "Sum", msgid("errors")},
      {"AWS/Lambda AsyncEventsDropped", "Sum", msgid("dropped")},
      {"AWS/S3 5xxErrors", "Sum", "503"},
      {"AWS/DynamoDB ThrottledRequests", "Sum", msgid("throttled")},
      {"garoa Throttles", "Sum", msgid("throttled")}}},
    {"records",
     msgid("Log records lost in each period"),
     msgid("records"),
     {{"garoa LogRecordsLost", "Sum", ""}}},
    {"queue",
     msgid("Requests in a volume's queue"),
     msgid("requests"),
     {{"AWS/EBS VolumeQueueLength", "Average", ""}}},
    {"balance", msgid("Burst balance of volumes"), "%", {{"AWS/EBS BurstBalance", "Average", ""}}},
    {"credits",
     msgid("CPU credits"),
     msgid("credits"),
     {{"AWS/EC2 CPUCreditBalance", "Average", msgid("left")},
      {"AWS/EC2 CPUSurplusCreditBalance", "Average", msgid("borrowed")}}},
    {"cpu", msgid("CPU utilization"), "%", {{"AWS/EC2 CPUUtilization", "Average", ""}}},
    {"disk", msgid("Disk used"), "%", {{"CWAgent disk_used_percent", "Average", ""}}, 100},
};

}  // namespace garoa
