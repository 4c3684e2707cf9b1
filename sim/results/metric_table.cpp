#include "sim/results/metric_table.hpp"

#include <algorithm>

#include "sim/core/reason.hpp"
#include "sim/results/series_table.hpp"

namespace garoa {
namespace {

constexpr auto distribution = MetricRow::Kind::distribution;

constexpr MetricRow rows[] = {
    {"flows.*.upload.started", "1", "uploads that clients began"},
    {"flows.*.upload.acknowledged", "1", "uploads that clients got a success for"},
    {"flows.*.upload.rejected", "1", "uploads turned away or given up"},
    {"flows.*.upload.rejected.<reason>", "1", "uploads turned away, by reason"},
    {"flows.*.upload.retried", "1", "failed attempts after which the client tried again"},
    {"flows.*.upload.retried.<reason>", "1", "failed attempts after which the client tried again, by reason"},
    {"flows.*.upload.open", "1", "uploads without an answer at the end of the run"},
    {"flows.*.upload.throughput", "1/s", "acknowledged uploads per second after warm-up"},
    {"flows.*.upload.bytes", "B", "size of the acknowledged uploads"},
    {"flows.*.upload.latency", "s", "from the document's arrival to the client's success", distribution},
    {"flows.*.download.started", "1", "downloads that clients began"},
    {"flows.*.download.finished", "1", "downloads that ended with the document"},
    {"flows.*.download.failed", "1", "downloads that ended without it"},
    {"flows.*.download.failed.<reason>", "1", "downloads that ended without the document, by reason"},
    {"flows.*.download.open", "1", "downloads without an answer at the end of the run"},
    {"flows.*.download.throughput", "1/s", "finished downloads per second after warm-up"},
    {"flows.*.download.bytes", "B", "size of the finished downloads"},
    {"flows.*.download.latency", "s", "from the download's start to its last byte", distribution},
    {"flows.*.documents.lost", "1",
     "acknowledged documents of which no store has a copy any more (whole run)"},
    {"flows.*.documents.lost.<reason>", "1",
     "acknowledged documents of which no store has a copy any more, by reason"},
    {"flows.*.documents.lost_bytes", "B", "size of the acknowledged documents that were lost"},
    {"drills.*.duration", "s",
     "from the loss or the drill's start to the last document, verification included"},
    {"drills.*.detect", "s", "until the restore was decided"},
    {"drills.*.provision", "s", "until the volume to restore to was there"},
    {"drills.*.list", "s", "listing of the copies"},
    {"drills.*.thaw", "s", "until archived copies could be read"},
    {"drills.*.transfer", "s", "of the copying: fetching from S3; of a snapshot, until all of it is there"},
    {"drills.*.write", "s", "of the copying: writing to the volume or bucket"},
    {"drills.*.verify", "s", "reading everything back"},
    {"drills.*.first_document", "s", "from the loss or the drill's start to the first document"},
    {"drills.*.wanted_documents", "s",
     "from the loss or the drill's start to the return of the share of documents that clients want"},
    {"drills.*.completeness", "share", "documents that came back over those that had a copy"},
    {"drills.*.bytes", "B", "bytes that came back"},
    {"drills.*.files", "1", "files that came back"},
    {"flows.*.recovery.duration", "s",
     "from the loss or the drill's start to the last document, verification included"},
    {"flows.*.recovery.detect", "s", "until the restore was decided"},
    {"flows.*.recovery.provision", "s", "until the volume to restore to was there"},
    {"flows.*.recovery.list", "s", "listing of the copies"},
    {"flows.*.recovery.thaw", "s", "until archived copies could be read"},
    {"flows.*.recovery.transfer", "s",
     "of the copying: fetching from S3; of a snapshot, until all of it is there"},
    {"flows.*.recovery.write", "s", "of the copying: writing to the volume or bucket"},
    {"flows.*.recovery.verify", "s", "reading everything back"},
    {"flows.*.recovery.first_document", "s", "from the loss or the drill's start to the first document"},
    {"flows.*.recovery.wanted_documents", "s",
     "from the loss or the drill's start to the return of the share of documents that clients want"},
    {"flows.*.recovery.completeness", "share", "documents that came back over those that had a copy"},
    {"flows.*.recovery.bytes", "B", "bytes that came back"},
    {"flows.*.recovery.files", "1", "files that came back"},
    {"flows.*.protection.documents", "1", "documents that got a recoverable second copy"},
    {"flows.*.protection.delay", "s", "from the acknowledgement to the recoverable second copy",
     distribution},
    {"flows.*.processing.created", "1", "objects created in the trigger bucket"},
    {"flows.*.processing.finished", "1",
     "documents whose effect was committed at least once, for each function that works on them"},
    {"flows.*.processing.duplicates", "1", "further commits of an effect that was there already"},
    {"flows.*.processing.out_of_order", "1",
     "effects of an older version of an object that replaced a newer one's"},
    {"flows.*.processing.superseded", "1",
     "documents left without an effect because a newer version of their object had it (ordering: sequencer)"},
    {"flows.*.processing.without_event", "1",
     "objects that a function should have learnt of, kept away by event type or by everybody's key filter"},
    {"flows.*.processing.dropped", "1", "events that are gone for good"},
    {"flows.*.processing.dropped.<reason>", "1", "events that are gone for good, by reason"},
    {"flows.*.processing.throughput", "1/s", "documents processed per second after warm-up"},
    {"flows.*.processing.latency", "s", "from the object's creation by the PUT to the first committed effect",
     distribution},
    {"flows.*.end_to_end.upload", "s",
     "from the document's arrival to the object whose event called the function", distribution},
    {"flows.*.end_to_end.event", "s", "from the object to the function's queue", distribution},
    {"flows.*.end_to_end.queue", "s", "in the queue, failed attempts and pauses between them included",
     distribution},
    {"flows.*.end_to_end.init", "s", "start of an environment before the attempt that had the effect",
     distribution},
    {"flows.*.end_to_end.run", "s", "that attempt up to the effect, without what it waited for downstream",
     distribution},
    {"flows.*.end_to_end.downstream", "s", "calls of the attempt up to the effect", distribution},
    {"flows.*.end_to_end.total", "s", "from the document's arrival to the effect: the sum of the six",
     distribution},
    {"flows.*.end_to_end.notification", "s", "from the effect to the subscribers", distribution},

    {"ec2.*.cpu.utilization", "share",
     "CPU time used over CPU time available; of several instances (`count`) each is app-1, app-2 ..., and so "
     "are their volumes and backups"},
    {"ec2.*.workers.busy.avg", "1", "time average of busy application workers"},
    {"ec2.*.workers.busy.max", "1", "most application workers busy at once"},
    {"ec2.*.accept_queue.max", "1", "most requests waiting for a worker at once"},
    {"ec2.*.cpu_credits.balance.min", "credits", "lowest balance of CPU credits; below 0: surplus"},
    {"ec2.*.cpu_credits.balance.last", "credits", "balance of CPU credits at the end"},
    {"ec2.*.cpu_credits.exhausted_at", "s",
     "time at which the CPU credits were first used up (standard mode)"},
    {"ec2.*.cpu_credits.throttled_time", "s", "time without CPU credits, at the baseline (standard mode)"},
    {"ec2.*.cpu_credits.charged", "credits", "surplus credits that were charged (unlimited mode)"},
    {"ec2.*.network_in.throughput.avg", "B/s", "time average of bytes received"},
    {"ec2.*.network_out.throughput.avg", "B/s", "time average of bytes sent"},
    {"ec2.*.network_in.utilization", "share",
     "bytes received over what the base of the network carries; above 1 by credits"},
    {"ec2.*.network_out.utilization", "share",
     "bytes sent over what the base of the network carries; above 1 by credits"},
    {"ec2.*.network_in.credits.min", "%", "lowest balance of the network's credits"},
    {"ec2.*.network_out.credits.min", "%", "lowest balance of the network's credits"},
    {"ec2.*.network_in.exhausted_at", "s", "time at which the network's credits were first used up"},
    {"ec2.*.network_out.exhausted_at", "s", "time at which the network's credits were first used up"},
    {"ec2.*.network_in.throttled_time", "s", "time without network credits, at the base"},
    {"ec2.*.network_out.throttled_time", "s", "time without network credits, at the base"},

    {"ebs.*.burst_balance.min", "%", "lowest burst balance"},
    {"ebs.*.burst_balance.exhausted_at", "s",
     "time from the start at which the burst credits were first used up"},
    {"ebs.*.latency", "s", "from a request of a flow or backup to its end", distribution},
    {"ebs.*.queue_length.avg", "1", "time average of such requests waiting or in service"},
    {"ebs.*.queue_length.max", "1", "most such requests waiting or in service at once"},
    {"ebs.*.iops.avg", "1/s", "completed operations per second"},
    {"ebs.*.throughput.avg", "B/s", "completed bytes per second"},
    {"ebs.*.utilization", "share", "work done over the work that the volume could have done without credits"},
    {"ebs.*.annual_failure_rate", "share", "probability that the volume is lost within a year"},
    {"ebs.*.background.iops.avg", "1/s", "completed operations per second of other software"},
    {"ebs.*.background.read_throughput.avg", "B/s", "bytes that other software read, per second"},
    {"ebs.*.background.write_throughput.avg", "B/s", "bytes that other software wrote, per second"},
    {"ebs.*.background.latency.mean", "s", "mean time of one operation of other software"},
    {"ebs.*.background.queue_length.avg", "1", "time average of operations of other software on the volume"},
    {"ebs.*.snapshot_load.initialized_at", "s", "when all blocks of the snapshot are on the volume"},
    {"ebs.*.fast_restore.optimized_at", "s", "when the snapshot is ready for fast restore"},
    {"ebs.*.first_read.duration", "s", "first read of the snapshot's data from end to end"},
    {"ebs.*.repeated_read.duration", "s", "last read of the same data"},
    {"ebs.*.used_bytes.max", "B", "most bytes stored on the volume at once"},

    {"s3.*.objects", "1", "current objects stored at the end"},
    {"s3.*.bytes", "B", "bytes stored at the end, old versions and incomplete uploads included"},
    {"s3.*.bytes.*", "B", "bytes stored at the end, by storage class"},
    {"s3.*.noncurrent_bytes", "B", "bytes of old versions stored at the end"},
    {"s3.*.incomplete_bytes", "B", "bytes of incomplete multipart uploads stored at the end"},
    {"s3.*.throttles", "1", "requests answered with 503 Slow Down, once per attempt"},
    {"s3.*.throttles.last_at", "s", "when the last 503 Slow Down was answered, since the start"},
    {"s3.*.errors", "1", "requests that an outage or error of S3 refused, once per attempt"},
    {"s3.*.write_partitions", "1", "partitions that share the writes at the end"},
    {"s3.*.read_partitions", "1", "partitions that share the reads at the end"},
    {"s3.*.replication.objects", "1", "objects replicated"},
    {"s3.*.replication.late", "1", "objects replicated later than 15 minutes after their upload"},
    {"s3.*.replication.pending", "1", "objects on their way to the replica at the end"},
    {"s3.*.replication.delay", "s", "from the upload to the replica", distribution},
    {"s3.*.replication.existing.objects", "1", "objects of the start that are copied at the end"},
    {"s3.*.replication.existing.finished_at", "s", "when the last of them was copied, since the start"},
    {"s3.*.list.pages", "1", "pages listed"},
    {"s3.*.list.duration", "s", "time spent in listings"},

    {"vpc.nat_gateway.bytes", "B", "bytes between instances and S3 that took a NAT gateway"},

    {"kms.keys.requests", "1", "calls of KMS for buckets with SSE-KMS"},
    {"kms.keys.refused", "1", "calls above the account's quota"},

    {"backup.*.runs", "1", "runs that ended"},
    {"backup.*.completed", "1", "runs that ended with every file copied"},
    {"backup.*.partial", "1", "runs that ended with some files copied"},
    {"backup.*.failed", "1", "runs that ended without a copy"},
    {"backup.*.expired", "1", "runs that did not start or end in the time they were given"},
    {"backup.*.skipped", "1", "runs that did not start since the previous one was at work"},
    {"backup.*.retries", "1", "further attempts of runs that had failed"},
    {"backup.*.duration.mean", "s", "mean duration of a run"},
    {"backup.*.duration.max", "s", "longest run"},
    {"backup.*.start_delay.max", "s", "longest time from the schedule to the start"},
    {"backup.*.bytes", "B", "bytes copied"},
    {"backup.*.files", "1", "files copied"},
    {"backup.*.failed_files", "1", "files that could not be copied"},
    {"backup.*.throughput", "MiB/s", "bytes copied over the time that runs took"},
    {"backup.*.memory.max", "B", "most memory that the copying tool held for its list of files"},
    {"backup.*.snapshots.kept", "1", "snapshots kept at the end, in either tier"},
    {"backup.*.snapshots.stored_bytes", "B", "what the kept snapshots need together in the standard tier"},
    {"backup.*.snapshots.archived_bytes", "B", "snapshots in the archive tier, each of them whole"},
    {"backup.*.copies.completed", "1", "copies to another region or account that ended"},
    {"backup.*.copies.bytes", "B", "bytes that those copies carried"},
    {"backup.*.copies.lag.max", "s", "longest time from a snapshot's instant to the end of its copy"},
    {"backup.*.window_overruns", "1", "runs that ended after their window"},
    {"backup.*.window_overrun.max", "s", "longest time by which a run left its window"},

    {"backup_agents.*.workers.busy.avg", "1", "time average of busy workers of the agent"},
    {"backup_agents.*.workers.busy.max", "1", "most workers of the agent busy at once"},
    {"backup_agents.*.waiting.max", "1", "most runs waiting for a worker of the agent at once"},

    {"lambda.*.invocations", "1", "handler runs, retries included"},
    {"lambda.*.cold_starts", "1", "invocations that first made a new environment"},
    {"lambda.*.cold_starts.share", "share", "cold starts over invocations"},
    {"lambda.*.init_duration", "s", "from the start of a new environment to its first handler", distribution},
    {"lambda.*.init_phase", "s", "INIT of a new environment, without placement, download and restore",
     distribution},
    {"lambda.*.duration", "s", "handler run", distribution},
    {"lambda.*.event_age", "s", "from the arrival of an event in the queue to an invocation with it",
     distribution},
    {"lambda.*.events", "1", "events that reached the asynchronous queue, duplicates included"},
    {"lambda.*.duplicate_events", "1", "events delivered a second time"},
    {"lambda.*.attempts.mean", "1", "invocations per event"},
    {"lambda.*.attempts.max", "1", "most invocations with one event"},
    {"lambda.*.errors", "1", "invocations that ended with an error, exhausted memory and /tmp included"},
    {"lambda.*.timeouts", "1", "invocations that ran into the function's timeout"},
    {"lambda.*.init_timeouts", "1", "of the timeouts: during a repeated INIT"},
    {"lambda.*.out_of_memory", "1", "of the errors: the document needed more memory than configured"},
    {"lambda.*.tmp_full", "1", "of the errors: /tmp had no space left"},
    {"lambda.*.throttles", "1", "invocations turned away by a concurrency or rate limit, once per attempt"},
    {"lambda.*.throttles.<reason>", "1",
     "the same by reason: concurrency, scaling (of environments), request_rate"},
    {"lambda.*.dropped", "1", "events that are gone for good"},
    {"lambda.*.dropped.<reason>", "1", "events that are gone for good, by reason"},
    {"lambda.*.dead_letters", "1", "dropped events that a failure destination took"},
    {"lambda.*.provisioned.avg", "1", "time average of provisioned environments"},
    {"lambda.*.provisioned.utilization", "share",
     "time average of those that run a handler over those there are"},
    {"lambda.*.provisioned.invocations", "1", "invocations in provisioned environments"},
    {"lambda.*.provisioned.spillover", "1", "invocations beyond them, in environments on demand"},
    {"lambda.*.out_of_order", "1", "effects of an older version of an object that replaced a newer one's"},
    {"lambda.*.batch_size.mean", "1", "messages of a queue for an invocation"},
    {"lambda.*.concurrency.avg", "1", "time average of environments that run a handler"},
    {"lambda.*.concurrency.max", "1", "most environments that run a handler at once"},
    {"lambda.*.environments.avg", "1", "time average of environments alive"},
    {"lambda.*.environments.max", "1", "most environments alive at once"},

    {"sns.*.published", "1", "messages published"},
    {"sns.*.notifications", "1", "notifications that reached their subscribers"},
    {"sns.*.notification_delay", "s", "from the committed effect to the subscriber", distribution},
    {"sns.*.calls", "1", "calls of the topic by functions, each with all of its tries"},
    {"sns.*.calls.retries", "1", "tries of such calls after the first one"},
    {"sns.*.calls.failed", "1", "such calls that were given up"},
    {"sns.*.calls.latency", "s", "from the first try of a call to its end", distribution},
    {"sns.*.notifications.retried", "1", "tries of a delivery that failed and were followed by another"},
    {"sns.*.notifications.failed", "1", "notifications that SNS gave up"},
    {"sns.*.notifications.failed.*", "1", "notifications that SNS gave up, by protocol"},
    {"sns.*.notifications.dead_letters", "1", "of those, taken by a dead-letter queue"},
    {"sns.*.sms.waited", "1", "messages above the rate of the number that sends SMS"},
    {"sns.*.sms.waiting.max", "1", "most messages waiting for the number at once"},
    {"sns.*.sms.waiting.last", "1", "messages waiting for the number at the end"},
    {"sns.*.email.disabled_at", "s", "when SNS disabled the e-mail subscriptions, since the start"},
    {"sns.*.throttles", "1", "publish requests turned away, once per attempt"},

    {"sqs.*.sent", "1", "messages sent to the queue after warm-up"},
    {"sqs.*.received", "1", "messages handed out, repetitions included"},
    {"sqs.*.deleted", "1", "messages that were worked off"},
    {"sqs.*.expired", "1", "messages that were lost at the end of their retention"},
    {"sqs.*.dead_letters", "1", "messages that went to the dead-letter queue"},
    {"sqs.*.depth.avg", "1", "time average of the messages that can be received"},
    {"sqs.*.depth.max", "1", "most messages that could be received at once"},
    {"sqs.*.depth.end", "1", "messages that can be received at the end of the run"},
    {"sqs.*.in_flight.max", "1", "most messages received and not deleted at once"},
    {"sqs.*.oldest_age.max", "s", "largest age of a message in the queue"},

    {"dynamodb.*.writes", "1", "items written"},
    {"dynamodb.*.reads", "1", "items read"},
    {"dynamodb.*.throttles", "1", "requests turned away, once per attempt"},
    {"dynamodb.*.write_capacity", "units/s", "write units that the table takes steadily, at the end"},
    {"dynamodb.*.read_capacity", "units/s", "read units that the table takes steadily, at the end"},
    {"dynamodb.*.calls", "1", "calls of the table by functions, each with all of its tries"},
    {"dynamodb.*.calls.retries", "1", "tries of such calls after the first one"},
    {"dynamodb.*.calls.failed", "1", "such calls that were given up"},
    {"dynamodb.*.calls.latency", "s", "from the first try of a call to its end", distribution},

    {"http.*.calls", "1", "calls of the service by functions, each with all of its tries"},
    {"http.*.calls.retries", "1", "tries of such calls after the first one"},
    {"http.*.calls.failed", "1", "such calls that were given up"},
    {"http.*.calls.latency", "s", "from the first try of a call to its end", distribution},
    {"http.*.throttles", "1", "requests answered with 429, once per attempt"},
    {"http.*.errors", "1", "requests answered with an error, once per attempt"},
    {"http.*.timeouts", "1", "requests whose answer the client did not wait for, once per attempt"},

    {"cloudwatch_logs.*.records", "1", "records of auditable operations that were written"},
    {"cloudwatch_logs.*.records_ingested", "1", "records that became visible"},
    {"cloudwatch_logs.*.records_lost", "1", "records that never became visible"},
    {"cloudwatch_logs.*.records_lost.<reason>", "1", "records that never became visible, by reason"},
    {"cloudwatch_logs.*.calls", "1", "PutLogEvents calls, refused ones included"},
    {"cloudwatch_logs.*.throttles", "1", "PutLogEvents calls refused by a quota, once per attempt"},
    {"cloudwatch_logs.*.buffer.max", "B", "most bytes in the agent's buffer at once"},
    {"cloudwatch_logs.*.ingestion_delay", "s", "from the operation to its record's visibility", distribution},
};

std::string_view take_segment(std::string_view& text) {
  const auto dot = text.find('.');
  const auto segment = text.substr(0, dot);
  text = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
  return segment;
}

/// The name without its last segment if that is a statistic of distributions; empty otherwise.
std::string_view distribution_of(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  const auto& known = distribution_statistics;
  const bool statistic = std::find(known.begin(), known.end(), name.substr(dot + 1)) != known.end();
  return statistic ? name.substr(0, dot) : std::string_view{};
}

bool stands_for(std::string_view pattern, std::string_view segment) {
  if (pattern == "*") return !segment.empty();
  return pattern == "<reason>" ? reason_named(segment).has_value() : pattern == segment;
}

std::string shown_pattern(const MetricRow& row) {
  std::string text{row.pattern};
  if (row.kind == distribution) text += ".{mean,p50,p95,p99,max}";
  return text;
}

}  // namespace

std::span<const MetricRow> metric_table() {
  return rows;
}

bool matches_pattern(std::string_view name, std::string_view pattern) {
  while (!name.empty() && !pattern.empty()) {
    const auto wanted = take_segment(pattern);
    const auto segment = take_segment(name);
    if (!stands_for(wanted, segment)) return false;
  }
  return name.empty() && pattern.empty();
}

const MetricRow* find_metric_row(std::string_view name) {
  const auto base = distribution_of(name);
  for (const auto& row : rows) {
    const bool plain = row.kind == MetricRow::Kind::scalar;
    if (plain ? matches_pattern(name, row.pattern) : !base.empty() && matches_pattern(base, row.pattern))
      return &row;
  }
  return nullptr;
}

std::vector<std::string> metric_faults(const RunResult& result) {
  std::vector<std::string> faults;
  std::vector<std::string_view> names;
  for (const auto& metric : result.metrics) {
    if (find_metric_row(metric.name) == nullptr)
      faults.push_back("metric '" + metric.name + "' has no row in the metric table");
    names.push_back(metric.name);
  }
  std::sort(names.begin(), names.end());
  for (auto twin = std::adjacent_find(names.begin(), names.end()); twin != names.end();
       twin = std::adjacent_find(twin + 1, names.end())) {
    faults.push_back("metric '" + std::string{*twin} + "' is there twice");
  }
  for (const auto& series : result.series) {
    if (find_series_row(series.metric) == nullptr) {
      faults.push_back("series '" + series.metric + "' of " + series.resource +
                       " has no row in the series table");
    }
  }
  return faults;
}

std::string metric_list_text() {
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, shown_pattern(row).size());
  std::string text;
  for (const auto& row : rows) {
    std::string line = shown_pattern(row);
    line.resize(width + 2, ' ');
    std::string unit{row.unit};
    unit.resize(7, ' ');
    text += line + unit + std::string{row.meaning} + "\n";
  }
  return text;
}

}  // namespace garoa
