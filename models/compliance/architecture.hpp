// What the static controls look at: the declared architecture, as plain facts with their places in the
// scenario.
//
// It is filled by the scenario reader; controls read it and nothing else. No AWS figures here.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/diagnostics.hpp"
#include "sim/core/log_contents.hpp"
#include "sim/core/scalar.hpp"
#include "sim/core/signal.hpp"
#include "sim/core/yaml_node.hpp"

namespace garoa::compliance {

constexpr double never = std::numeric_limits<double>::infinity();

enum class Encryption { none, sse_s3, sse_kms, dsse_kms };
enum class LockMode { none, governance, compliance };
/// What a flow may have, and a control be about. Documents on a volume get their second copies from backup jobs: such
/// a flow has recovery points. So has one whose bucket is the source of a job (`backup`).
enum class Capability { volume, bucket, function, backup };

struct Volume {
  std::string name;  // "documents"
  Location where;
  bool encrypted = false;
  bool customer_key = false;
  bool deleted_with_instance = false;
  double lifetime_days = never;   // of a document on it, at least
  bool leaves_to_copies = false;  // documents that leave it have a copy by then
  double annual_failure_rate = 0;
};

/// What a role may do.
struct Role {
  std::vector<std::string> actions;    // none: not told
  std::vector<std::string> resources;  // likewise
};

/// A request that a principal makes with its role.
struct Use {
  std::vector<std::string> actions;  // any of which does: "dynamodb:PutItem"
  std::string service;               // of the resource's ARN: "s3"
  std::string
      own_part;  // of that ARN: "table/results"; of objects the bucket and a slash; of a key, whose id nobody knows, "key/"
  std::string resource;  // "dynamodb.results"
  bool must = true;      // else it is made now and then, as by a restore
};

struct Instance {
  std::string name;
  Location where;
  bool tokens_required = false;  // IMDSv2
  bool public_ip = false;
  std::optional<Role> role;                   // none: no instance profile
  std::optional<bool> tls = {};               // its application accepts TLS only; nothing: not told
  std::optional<std::vector<Use>> uses = {};  // of its role; nothing: not known
};

/// What a bucket is for, seen from the flows.
enum class BucketRole { documents, backup, results, other };

struct Bucket {
  std::string name;
  Location where;
  BucketRole role = BucketRole::other;
  Encryption encryption = Encryption::sse_s3;
  bool block_public_access = true;
  bool tls_only = false;
  bool versioning = false;
  LockMode lock = LockMode::none;
  double lock_days = 0;
  double expiration_days = never;  // lifecycle deletes objects after so many days
  bool aborts_uploads = false;     // a lifecycle rule removes incomplete multipart uploads
  double archived_after_days =
      never;                  // its objects take hours to be read from then on (GLACIER, DEEP_ARCHIVE)
  std::string replicated_to;  // another bucket or region; empty: none
  bool replica_in_other_account = false;
  bool replica_in_other_region = false;
  double replica_days = never;             // likewise of replicas, by their own lifecycle
  double replica_noncurrent_days = never;  // likewise
  LockMode replica_lock = LockMode::none;
  double replica_lock_days = 0;
  Encryption replica_encryption = Encryption::sse_s3;
  bool mfa_delete = false;
  bool denies_deletion = false;  // to who writes to it
  bool access_logs = false;
  double noncurrent_days = never;    // that a version stays after a newer one, or a deletion
  bool one_zone = false;             // some class of its objects is kept in one zone
  std::uint64_t objects_before = 0;  // the run
};

struct BackupJob {
  std::string name;
  Location where;
  std::string from_volume;   // or `from_bucket`
  std::string to_bucket;     // empty: snapshots or recovery points, in a vault or not
  double longest_gap_s = 0;  // between two ticks of the schedule
  double window_s = never;
  double complete_window_s = never;           // a run that has not ended by then is cancelled
  LockMode vault_lock = LockMode::none;       // of snapshots
  double retention_days = never;              // likewise; the least, where the newest so many are kept
  bool copied_to_other_account = false;       // likewise
  bool copied_to_other_region = false;        // likewise
  bool shared_with_all = false;               // anybody may make a volume of them
  std::optional<Role> role = {};              // none: not told
  std::optional<std::vector<Use>> uses = {};  // of it; nothing: not known
  std::string from_bucket = {};               // that AWS Backup makes recovery points of
  bool side_by_side = false;  // a tick begins a run beside one at work; else it is skipped, or waits

