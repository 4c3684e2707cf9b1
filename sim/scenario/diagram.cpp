#include "sim/scenario/diagram.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"

namespace garoa {
namespace {

using Box = Diagram::Shape;
using Lines = std::vector<std::string>;

const std::string region_frame = "region";

std::string zone_frame(const std::string& zone) {
  return "zone." + zone;
}

class Drawer {
 public:
  explicit Drawer(const Scenario& scenario) : s_{scenario} {}

  Diagram draw() {
    picture_.title = s_.title;
    picture_.frames.push_back({region_frame, tr("region {}", s_.region), ""});
    for (const auto& flow : s_.flows) clients(flow);
    for (const auto& instance : s_.ec2) add_instance(instance);
    for (const auto& volume : s_.ebs) add_volume(volume);
    for (const auto& bucket : s_.s3) add_bucket(bucket);
    for (const auto& topic : s_.sns) add_topic(topic);
    for (const auto& queue : s_.sqs) add_queue(queue);
    for (const auto& function : s_.lambda) add_function(function);
    for (const auto& table : s_.dynamodb)
      node("dynamodb." + table.name, Box::table, "DynamoDB", table.name,
           {std::string{name_of(table.writes.mode)}});
    for (const auto& called : s_.called)
      node(called.path(), Box::other, std::string{called.kind().section}, called.name(), {}, "");
    for (const auto& group : s_.cloudwatch_logs)
      node("cloudwatch_logs." + group.name, Box::log, "CloudWatch Logs", group.name,
           group.retention ? Lines{tr("kept {}", human_duration(group.retention->count()))}
                           : Lines{tr("kept for ever")});
    for (const auto& job : s_.backup) add_backup(job);
    for (const auto& job : s_.bucket_backups) add_vault(job);
    for (const auto& flow : s_.flows) log_records(flow);
    // What nothing declares, such as a dead-letter queue that is only named, is no box.
    std::erase_if(picture_.links,
                  [&](const auto& link) { return !picture_.has(link.from) || !picture_.has(link.to); });
    return std::move(picture_);
  }

 private:
  void node(std::string id, Box shape, std::string service, std::string name, Lines details,
            const std::string& frame = region_frame) {
    picture_.nodes.push_back(
        {std::move(id), shape, std::move(service), std::move(name), std::move(details), frame});
  }
  void link(const std::string& from, const std::string& to, std::string label, bool aside = false,
            const std::string& id = {}) {
    const auto same = [&](const auto& other) {
      return other.from == from && other.to == to && other.label == label;
    };
    if (std::none_of(picture_.links.begin(), picture_.links.end(), same))
      picture_.links.push_back({from, to, std::move(label), aside, id});
  }
  /// To what the reference names in that section.
  void link_to(const std::string& from, const char* section, const Reference& to, std::string label,
               bool aside = false) {
    if (to.given()) link(from, std::string{section} + "." + to.name, std::move(label), aside);
  }

  /// The clients of a flow, with what they send to.
  void clients(const FlowSettings& flow) {
    const auto id = flow.common().path();
    node(id, Box::clients, tr("clients"), flow.common().name, {}, "");
    const auto facts = flow.facts();
    const auto documents = flow.requests().size() > 1 ? tr("uploads, downloads") : tr("uploads");
    std::vector<std::string> doors;
    for (const auto& volume : facts.volumes) {
      if (const auto* const found = find_named(s_.ebs, volume.name))
        doors.push_back("ec2." + found->attach.name);
    }
    if (facts.bucket.given()) doors.push_back("s3." + facts.bucket.name);
    if (facts.topic.given()) doors.push_back("sns." + facts.topic.name);
    if (facts.queue.given()) doors.push_back("sqs." + facts.queue.name);
    for (const auto& door : doors) link(id, door, documents);
    if (facts.function.given()) {
      doors.push_back("lambda." + facts.function.name);
      link(id, doors.back(), facts.waits_for_function ? tr("calls, waits") : tr("calls"));
    }
    doors_[&flow] = std::move(doors);
  }

  /// A flow's records are written by what takes its documents: an instance, or the functions behind a bucket, topic or queue.
  void log_records(const FlowSettings& flow) {
    auto places = doors_[&flow];
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto place = places[i];
      if (place.starts_with("ec2.") || place.starts_with("lambda.")) {
        link_to(place, "cloudwatch_logs", flow.common().logs, tr("log records"), true);
        continue;
      }
      for (const auto& link : picture_.links) {
        const bool is_new = std::find(places.begin(), places.end(), link.to) == places.end();
        if (link.from == place && !link.aside && is_new) places.push_back(link.to);
      }
    }
  }

  void add_instance(const Ec2Settings& instance) {
    const auto& zone = instance.zones.front();
    add_zone(zone);
    node("ec2." + instance.name, Box::compute, "EC2", instance.name,
         {instance.type.name,
          tr_count("{} worker", "{} workers", instance.workers, human_count(instance.workers))},
         zone_frame(zone));
  }
  void add_zone(const std::string& zone) {
    const auto id = zone_frame(zone);
    const auto there = [&](const auto& frame) { return frame.id == id; };
    if (std::any_of(picture_.frames.begin(), picture_.frames.end(), there)) return;
    picture_.frames.push_back({id, tr("zone {}{}", zone.size() == 1 ? s_.region : "", zone), region_frame});
  }

