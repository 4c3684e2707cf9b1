// The static controls, by id. Definitions say exactly what the checks of static_*.cpp decide.
#include "models/compliance/control.hpp"

namespace garoa::compliance {
namespace {

using Kind = ParameterInfo::Kind;

ControlInfo static_row(std::string_view id, std::string_view title, Severity severity, bool ec2_ebs_s3,
                       bool s3_lambda) {
  ControlInfo info;
  info.id = id;
  info.title = title;
  info.severity = severity;
  info.for_ec2_ebs_s3 = ec2_ebs_s3;
  info.for_s3_lambda = s3_lambda;
  return info;
}

void add_static_access(std::vector<ControlInfo>& rows) {
  auto info = static_row("S-AC-01", "Nothing is public", Severity::critical, true, true);
  info.clauses = {"PCI DSS 1.4.4", "CMN 4.893 art. 3 par. 2 IV, IX", "DORA art. 9"};
  info.identifiers = {"AWS Config s3-bucket-level-public-access-prohibited",
                      "AWS Config s3-bucket-public-read-prohibited",
                      "AWS Config s3-bucket-public-write-prohibited",
                      "Security Hub S3.1",
                      "Security Hub S3.2",
                      "Security Hub S3.3",
                      "Security Hub S3.8"};
  info.definition =
      "Passes when a bucket blocks public access. Public snapshots, function policies and topics are not "
      "modelled.";
  info.source = "AWS Config and Security Hub rule texts; PCI DSS 4.0.1";
  rows.push_back(std::move(info));
}

void add_static_backup(std::vector<ControlInfo>& rows) {
  auto copy =
      static_row("S-BK-01", "Every persistent store has a second copy", Severity::critical, true, true);
  copy.clauses = {"DORA art. 12(1)", "CMN 4.893 art. 3 par. 2 VII", "CMN 4.474", "PCI DSS 10.3.3",
                  "SEC 17a-4(f)(3)(v)"};
  copy.identifiers = {"AWS Config ebs-in-backup-plan",
                      "AWS Config ebs-resources-protected-by-backup-plan",
                      "AWS Config s3-resources-protected-by-backup-plan",
                      "AWS Config dynamodb-pitr-enabled",
                      "Security Hub EC2.28",
                      "Security Hub DynamoDB.2",
                      "Prowler ec2_ebs_volume_protected_by_backup_plan",
                      "Backup Audit Manager BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN"};
  copy.definition =
      "Passes when a volume is the source of a backup job, when a bucket of documents or results is "
      "replicated, and when a table has "
      "point-in-time recovery. A backup bucket is itself the second copy.";
  copy.source = "AWS Config, Security Hub and AWS Backup Audit Manager rule texts";
  rows.push_back(std::move(copy));

  auto schedule =
      static_row("S-BK-02", "The schedule can meet the RPO on paper", Severity::high, true, false);
  schedule.clauses = {"DORA art. 12(1)(a)", "CMN 4.893 art. 20", "SEC 17a-4(f)(3)(v)", "PCI DSS 10.3.3"};
  schedule.identifiers = {"AWS Config backup-plan-min-frequency-and-min-retention-check",
                          "Backup Audit Manager BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK"};
  schedule.parameters = {
      {"max_gap", Kind::duration, "longest time allowed between two ticks of the schedule", true}};
  schedule.definition =
      "Passes when the longest gap of the schedule plus the declared window is at most the RPO, and the gap "
      "at most max_gap. The RPO is the one of D-RC-01. A gap beyond either limit fails without a window; "
      "without an RPO or a window "
      "nothing else is decided. A schedule that ends fails, a job without a schedule is not evaluated.";
  schedule.source = "AWS Backup Audit Manager control text";
  rows.push_back(std::move(schedule));
}

void add_static_cost(std::vector<ControlInfo>& rows) {
  auto path = static_row("S-CO-01", "Traffic to S3 spares the NAT gateway", Severity::low, true, false);
  path.definition =
      "Passes when instances reach S3 through a gateway endpoint. Through NAT gateways every byte is billed, "
      "and "
      "nothing is gained.";
  path.source = "Amazon VPC user guide, gateway endpoints for S3";
  rows.push_back(std::move(path));

  auto parts = static_row("S-CO-02", "Incomplete uploads do not stay for ever", Severity::low, true, true);
  parts.identifiers = {"Checkov CKV_AWS_300"};
  parts.definition =
      "Passes when a bucket's lifecycle aborts incomplete multipart uploads. Their parts are billed, and no "
      "listing shows them.";
  parts.source =
      "Amazon S3 user guide, lifecycle rule to abort incomplete multipart uploads; Checkov rule text";
  rows.push_back(std::move(parts));
}

void add_static_data_protection(std::vector<ControlInfo>& rows) {
  auto volume = static_row("S-DP-01", "Volumes are encrypted at rest", Severity::high, true, false);
  volume.clauses = {"PCI DSS 3.5.1", "CMN 4.893 art. 3 par. 2 II", "DORA art. 9"};
  volume.identifiers = {"AWS Config encrypted-volumes",
                        "AWS Config ec2-ebs-encryption-by-default",
                        "Security Hub EC2.3",
                        "Security Hub EC2.7",
                        "Prowler ec2_ebs_volume_encryption",
                        "Prowler ec2_ebs_default_encryption"};
  volume.parameters = {{"require_customer_key", Kind::flag, "only a customer-managed key counts", true}};
  volume.definition = "Passes when a volume is encrypted, with a customer-managed key if that is required.";
  volume.source = "AWS Config, Security Hub and Prowler rule texts";
  rows.push_back(std::move(volume));

  auto store = static_row("S-DP-02", "Buckets and tables are encrypted", Severity::medium, true, true);
  store.clauses = {"PCI DSS 3.5.1", "CMN 4.893 art. 3 par. 2 II", "DORA art. 9"};
  store.identifiers = {"AWS Config s3-bucket-server-side-encryption-enabled",
                       "AWS Config s3-default-encryption-kms", "Security Hub S3.17",
                       "Prowler s3_bucket_kms_encryption"};
  store.parameters = {{"require_kms", Kind::flag, "for buckets only SSE-KMS and DSSE-KMS count", true}};
  store.definition =
      "Passes when a bucket has server-side encryption, with KMS if that is required, and a table is "
      "encrypted.";
  store.source = "AWS Config, Security Hub and Prowler rule texts";
  rows.push_back(std::move(store));

  auto tls = static_row("S-DP-03", "Buckets accept TLS only", Severity::medium, true, true);
  tls.clauses = {"PCI DSS 4.2.1", "CMN 4.893 art. 3 par. 2 II", "DORA art. 9"};
  tls.identifiers = {"AWS Config s3-bucket-ssl-requests-only", "Security Hub S3.5",
                     "Prowler s3_bucket_secure_transport_policy"};
  tls.definition =
      "Passes when a bucket refuses requests without TLS. The TLS of the instance's own listener is not "
      "modelled.";
  tls.source = "AWS Config, Security Hub and Prowler rule texts";
  rows.push_back(std::move(tls));
}

void add_static_events(std::vector<ControlInfo>& rows) {
  auto filter = static_row("S-EV-01", "The event filter covers every way to create an object", Severity::high,
                           false, true);
  filter.clauses = {"CMN 4.893 art. 3 par. 7 I"};
  filter.identifiers = {"AWS Config s3-event-notifications-enabled", "Security Hub S3.11"};
  filter.definition =
      "Passes when a triggered function listens to ObjectCreated:*, or to Put and, if clients upload in "
      "parts, to "
      "CompleteMultipartUpload as well. With a prefix or suffix it warns: the keys of clients are not "
      "declared, so nobody knows "
      "whether all of them match.";
  filter.source =
      "Amazon S3 user guide, event types; a filter on Put alone misses multipart uploads "
      "(awslabs/aws-lambda-redshift-loader #17)";
  rows.push_back(std::move(filter));

  auto destination =
      static_row("S-EV-02", "Events that fail have a destination", Severity::high, false, true);
  destination.clauses = {"PCI DSS 10.7.2", "CMN 4.893 art. 3 par. 7 I", "DORA art. 10"};
  destination.identifiers = {"AWS Config lambda-dlq-check", "Prowler awslambda_function_no_dead_letter_queue",
                             "Checkov CKV_AWS_116"};
  destination.definition =
      "Passes when a function with a bucket trigger has a dead-letter queue or an on-failure destination. "
      "Functions without one are "
      "invoked synchronously: not applicable.";
  destination.source = "AWS Config, Prowler and Checkov rule texts";
  rows.push_back(std::move(destination));

  auto loop =
      static_row("S-EV-04", "A function does not write where it listens", Severity::high, false, true);
  loop.definition =
      "Fails when a function writes to its trigger bucket under a prefix that its own filter lets through. "
      "When only a suffix could keep "
      "them apart it warns: suffixes of outputs are not declared.";
  loop.source = "AWS Lambda developer guide, recursive loops; aws-samples/amazon-s3-checksum-verification #3";
  rows.push_back(std::move(loop));

  auto idempotent =
      static_row("S-EV-05", "Processing twice has the effect of once", Severity::high, false, true);
  idempotent.clauses = {"DORA art. 12(7)"};
  idempotent.definition =
      "Passes when a triggered function's idempotency is conditional_write, dedup_table or natural: S3 "
      "delivers events at least once.";
  idempotent.source =
      "Amazon S3 user guide, event notifications; AWS Lambda developer guide, asynchronous invocation";
  rows.push_back(std::move(idempotent));
}

void add_static_recovery(std::vector<ControlInfo>& rows) {
  auto info = static_row("S-RC-01", "RPO and RTO are declared", Severity::medium, true, true);
  info.clauses = {"CMN 4.893 art. 20 II", "DORA art. 12(6)"};
  info.definition =
      "Passes when the scenario's policy declares both objectives. Without an RPO, D-RC-01 is not evaluated.";
  info.source = "DORA (Regulation (EU) 2022/2554) art. 12(6); CMN 4.893/2021 art. 20 (wording not verified)";
  rows.push_back(std::move(info));
}

void add_static_document_retention(std::vector<ControlInfo>& rows) {
  auto versioning = static_row("S-RT-01", "Buckets of documents are versioned", Severity::medium, true, true);
  versioning.clauses = {"PCI DSS 10.3.4", "SEC 17a-4(f)", "CMN 4.893 art. 3 par. 2 VII", "DORA art. 12(7)"};
  versioning.identifiers = {"AWS Config s3-bucket-versioning-enabled", "Security Hub S3.14",
                            "Prowler s3_bucket_object_versioning"};
  versioning.definition = "Passes when a bucket of documents, backups or results is versioned.";
  versioning.source = "AWS Config, Security Hub and Prowler rule texts";
  rows.push_back(std::move(versioning));

  auto lock = static_row("S-RT-02", "One copy is write-once, for long enough", Severity::high, true, true);
  lock.clauses = {"SEC 17a-4(f)", "PCI DSS 10.3.4", "DORA art. 12(3)", "CMN 4.893 art. 3 par. 2 VII"};
  lock.identifiers = {"AWS Config s3-bucket-default-lock-enabled", "Security Hub S3.15",
                      "Prowler s3_bucket_object_lock"};
  lock.parameters = {
      {"compliance_mode", Kind::flag, "governance mode does not count", true},
      {"min_lock", Kind::duration, "shortest lock allowed", true},
      {"audit_trail_instead", Kind::flag, "a complete audit trail may stand in for the lock", true}};
  lock.definition =
      "Passes when one bucket that holds the flow's documents has Object Lock of the required mode for at "
      "least min_lock: the backup bucket "
      "in ec2-ebs-s3, the trigger or the results bucket in s3-lambda. Where an audit trail may stand in and "
      "these buckets are versioned, a "
      "missing lock is not evaluated, since the fields of log records are not modelled.";
  lock.source = "17 CFR 240.17a-4(f); AWS Config rule text";
  rows.push_back(std::move(lock));

  auto kept =
      static_row("S-RT-03", "Documents are kept for the required time", Severity::critical, true, true);
  kept.clauses = {"Circ. BCB 3.978 art. 67", "Lei 9.613 art. 10", "SEC 17a-4(a), (b)", "FINRA 4511(b)"};
  kept.identifiers = {"AWS Config s3-lifecycle-policy-check"};
  kept.parameters = {
      {"min_retention", Kind::duration, "shortest time from upload to the deletion of the last copy", true}};
  kept.definition =
      "Passes when the copy that lives longest lives for at least min_retention. In ec2-ebs-s3 the copies "
      "are on the volume, which nothing "
      "purges, and in the backup bucket; in s3-lambda in the trigger bucket and the results bucket. A bucket "
      "deletes by its "
      "lifecycle's expiration, but not before the end of its lock.";
  kept.source = "Circular BCB 3.978/2020; Lei 9.613/1998; 17 CFR 240.17a-4; FINRA 4511";
  rows.push_back(std::move(kept));
}

void add_static_log_retention(std::vector<ControlInfo>& rows) {
  auto info = static_row("S-RT-06", "Logs are kept for the required time", Severity::high, true, true);
  info.clauses = {"PCI DSS 10.5.1", "NYDFS 500.06", "CMN 4.893 art. 3 par. 7 II", "SEC 17a-4(f)",
                  "DORA art. 12(7)"};
  info.identifiers = {"AWS Config cw-loggroup-retention-period-check", "Security Hub CloudWatch.16",
                      "Prowler cloudwatch_log_group_retention_policy_specific_days_enabled"};
  info.parameters = {{"min_retention", Kind::duration, "shortest retention allowed", true}};
  info.definition =
      "Passes when a log group never expires, or keeps records for at least min_retention, with a number of "
      "days that CloudWatch accepts. A "
      "flow that logs to no group fails. Exports of logs to S3 are not modelled.";
  info.source = "PCI DSS 4.0.1; Amazon CloudWatch Logs API reference, PutRetentionPolicy";
  rows.push_back(std::move(info));
}

}  // namespace

std::vector<ControlInfo> static_controls() {
  std::vector<ControlInfo> rows;
  add_static_access(rows);
  add_static_backup(rows);
  add_static_cost(rows);
  add_static_data_protection(rows);
  add_static_events(rows);
  add_static_recovery(rows);
  add_static_document_retention(rows);
  add_static_log_retention(rows);
  return rows;
}

}  // namespace garoa::compliance