  /// Its schedule has a tick after each: else some day, or always, no copy is made.
  [[nodiscard]] bool goes_on() const { return longest_gap_s < never; }
};

struct Function {
  std::string name;
  Location where;
  std::string trigger_bucket;
  std::string trigger_path;                 // of the block that says which objects: "lambda.validate.trigger"
  std::string trigger_queue;                // that calls it; empty: none
  std::vector<std::string> trigger_events;  // "s3:ObjectCreated:*", "s3:ObjectCreated:Put" ...
  std::string trigger_prefix;
  std::string trigger_suffix;
  std::uint64_t looked_at_keys = 0;  // of clients that put into the trigger bucket
  std::uint64_t matched_keys = 0;    // that prefix and suffix let through
  std::uint64_t untaken_keys = 0;    // that no function's do
  /// Some uploads to the trigger bucket are larger than the client's multipart threshold.
  bool client_uses_multipart = false;
  bool failure_destination = false;  // dlq or on-failure destination
  bool called_by_events =
      false;  // of a bucket, topic or queue, or by calls that do not wait: no caller sees its failures
  double event_lifetime_s = 0;   // age at which an event is given up; 0: not known
  bool has_event_queue = false;  // Lambda's own: events of a bucket or topic, calls that do not wait
  double event_retries = 0;      // after an error, of that queue
  bool reserves_concurrency = false;
  double timeout_s = 0;
  double reserved = 0;  // concurrency; 0: none
  std::optional<double>
      work_p99_s;  // of a run, by the work that is declared: the least; nothing: none is, or for no known load
  std::optional<double> busy_at_peak;  // environments at once, by the same, at the clients' highest rate
  std::string writes_to_bucket;        // empty: none
  std::string output_prefix;
  std::optional<std::string> output_suffix;  // empty: of outputs nothing is known but their prefix
  std::vector<std::string> circle;           // functions that its outputs or notifications call, up to itself
  std::vector<std::string> reaches = {};     // functions that its outputs, notifications or destinations call
  std::string idempotency;                   // "none", "conditional_write", "dedup_table", "natural"
  bool notifies = false;                     // a topic
  std::string log_group;                     // empty: its runs are not logged
  double most_concurrent = 0;                // runs at once that it may have; 0: not known
  bool public_policy = false;                // everybody may call it
  bool in_vpc = false;
  std::optional<std::uint32_t> zones = {};    // of its subnets; nothing: not told
  std::optional<Role> role;                   // none: not told
  std::optional<std::vector<Use>> uses = {};  // of it; nothing: not known
};

struct Table {
  std::string name;
  Location where;
  bool encrypted = true;
  bool point_in_time_recovery = false;
};

/// A topic whose subscribers are numbers by protocol.
struct Topic {
  std::string name;
  Location where;
  std::uint64_t http_subscriptions = 0;    // HTTP or HTTPS
  std::uint64_t without_dead_letters = 0;  // subscriptions whose undelivered messages nobody keeps
  std::optional<bool> http_is_tls = {};    // whether those are HTTPS; nothing: not told
  std::string unkept_protocol = {};        // of the first of those whose undelivered messages nobody keeps
  bool kms = true;
  bool public_policy = false;   // everybody may publish or subscribe
  bool heard = true;            // it has a subscription, or a function or queue behind it
  bool delivery_status = true;  // of deliveries is logged
};

struct Queue {
  std::string name;
  Location where;
  bool encrypted = true;
};

/// One for each of its signals.
struct Alarm {
  std::string name;
  Location where;
  std::vector<Signal> signals;
  double period_s = 0;
  std::uint64_t evaluations = 1;  // periods in a row
  bool has_action = false;        // that somebody hears
  std::string notifies = {};      // the topic; empty: none
};

struct Trail {
  std::string name;
  Location where;
  bool multi_region = false;
  bool validates_files = false;
  std::string to_bucket;                  // empty: not of the scenario
  std::vector<std::string> buckets = {};  // whose requests for objects it records
  bool reads = false;
  bool writes = false;
};

/// Where data lie: a store, or copies of it.
struct DataPlace {
  std::string resource;  // "s3.archive", "s3.archive.replica", "backup.nightly.copies.1"
  std::string what;      // "bucket", "replicas", "copies of snapshots"
  Location where;
  std::string region;
  std::string country;             // ISO 3166-1 alpha-2
  std::string setting = "region";  // that decides the region
  bool distant = false;            // not the scenario's own
};

struct LogGroup {
  std::string name;
  Location where;
  double retention_days = never;
  bool kms = false;
  std::vector<LogOperation> operations = {};  // that it has records of; none: not told
  std::vector<LogField> contents = {};        // of each record; none: not told
  std::string exported_to = {};               // bucket that all records are copied to; empty: none
};

struct Flow {
  std::string name;  // "intake"
  Location where;
  std::vector<std::string> apps;            // whose instances take its documents
  std::vector<std::string> volumes;         // that documents are written to, one an instance
  std::string bucket;                       // that documents are put into
  std::string function;                     // that works on them, the first
  std::vector<std::string> functions = {};  // all that work on what it publishes or sends
  std::string log_group;                    // empty: operations are not logged
  std::size_t zones = 0;                    // in which the instances of its volumes are
  bool rebuilt_elsewhere = false;           // a plan says that a lost zone's site is built anew in another
  bool downloads = false;                   // clients fetch documents again
  bool bucket_is_backed_up = false;         // by AWS Backup
  std::uint64_t documents_before = 0;       // on its volumes when the run begins