  void add_volume(const EbsSettings& volume) {
    const auto* const instance = find_named(s_.ec2, volume.attach.name);
    Lines details{
        fmt::format("{}, {}", name_of(volume.type), human_bytes(static_cast<double>(volume.size.count()))),
        fmt::format("{} IOPS, {}", human_number(volume.iops.base),
                    human_value(volume.throughput.base, "B/s"))};
    node("ebs." + volume.name, Box::volume, "EBS", volume.name, std::move(details),
         instance == nullptr ? region_frame : zone_frame(instance->zones.front()));
    link("ec2." + volume.attach.name, "ebs." + volume.name, tr("writes, reads"));
  }

  void add_bucket(const BucketSettings& bucket) {
    Lines details;
    if (bucket.versioning) details.push_back(tr("versions"));
    if (bucket.object_lock)
      details.push_back(tr("lock {}, {}", name_of(bucket.object_lock->mode),
                           human_duration(bucket.object_lock->retention.count())));
    const auto id = "s3." + bucket.name;
    node(id, Box::bucket, "S3", bucket.name, std::move(details));
    if (!bucket.replication) return;
    const auto& copy = *bucket.replication;
    node(id + ".replica", Box::bucket, "S3", tr("replica of {}", bucket.name),
         {tr("{}, {} account", copy.region.empty() ? s_.region : copy.region, tr(name_of(copy.account)))},
         "");
    link(id, id + ".replica", tr("replication"));
  }

  /// What takes the events of a bucket.
  void takes_objects(const std::string& id, const ObjectTrigger& trigger) {
    link("s3." + trigger.bucket.name, id,
         trigger.via == EventRoute::eventbridge ? tr("event by EventBridge") : tr("event"));
  }

  void add_topic(const TopicSettings& topic) {
    const auto id = "sns." + topic.name;
    node(id, Box::topic, "SNS", topic.name, {});
    if (topic.objects.bucket.given()) takes_objects(id, topic.objects);
    Lines people;
    for (const auto& subscriber : topic.subscribers) {
      if (subscriber.count > 0)
        people.push_back(fmt::format("{} {}", subscriber.count, name_of(subscriber.protocol)));
    }
    if (people.empty()) return;
    node(id + ".subscribers", Box::clients, tr("subscribers"), topic.name, std::move(people), "");
    link(id, id + ".subscribers", tr("notifies"));
  }

  void add_queue(const QueueSettings& queue) {
    const auto id = "sqs." + queue.name;
    node(id, Box::queue, "SQS", queue.name, {});
    if (queue.objects.bucket.given()) takes_objects(id, queue.objects);
    if (queue.topic.given()) link("sns." + queue.topic.name, id, tr("message"));
    link_to(id, "sqs", queue.dead_letter, tr("dead letters"), true);
  }

  void add_function(const FunctionSettings& function) {
    const auto id = "lambda." + function.name;
    node(id, Box::function, "Lambda", function.name,
         {fmt::format("{}, {} MB", function.runtime.name, function.runtime.memory.count()),
          "timeout " + human_duration(function.timeout.count())});
    if (function.trigger.bucket.given()) takes_objects(id, function.trigger);
    if (function.trigger.topic.given()) link("sns." + function.trigger.topic.name, id, tr("message"));
    if (function.trigger.queue.given())
      link("sqs." + function.trigger.queue.name, id, tr("batch of messages"));
    link_to(id, "s3", function.writes_to, tr("results"));
    link_to(id, "dynamodb", function.writes_to, tr("results"));
    link_to(id, "dynamodb", function.dedup_table, tr("seen before?"));
    link_to(id, "sns", function.notifies, tr("notifies"));
    if (function.reads) link_to(id, "s3", function.reads->bucket, tr("reads"));
    for (const auto& called : s_.called) {
      const auto names = [&](const Reference& reference) { return reference.name == called.name(); };
      if (std::any_of(function.calls.begin(), function.calls.end(), names))
        link(id, called.path(), tr("calls"));
    }
    for (const char* const section : {"sqs", "sns", "lambda"}) {
      link_to(id, section, function.destinations.dead_letter, tr("dead letters"), true);
      link_to(id, section, function.destinations.on_failure, tr("failures"), true);
      link_to(id, section, function.destinations.on_success, tr("successes"));
    }
    link_to(id, "cloudwatch_logs", function.logs.group, tr("log records"), true);
  }

  void add_backup(const BackupSettings& job) {
    const auto* const volume = find_named(s_.ebs, job.from.name);
    const bool is_carried = job.to.given() && volume != nullptr && volume->attach.given();
    auto label =
        is_carried ? tr("backup {} through {}", job.name, volume->attach.name) : tr("backup {}", job.name);
    if (job.window) label += tr(", window {}", human_duration(job.window->count()));
    if (job.to.given()) {
      link("ebs." + job.from.name, "s3." + job.to.name, std::move(label), false, "backup." + job.name);
      return;
    }
    node("backup." + job.name, Box::volume, tr("EBS snapshots"), job.name,
         {std::string{name_of(job.method)}});
    link("ebs." + job.from.name, "backup." + job.name, std::move(label));
  }

  void add_vault(const BackupSettings& job) {
    node("backup." + job.name, Box::bucket, "AWS Backup", job.name, {std::string{name_of(job.method)}});
    link("s3." + job.from_bucket.name, "backup." + job.name, tr("backup {}", job.name));
  }

  const Scenario& s_;
  Diagram picture_;
  std::map<const FlowSettings*, std::vector<std::string>> doors_;  // what a flow's clients send to
};

}  // namespace

Diagram diagram_of(const Scenario& scenario) {
  return Drawer{scenario}.draw();
}

}  // namespace garoa
