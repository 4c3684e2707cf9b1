// What one run found out, as plain values: no engine, no journal, no file behind them. The Collector
// (sim/collect) fills metrics, bottlenecks, backups, balances, meters and series; the run fills the rest
// (scenario, cost, compliance, assumptions, workload, performance).
//
// Units: every metric carries its own (from the metric table); names that end in `_s` are simulated seconds
// since the start, sizes are bytes, shares are 0 to 1. Everything but `performance`, `series` and `distributions` goes to
// result.json, which depends on nothing but the scenario, the seed and garoa's version; a field that nobody
// filled is written empty, never guessed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/batch_means.hpp"
#include "sim/core/meter_total.hpp"
#include "sim/core/statistics.hpp"
#include "sim/results/cost.hpp"
#include "sim/results/finding.hpp"
#include "sim/results/objective.hpp"

namespace garoa {

struct ScenarioInfo {
  std::string title;
  std::string file;
  std::string sha256;
  std::string region;
  std::string start;     // ISO 8601, local time of the scenario
  std::string timezone;  // IANA name
  double duration_s = 0;
  double warmup_s = 0;
  std::uint64_t seed = 0;
  std::uint32_t replications = 1;

  /// Its title, or the file where it has none.
  [[nodiscard]] const std::string& headline() const { return title.empty() ? file : title; }
};

/// What decided the result beside the scenario's text (its hash is in ScenarioInfo): equal provenance, equal bytes. No
/// path and no time are in it.
struct Provenance {
  struct File {
    std::string name;    // "ec2/ec2.yaml"
    std::string sha256;  // of its content
  };
  std::vector<std::string> overrides;  // "ebs.documents.iops=6000", in their order
  std::string overrides_sha256;        // empty without any
  std::vector<std::string> profiles;   // named on the command line instead of the scenario's
  std::vector<std::string> assumed;  // edges of figures: "low", "ebs.snapshot.load.rate=high", in their order
  std::vector<File> inputs;          // traces
  std::vector<File> models;          // model files that replaced built-in ones
};

struct Metric {
  std::string name;  // "flows.intake.upload.latency.p99"
  double value = 0;
  std::string unit;
  std::uint64_t n = 0;                            // observations behind it
  std::optional<std::pair<double, double>> ci95;  // over replications
  std::uint32_t replications = 0;                 // that have it, where it is not all of them
};

/// The observations behind a distribution's five metrics. Those of several runs can be merged.
struct Observed {
  std::string name;  // "flows.intake.upload.latency"
  std::string unit;
  Histogram histogram;
  MeanError mean_error = {};  // of one run, by batch means (sim/core/batch_means.hpp)
};

/// What a phase of a flow spent its time on. `resource` and `share` name the largest part of `parts`. `waited_s` is all
/// time because of a resource: `queueing_s` for others' work, a limit, spent credits or a refusal, the rest for service:
/// what the idle resource takes as well. Results of earlier versions do not tell: their `queueing_s` reads as 0.
struct Bottleneck {
  struct Part {
    std::string resource;
    double waited_s = 0;
    double queueing_s = 0;
    double share = 0;  // of the phase's waited_s
    [[nodiscard]] double service_s() const { return waited_s - queueing_s; }
  };
  std::string flow;   // "intake"
  std::string phase;  // "upload", "backup nightly"
  std::string resource;
  double share = 0;
  double waited_s = 0;    // of all resources, summed over requests
  double queueing_s = 0;  // of those
  std::vector<Part>
      parts;  // every resource with 1 % or more, and what holds the pools among them; largest first
  [[nodiscard]] double service_s() const { return waited_s - queueing_s; }
};

enum class BackupState { completed, partial, failed, expired, skipped, running };

/// "COMPLETED", "PARTIAL" (some files failed), "FAILED" (all did, or the run as such), "EXPIRED" (it did not
/// start or end in the time it was given), "SKIPPED" (the previous run was at work), "RUNNING" (at the end).
[[nodiscard]] std::string_view name_of(BackupState state);

/// One firing of a backup's schedule, also during warm-up.
struct BackupRun {
  std::string job;   // "nightly"
  std::string flow;  // "intake"
  BackupState state = BackupState::completed;
  double scheduled_s = 0;
  double started_s = 0;   // equals scheduled_s when skipped
  double ended_s = 0;     // the end of the simulation when running
  std::string scheduled;  // the same three as local times; empty without a calendar
  std::string started;
  std::string ended;
  std::optional<double> window_s;
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  std::uint64_t failed_files = 0;
  std::uint64_t left_files = 0;  // not reached; they wait for the next run
  std::uint32_t attempts = 1;
  std::string reason;  // why it failed or expired
  std::string
      bottleneck;  // what made it long: the resource that most of its time went to; empty if nothing waited
  /// What its time went to, in seconds by resource, the most first; parts below 1 % are left out. What files that are copied side by
  /// side wait for shares the time that all of them take.
  std::vector<std::pair<std::string, double>> parts;
  [[nodiscard]] double duration_s() const { return ended_s - started_s; }
  /// Did it end well with nothing to copy?
  [[nodiscard]] bool was_idle() const { return state == BackupState::completed && bytes == 0 && files == 0; }
  /// By how much it left its window; 0 without one.
  [[nodiscard]] double overrun_s() const;
};

/// A declared failure and what it cost. Requests count that failed between its start and its end, whatever for.
struct FailureRun {
  std::string target;  // "ebs.documents"
  std::string kind;    // "loss"
  double at_s = 0;
  std::optional<double> ended_s;  // empty: it lasted to the end
  std::string at;                 // local time; empty without a calendar
  std::uint64_t documents_lost = 0;
  std::uint64_t bytes_lost = 0;
  std::optional<double> achieved_rpo_s;  // age of the oldest lost document
  std::uint64_t uploads_rejected = 0;
  std::uint64_t uploads_retried = 0;
  std::uint64_t downloads_failed = 0;
};

/// A restore: a drill, or a flow's recovery. Times of the parts follow each other.
struct RestoreRun {
  std::string name;                                   // "drills.1", "flows.intake.recovery"
  std::string flow;                                   // "intake"
  std::string source;                                 // "backup.nightly"
  double began_s = 0;                                 // the loss, or the drill's start
  std::optional<double> ended_s;                      // empty: at work at the end
  std::string began;                                  // local time; empty without a calendar
  std::vector<std::pair<std::string, double>> parts;  // "transfer", seconds
  double first_document_s = 0;                        // after the beginning
  double wanted_documents_s = 0;
  std::uint64_t expected_files = 0;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::string bottleneck;
  [[nodiscard]] double duration_s() const { return ended_s.value_or(began_s) - began_s; }
  [[nodiscard]] double completeness() const {
    return expected_files == 0 ? 1 : static_cast<double>(files) / static_cast<double>(expected_files);
  }
};

/// Documents that a function lost, processed twice, or in the wrong order.
struct IncidentList {
  std::string flow;      // "intake"
  std::string function;  // "validate"
  std::string kind;      // "lost", "duplicated", "out_of_order"
  std::uint64_t count = 0;
  double first_at_s = 0;
  std::vector<std::uint64_t> ids;  // of the first 20
};

struct Compliance {
  std::vector<std::string> profiles;
  std::vector<std::string> replaced_profiles;  // of those, the ones whose text is not the built-in one
  std::vector<compliance::Finding> findings;
  bool only_new = false;      // gaps that were there in a baseline are left out
  bool sought_fixes = false;  // for each gap a setting was looked for that closes it
};

/// started = finished + failed + open, counted over the whole run. A balance that does not hold is a fault of
/// the simulator.
struct Balance {
  std::string name;  // "flows.intake uploads"
  std::uint64_t started = 0;
  std::uint64_t finished = 0;
  std::uint64_t failed = 0;
  std::uint64_t open = 0;
  [[nodiscard]] bool holds() const;
};

/// A figure in use that was not read in a named source, or on which reports disagree.
struct Assumption {
  std::string service;
  std::string name;
  std::string value;
  std::string basis;  // "D", "M" or "P"; "V" only with a range
  std::string source;
  std::string note;
  std::string low = {};      // the least that was reported; empty if there is no such edge
  std::string high = {};     // the most
  std::string assumed = {};  // "typical", "low" or "high" with a range, else empty
  [[nodiscard]] bool has_range() const { return !assumed.empty(); }
  [[nodiscard]] std::string path() const { return service + "." + name; }
};

/// What a result says otherwise when one assumption is at an edge of its range, as texts for people.
struct EdgeChange {
  std::string what;  // "D-RC-01 flows.intake", "bottleneck", "backup.nightly.duration.max"
  std::string from;
  std::string to;
};

/// A run at an edge of one assumption, everything else as in this result.
struct EdgeRun {
  std::string assumption;  // "ebs.snapshot.load.rate"
  std::string edge;        // "low" or "high"
  std::string value;       // "5 MiB/s"
  std::string failure;     // why there is nothing to compare with; empty when done
  std::vector<EdgeChange> changes;
};

/// What several runs with seeds of their own were joined from (sim/results/joined_runs.hpp).
struct Replications {
  struct Dead {
    std::uint32_t number = 0;
    std::uint64_t seed = 0;
    std::string why;
  };
  /// How far the interval of a metric is from the precision that was asked for.
  struct Precision {
    std::string metric;
    std::optional<double> half_width;  // over the value; nothing without an interval or with a value of 0
    std::optional<std::uint32_t> reached_at;  // replications
  };
  std::uint32_t n = 0;               // with a result
  std::vector<std::uint64_t> seeds;  // of those; empty in results from before they were told
  std::vector<Dead> dead;            // the first of those without one
  std::uint64_t dead_total = 0;
  std::optional<double> until_ci;    // half of the interval over the value
  std::vector<Precision> precision;  // empty without it
  std::vector<std::string> notes;    // what the replications are too few for, as sentences
};

/// A policy of the scenario that AWS does not document and that decides the answer.
struct Choice {
  std::string name;  // "lambda.validate.environments.choice"
  std::string value;
};

/// How bursty the generated arrivals are, for comparison with one's own traffic.
struct WorkloadFacts {
  std::string flow;    // "intake"
  std::string stream;  // "uploads", "downloads"
  std::uint64_t arrivals = 0;
  double interarrival_cov = 0;     // 1 for a Poisson process
  double index_of_dispersion = 0;  // of counts per `window_s`; 1 for a Poisson process
  double window_s = 60;
};

/// A time series under CloudWatch's own name. The value at time t is that statistic of the period that ends at t.
struct Series {
  struct Point {
    double time = 0;
    double value = 0;
  };
  std::string resource;
  std::string metric;     // "AWS/EBS VolumeQueueLength"
  std::string statistic;  // "Average"
  std::vector<Point> points;
};

/// What one resource used of a billed quantity over the whole run, in the meter's integer unit.
struct MeterReading {
  std::string resource;  // "ebs.documents"
  std::string meter;     // "ebs_gp3_byte_seconds"
  MeterTotal units = 0;
  std::string unit;  // "B s"
};

/// What depends on the machine; written to a file of its own.
struct Performance {
  std::uint64_t events = 0;
  double wall_seconds = 0;
  double uploads_per_second = 0;
  std::uint64_t peak_memory_kib = 0;
};

struct RunResult {
  std::string garoa_version;
  std::string garoa_build;  // build_hash(); empty in results from before it was there
  ScenarioInfo scenario;
  Provenance provenance;
  std::vector<Metric> metrics;          // by name
  std::vector<Observed> distributions;  // by name; not in result.json
  std::vector<Objective> objectives;    // in the scenario's order
  std::vector<Bottleneck> bottlenecks;  // by flow, then phase
  std::vector<BackupRun> backups;       // by scheduled time, then job
  std::uint64_t backups_unlisted = 0;   // further ones, which tell less (sim/collect/backup_runs.hpp)
  std::vector<FailureRun> failures;     // by their start
  std::vector<RestoreRun> restores;     // by their start
  std::vector<IncidentList> incidents;  // by flow, function, kind
  Invoice cost;
  Compliance compliance;
  std::vector<Balance> balances;
  std::vector<Choice> choices;
  std::vector<Assumption> assumptions;
  std::optional<std::vector<EdgeRun>> edges;  // in the order of the assumptions; nothing if none was run
  std::optional<Replications> replications;   // nothing for a single run
  std::vector<WorkloadFacts> workload;
  std::vector<MeterReading> meters;  // by resource, then meter
  std::vector<Series> series;        // by resource, metric, statistic
  std::uint64_t documents = 0;       // acknowledged over the whole run: the base of the cost per document
  Performance performance;

  [[nodiscard]] const Metric* find_metric(std::string_view name) const;
  [[nodiscard]] bool conserved() const;
};

}  // namespace garoa