  /// Whether the flow has such a thing of its own.
  [[nodiscard]] bool has(Capability capability) const {
    switch (capability) {
      case Capability::volume:
        return !volumes.empty();
      case Capability::bucket:
        return !bucket.empty();
      case Capability::function:
        return !function.empty();
      case Capability::backup:
        return bucket_is_backed_up;
    }
    return false;
  }
};

struct Policy {
  Location where;
  std::optional<double> rpo_s;
  std::optional<double> rto_s;
  std::vector<std::string> profiles;
  std::vector<std::string> countries;  // in which data may lie; empty: not laid down
  std::optional<double> retention_min_s =
      {};  // for which a document must be kept, as the institution itself lays down
  std::optional<double> retention_max_s;  // after which no copy of a document may be left
  std::optional<double> restore_test_s;   // longest time between two tests of a restore
};

struct Architecture {
  std::shared_ptr<const YamlNode> given = {};  // the scenario as it is written; null: not known
  std::vector<Flow> flows;
  std::vector<Volume> volumes;
  std::vector<Bucket> buckets;
  std::vector<BackupJob> backups;
  std::vector<Function> functions;
  std::vector<Table> tables;
  std::vector<LogGroup> log_groups;
  std::vector<Topic> topics;
  std::vector<Queue> queues;
  std::vector<Instance> instances;
  std::vector<Alarm> alarms;
  std::vector<Trail> trails;
  std::vector<DataPlace> places;
  bool s3_through_nat = false;  // instances reach S3 through NAT gateways
  std::string s3_access = "gateway-endpoint";
  Location vpc;
  Policy policy;
  double duration_s = 0;         // of the run
  double sample_interval_s = 0;  // of series; 0: none
  double warmup_s = 0;
};

}  // namespace garoa::compliance

namespace garoa {

template <>
struct EnumNames<compliance::Capability> {
  static constexpr std::string_view kind = "capability of a flow";
  static constexpr std::array names{std::pair{std::string_view{"volume"}, compliance::Capability::volume},
                                    std::pair{std::string_view{"bucket"}, compliance::Capability::bucket},
                                    std::pair{std::string_view{"function"}, compliance::Capability::function},
                                    std::pair{std::string_view{"backup"}, compliance::Capability::backup}};
};

}  // namespace garoa
