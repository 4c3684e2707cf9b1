// The dynamic controls, by id. Definitions say exactly what the monitors measure.
#include "models/compliance/control.hpp"

namespace garoa::compliance {
namespace {

using Kind = ParameterInfo::Kind;

ControlInfo dynamic_row(std::string_view id, std::string_view title, Severity severity, bool ec2_ebs_s3,
                        bool s3_lambda) {
  ControlInfo info;
  info.id = id;
  info.title = title;
  info.kind = ControlKind::dynamic;
  info.severity = severity;
  info.for_ec2_ebs_s3 = ec2_ebs_s3;
  info.for_s3_lambda = s3_lambda;
  info.source = "defined by this project; no scanner of a real account measures it";
  return info;
}

void add_dynamic_availability(std::vector<ControlInfo>& rows) {
  auto intake = dynamic_row("D-AV-02", "Uploads that clients gave up", Severity::high, true, true);
  intake.parameters = {
      {"max_share", Kind::number, "largest share of ended uploads that may be rejected", true}};
  intake.definition =
      "Share of ended uploads that were rejected rather than acknowledged. Uploads still open at the end "
      "count for neither.";
  rows.push_back(std::move(intake));

  auto lost = dynamic_row("D-AV-03", "Acknowledged documents that are lost", Severity::critical, true, true);
  lost.clauses = {"Circ. BCB 3.978 art. 67", "Lei 9.613 art. 10", "SEC 17a-4(a), (b)", "FINRA 4511(b)",
                  "DORA art. 12(7)",         "PCI DSS 10.3.3",    "CMN 4.893 art. 20"};
  lost.definition =
      "Documents that were acknowledged and that no store holds any more: after the loss of a volume, those "
      "that had no "
      "second copy. Not evaluated for a flow that no declared failure hits; the evidence gives how many "
      "acknowledged "
      "documents had one copy only at the worst moment and at the end.";
  rows.push_back(std::move(lost));
}

void add_dynamic_backup(std::vector<ControlInfo>& rows) {
  auto window = dynamic_row("D-BK-01", "Backup window overrun", Severity::medium, true, false);
  window.clauses = {"DORA art. 12(1)", "CMN 4.893 art. 3 par. 2 VII", "SEC 17a-4(f)(3)(v)"};
  window.identifiers = {"AWS Backup completion window"};
  window.parameters = {{"tolerance", Kind::duration, "overrun that is tolerated", true}};
  window.definition =
      "Overrun of a job is its end minus its scheduled time minus the declared window, at least 0; a job "
      "that still runs at the end of the "
      "run counts up to then. Fails when the largest overrun exceeds tolerance. Warns when less than the "
      "warning margin of the "
      "window was left. Without a declared window: not evaluated.";
  rows.push_back(std::move(window));

  auto missed = dynamic_row("D-BK-02", "Missed or partial backups", Severity::high, true, false);
  missed.clauses = {"DORA art. 12(1)", "CMN 4.893 art. 3 par. 2 VII", "SEC 17a-4(f)(3)(v)", "PCI DSS 10.3.3"};
  missed.identifiers = {"Backup Audit Manager BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK"};
  missed.parameters = {
      {"max_missed", Kind::number, "ticks that may be skipped or end with failed files", true}};
  missed.definition =
      "Ticks of the schedule that were skipped, or whose job ended with files that failed. Jobs that ended "
      "after their window are "
      "counted as late in the evidence. Ticks whose job still runs at the end are not counted.";
  rows.push_back(std::move(missed));

  auto overlap = dynamic_row("D-BK-03", "Overlapping backups", Severity::medium, true, false);
  overlap.clauses = {"DORA art. 12(1)", "CMN 4.893 art. 3 par. 2 VII"};
  overlap.parameters = {{"max_overlaps", Kind::number, "overlaps that are tolerated", true}};
  overlap.definition =
      "Times that a job of the flow fell due while one was still at work, and was skipped or ran beside it. "
      "Warns when jobs only had "
      "to wait for the one before.";
  rows.push_back(std::move(overlap));

  auto backlog = dynamic_row("D-BK-04", "The backup never catches up", Severity::high, true, false);
  backlog.clauses = {"DORA art. 12(1)", "CMN 4.893 art. 3 par. 2 VII"};
  backlog.parameters = {{"alpha", Kind::number, "significance of the trend test", true},
                        {"min_jobs", Kind::number, "fewest jobs for the trend test", true},
                        {"growth", Kind::number, "last backlog over the median of the first third", true}};
  backlog.definition =
      "rho is the mean rate of acknowledged bytes over the mean rate of backups at work. Fails when rho is 1 "
      "or more, or when the bytes pending at "
      "the start of jobs have an upward Mann-Kendall trend (two-sided p below alpha), a positive Theil-Sen "
      "slope and a last value above "
      "growth times the median of the first third. Fewer than min_jobs jobs and rho below 1: not evaluated.";
  backlog.source = "Mann 1945; Kendall 1975; Sen 1968";
  rows.push_back(std::move(backlog));
}

void add_dynamic_events(std::vector<ControlInfo>& rows) {
  auto lost = dynamic_row("D-EV-01", "Objects that were never processed", Severity::critical, false, true);
  lost.clauses = {"CMN 4.893 art. 3 par. 7 I", "DORA art. 12(7)", "PCI DSS 10.7.2", "SEC 17a-4(f)"};
  lost.identifiers = {"AWS Config lambda-dlq-check"};
  lost.parameters = {
      {"max_lost", Kind::number, "objects that may be lost", true},
      {"settle", Kind::duration, "objects younger than this at the end of the run may still be under way",
       true},
      {"dlq_max_age", Kind::duration, "longest time that an event may lie in the failure destination", true}};
  lost.definition =
      "Lost are events that were dropped without a failure destination, and objects that were created more "
      "than settle before the end of the run and "
      "for which no event came. Fails when more than max_lost are lost, or an event in the failure "
      "destination is older than "
      "dlq_max_age at the end (nobody takes events out of it). An event dropped after an attempt that had "
      "its effect counts as lost.";
  rows.push_back(std::move(lost));

  auto latency =
      dynamic_row("D-EV-02", "Processing latency and event-age headroom", Severity::medium, false, true);
  latency.clauses = {"PCI DSS 10.7.2"};
  latency.parameters = {
      {"p99", Kind::duration, "longest 99th percentile from the object's creation to the effect", true},
      {"min_headroom", Kind::number, "headroom below which it warns", true},
      {"max_event_age", Kind::duration, "event age at which Lambda drops an event", true}};
  latency.definition =
      "99th percentile of the time from the creation of an object to its first effect. Headroom is 1 minus "
      "the largest event age over "
      "max_event_age (AWS's default unless a profile sets another); below min_headroom it warns.";
  rows.push_back(std::move(latency));

  auto duplicates = dynamic_row("D-EV-03", "Duplicate effects", Severity::high, false, true);
  duplicates.clauses = {"DORA art. 12(7)"};
  duplicates.parameters = {
      {"max_duplicates", Kind::number, "effects beyond the first that may happen", true}};
  duplicates.definition =
      "Effects committed beyond the first of each document: from a duplicate delivery, or a retry after an "
      "attempt that had committed.";
  rows.push_back(std::move(duplicates));

  auto order = dynamic_row("D-EV-04", "Older versions that replace newer ones", Severity::high, false, true);
  order.clauses = {"DORA art. 12(7)"};
  order.parameters = {{"max_out_of_order", Kind::number, "effects out of order that may happen", true}};
  order.definition =
      "Effects of a version of an object committed after the effect of a newer version of the same key, by "
      "the same "
      "function. S3 promises no order of events; a handler that compares sequencers has none.";
  rows.push_back(std::move(order));

  auto recursion = dynamic_row("D-EV-05", "Recursive amplification", Severity::high, false, true);
  recursion.parameters = {
      {"max_depth", Kind::number, "runs of a function that its own run may lead to", true}};
  recursion.definition =
      "Invocations that the function's own writes or messages led to, by itself or through others. Fails "
      "when a chain of them is longer than max_depth. Lambda's loop guard ends some chains, after they have "
      "been paid for.";
  rows.push_back(std::move(recursion));
}

void add_dynamic_logs(std::vector<ControlInfo>& rows) {
  auto complete = dynamic_row("D-LG-01", "Audit log completeness", Severity::critical, true, true);
  complete.clauses = {"PCI DSS 10.2.1", "CMN 4.893 art. 3 par. 7 I", "SEC 17a-4(f)", "DORA art. 17"};
  complete.parameters = {
      {"min_completeness", Kind::number, "smallest share of records that must not be lost", true}};
  complete.definition =
      "1 minus lost over written records. Records still in a buffer at the end are not lost. A flow that "
      "logs to no group has a "
      "completeness of 0 as soon as it acknowledges an upload.";
  rows.push_back(std::move(complete));

  auto delay = dynamic_row("D-LG-02", "Log delay and silence", Severity::medium, true, true);
  delay.clauses = {"PCI DSS 10.3.3", "PCI DSS 10.7.2", "DORA art. 17"};
  delay.parameters = {
      {"max_p99", Kind::duration, "longest 99th percentile from operation to visible record", true},
      {"max_gap", Kind::duration, "longest silence while there is something to say", true}};
  delay.definition =
      "Delay is from an operation to the ingestion of its record. A silence begins with the first operation "
      "after an ingestion "
      "and ends with the next ingestion of the group, or the end of the run: idle time is no silence.";
  rows.push_back(std::move(delay));
}

void add_dynamic_notifications(std::vector<ControlInfo>& rows) {
  auto info = dynamic_row("D-NT-01", "Notification delay", Severity::low, false, true);
  info.clauses = {"DORA art. 17", "PCI DSS 12.10.5"};
  info.parameters = {{"p95", Kind::duration, "longest 95th percentile", true},
                     {"p99", Kind::duration, "longest 99th percentile", true}};
  info.definition =
      "Time from the commit of an effect to the arrival of its notification at the subscribers.";
  rows.push_back(std::move(info));

  auto lost = dynamic_row("D-NT-02", "Notifications lost", Severity::medium, false, true);
  lost.clauses = {"PCI DSS 12.10.5"};
  lost.identifiers = {"AWS Config sns-topic-message-delivery-notification-enabled"};
  lost.parameters = {{"max_lost", Kind::number, "most notifications that may be lost", true}};
  lost.definition =
      "Notifications that SNS gave up after its retries, or did not try to deliver to a disabled "
      "subscription, "
      "and that no dead-letter queue took.";
  rows.push_back(std::move(lost));
}

void add_dynamic_restore(std::vector<ControlInfo>& rows) {
  auto rto = dynamic_row("D-RC-04", "Achieved RTO of a simulated restore", Severity::high, true, false);
  rto.clauses = {"DORA art. 12(6)", "CMN 4.893 art. 20"};
  rto.identifiers = {"AWS Config ebs-meets-restore-time-target",
                     "Backup Audit Manager RESTORE_TIME_FOR_RESOURCES_MEET_TARGET"};
  rto.parameters = {{"rto", Kind::duration, "recovery time objective", false}};
  rto.definition =
      "Time from the loss, or from the drill's start, to the last document on the volume (verification "
      "included): the longest "
      "restore of the run counts. The evidence gives the time to the first document, and to the share of "
      "documents that "
      "clients want. A restore still at work at the end counts up to then.\n"
      "The RTO: a profile's value that was read in its source (basis V) and the scenario's policy.rto: the "
      "stricter one. Any "
      "other value of a profile holds only where policy.rto is absent. Without either, or without a drill or "
      "recovery: not "
      "evaluated.";
  rows.push_back(std::move(rto));

  auto complete = dynamic_row("D-RC-05", "Completeness of restores", Severity::critical, true, false);
  complete.clauses = {"DORA art. 12(7)", "CMN 4.474"};
  complete.parameters = {{"min_completeness", Kind::number,
                          "smallest share of documents with a copy that must come back", true}};
  complete.definition =
      "Documents that restores brought back over those that had a copy when the restore began. Documents do "
      "not change and are "
      "not deleted, so no checksum can differ and nothing deleted can come back.";
  rows.push_back(std::move(complete));
}

void add_dynamic_recovery(std::vector<ControlInfo>& rows) {
  auto rpo = dynamic_row("D-RC-01", "Achieved RPO: age of the oldest unprotected document", Severity::high,
                         true, true);
  rpo.clauses = {"DORA art. 12(6)", "CMN 4.893 art. 20", "SEC 17a-4(f)(3)(v)", "PCI DSS 10.3.3"};
  rpo.identifiers = {"AWS Config ebs-last-backup-recovery-point-created",
                     "AWS Config s3-last-backup-recovery-point-created",
                     "Backup Audit Manager BACKUP_LAST_RECOVERY_POINT_CREATED"};
  rpo.parameters = {
      {"rpo", Kind::duration, "recovery point objective", false},
      {"recovery_point_age", Kind::flag, "limit the age G of the last recovery point instead of E", true}};
  rpo.definition =
      "A document is unprotected from its acknowledgement until a recoverable second copy exists. E(t) is "
      "the age of the oldest unprotected "
      "document, 0 if there is none; the control fails when its supremum after the warm-up exceeds the RPO. "
      "Percentiles of E are weighted by time. G(t) is the "
      "time since the start of the last job that ended without failed files; it grows in quiet systems where "
      "E is 0.\n"
      "The RPO: a profile's value that was read in its source (basis V) and the scenario's policy.rpo: the "
      "stricter one. Any other value of "
      "a profile holds only where policy.rpo is absent. Without either: not evaluated.\n"
      "Protection, set by the profile: object (the copy of the document exists; in s3-lambda the object "
      "itself, which S3 stores in several zones), job "
      "(a job without failed files that carried it has ended), isolated (a copy in another account: of the "
      "backup's snapshot, or the replica of the bucket; without one: not evaluated).";
  rows.push_back(std::move(rpo));

  auto risk = dynamic_row("D-RC-02", "Bytes and documents at risk", Severity::medium, true, true);
  risk.clauses = {"DORA art. 12(1)", "CMN 4.893 art. 20"};
  risk.parameters = {{"max_bytes", Kind::bytes, "most bytes that may be unprotected at a time", false}};
  risk.definition =
      "Largest sum of the sizes of unprotected documents after the warm-up, with its time average and 99th "
      "percentile by time. Without a "
      "limit it informs and is not evaluated.";
  rows.push_back(std::move(risk));
}

}  // namespace

std::vector<ControlInfo> dynamic_controls() {
  std::vector<ControlInfo> rows;
  add_dynamic_availability(rows);
  add_dynamic_backup(rows);
  add_dynamic_events(rows);
  add_dynamic_logs(rows);
  add_dynamic_notifications(rows);
  add_dynamic_recovery(rows);
  add_dynamic_restore(rows);
  return rows;
}

}  // namespace garoa::compliance
