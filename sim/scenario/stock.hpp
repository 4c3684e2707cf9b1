// What has come together by the time a run begins that begins later than its scenario's start (`begin_after: 365 d`): "a year from now"
// is a week's run with that stock.
//
// Computed from the arrivals that are expected (`from` and `until`, office hours, growth, ends of months, holidays; a trace at its
// mean rate), the mean size of documents, and the scenario's own rules, day by day:
//   volumes     what the documents brought and what was there at the start, without what has left by `keep`; no more than the volume
//               holds. Clients want these documents too
//   buckets     what clients, file copies and functions put there, by the day on which it came; later objects of the same key
//               (`key.distinct`) have replaced it, the bucket's lifecycle has acted on it; replicas
//               What happened once at the scenario's start is over: copies of what a bucket held then (`replication.existing`), the
//               load and first read of a volume made from a snapshot
//   backups     what the last run before had not yet copied, and when it came, by the hour; snapshots with their retention, and
//               recovery points of buckets
//   log groups  what flows and functions wrote and the retention still keeps;  tables: items that have not expired, and what auto
//               scaling has provisioned (scaled_tables.hpp)
//   queues      messages that the reading function could not have worked on, and those that nobody reads, such as dead letters
//               (waiting_messages.hpp)
// So the run's storage, listings, backups and bill are those of a long run at that date, but for chance.
// Functions work on what reaches them straight, through topics and queues, or from other functions, once on a way.
// Not computed: backups that failed, left files out, or took so long that they were skipped (each copies at its instant), functions that are
// refused, time out or find no memory (`error_rate` counts), lost documents, keys that a trace names again, functions that call themselves on a
// circle; tokens and credits are full.
#pragma once

#include "sim/scenario/scenario.hpp"

namespace garoa {

/// Adds it to the scenario of the run. `origin` is the same scenario as of its start.
void add_stock(Scenario& scenario, const Scenario& origin);

/// To a run that begins with its scenario: when the data that is on volumes then may leave, by `keep`.
void add_leaving(Scenario& scenario);

}  // namespace garoa
