#include "sim/results/series_table.hpp"

namespace garoa {
namespace {

constexpr SeriesRow series_rows[] = {
    {"AWS/EC2 CPUUtilization", "Average", "Percent", "CPU time used in the interval"},
    {"AWS/EC2 CPUCreditBalance", "Average", "Count", "CPU credits left"},
    {"AWS/EC2 CPUSurplusCreditBalance", "Average", "Count", "CPU credits borrowed in unlimited mode"},
    {"AWS/EC2 NetworkIn", "Sum", "Bytes", "bytes received"},
    {"AWS/EC2 NetworkOut", "Sum", "Bytes", "bytes sent"},
    {"AWS/EBS BurstBalance", "Average", "Percent", "rest of the volume's burst credits"},
    {"AWS/EBS VolumeQueueLength", "Average", "Count",
     "requests waiting or in service, those of other software included"},
    {"AWS/EBS VolumeReadOps", "Sum", "Count", "operations that read, completed"},
    {"AWS/EBS VolumeWriteOps", "Sum", "Count", "operations that wrote, completed"},
    {"AWS/EBS VolumeReadBytes", "Sum", "Bytes", "bytes read"},
    {"AWS/EBS VolumeWriteBytes", "Sum", "Bytes", "bytes written"},
    {"CWAgent disk_used_percent", "Average", "Percent", "space taken, of the volume's size"},
    {"AWS/S3 PutRequests", "Sum", "Count", "objects created"},
    {"AWS/S3 5xxErrors", "Sum", "Count", "requests answered with 503 Slow Down"},
    {"AWS/S3 BucketSizeBytes", "Average", "Bytes", "bytes stored"},
    {"AWS/S3 NumberOfObjects", "Average", "Count", "objects stored"},
    {"AWS/Lambda Invocations", "Sum", "Count", "handler runs, retries included"},
    {"AWS/Lambda Errors", "Sum", "Count", "invocations that ended with an error or a timeout"},
    {"AWS/Lambda Throttles", "Sum", "Count", "invocations turned away"},
    {"AWS/Lambda Duration", "Average", "Milliseconds", "handler run"},
    {"AWS/Lambda Duration", "Maximum", "Milliseconds", "longest handler run"},
    {"AWS/Lambda Duration", "p99", "Milliseconds", "99th percentile of handler runs"},
    {"AWS/Lambda ConcurrentExecutions", "Maximum", "Count", "most environments that ran a handler at once"},
    {"AWS/Lambda ProvisionedConcurrencyUtilization", "Average", "None",
     "provisioned environments that run a handler over those there are"},
    {"AWS/Lambda AsyncEventsReceived", "Sum", "Count", "events that reached the queue"},
    {"AWS/Lambda AsyncEventAge", "Maximum", "Milliseconds",
     "from an event's arrival in the queue to an invocation with it"},
    {"AWS/Lambda AsyncEventsDropped", "Sum", "Count", "events that are gone for good"},
    {"AWS/Lambda RecursiveInvocationsDropped", "Sum", "Count", "events that the loop guard stopped"},
    {"AWS/SQS ApproximateNumberOfMessagesVisible", "Average", "Count", "messages that can be received"},
    {"AWS/SQS ApproximateAgeOfOldestMessage", "Maximum", "Seconds", "age of the oldest message in the queue"},
    {"AWS/SNS NumberOfNotificationsDelivered", "Sum", "Count",
     "notifications that reached their subscribers"},
    {"AWS/DynamoDB ThrottledRequests", "Sum", "Count", "requests turned away"},
    {"AWS/Logs IncomingLogEvents", "Sum", "Count", "log records that became visible"},
    {"garoa UploadsStarted", "Sum", "Count", "uploads that clients began"},
    {"garoa UploadsAcknowledged", "Sum", "Count", "uploads that clients got a success for"},
    {"garoa UploadsRejected", "Sum", "Count", "uploads turned away or given up"},
    {"garoa UploadLatency", "Average", "Seconds", "from the document's arrival to the client's success"},
    {"garoa UploadLatency", "Maximum", "Seconds", "longest upload"},
    {"garoa UploadLatency", "p99", "Seconds", "99th percentile of uploads"},
    {"garoa DownloadsFinished", "Sum", "Count", "downloads that ended with the document"},
    {"garoa DownloadsFailed", "Sum", "Count", "downloads refused or given up"},
    {"garoa DocumentsProtected", "Sum", "Count", "documents that got a recoverable second copy"},
    {"garoa DocumentsLost", "Sum", "Count", "acknowledged documents of which no store has a copy any more"},
    {"garoa UnprotectedAge", "Maximum", "Seconds", "age of the oldest acknowledged document without a copy"},
    {"garoa UnprotectedAgeByJob", "Maximum", "Seconds",
     "the same, where a copy counts when the job that made it has ended well"},
    {"garoa UnprotectedAgeIsolated", "Maximum", "Seconds",
     "the same, where only copies in another account count"},
    {"garoa DocumentsProcessed", "Sum", "Count", "documents whose effect was committed"},
    {"garoa LogRecordsLost", "Sum", "Count", "log records that never became visible"},
    {"garoa Throttles", "Sum", "Count", "requests turned away by any other service"},
};

}  // namespace

std::span<const SeriesRow> series_table() {
  return series_rows;
}

const SeriesRow* find_series_row(std::string_view metric, std::string_view statistic) {
  for (const auto& row : series_rows) {
    if (row.metric == metric && row.statistic == statistic) return &row;
  }
  return nullptr;
}

std::string_view statistic_of_level(std::string_view metric) {
  for (const auto& row : series_rows) {
    if (row.metric == metric) return row.statistic;
  }
  return {};
}

}  // namespace garoa
