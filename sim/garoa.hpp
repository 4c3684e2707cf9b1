// garoa as a library: what other programs include, as <garoa/garoa.hpp>. Everything else is internal and may change.
//
//   #include <garoa/garoa.hpp>
//
//   garoa::Diagnostics faults;
//   const garoa::ModelFiles models{"", faults};
//   const auto scenario = garoa::load_scenario("base.yaml", {}, models, faults);
//   if (!scenario) return complain(faults.text());
//   const auto outcome = garoa::run_apart({*scenario});
//   if (!outcome.result) return complain(outcome.message);
//   const auto* p99 = outcome.result->find_metric("flows.intake.upload.latency.p99");
//   if (p99 != nullptr) use(p99->value, p99->unit);
//
// Load. load_scenario() gives a complete Scenario: nothing is read after. `Overrides` are what `--set`, `--seed`,
//   `--assume` and `--profile` are on the command line; ModelFiles are the built-in figures, with those of a folder laid over them ("" for none).
//   Faults of the user are collected in the Diagnostics, each with `file:line:col`; there is no scenario then.
// Run. run_apart() simulates in a child process, within limits of time and memory if they are given, as often as one likes; it
//   does not throw for what happens there: the outcome has a state, and a result or a message. run_here() simulates in this
//   process and throws SimulatorFault, Interrupted or EngineTaken: a process can simulate EC2 instances once. Both give the same
//   result, byte for byte, and it depends on the scenario, the seed and garoa's version only. A callback hears of the progress
//   and can stop the run. run_at_edges() also runs each figure in use that has a range at its edges, and tells which decide.
//   run_replications() runs a scenario several times with seeds of their own and joins the results, with intervals.
//   compare_scenarios() does so with several scenarios and the same seeds, and tells what differs. run_points() runs the points
//   of a sweep, as read_sweep_plan() reads it, each in a child process that hands its result to a function of the caller's.
// Read a result. RunResult is plain values: metrics by name, backups, failures, restores, the bill, findings, assumptions.
//   Every metric carries its unit: times are seconds, sizes bytes, shares 0 to 1; money is in USD. What was not
//   measured is not there (find_metric() gives nullptr). `garoa list metrics` names all of them. result_json() and
//   read_result() write and read `result.json`; result_text() and metrics_csv() are what the program prints and writes.
//
// The library never prints, exits or aborts. Not thread-safe: one run at a time in a process; run_apart() from a program with
// threads forks only the calling one.
#pragma once

#include "sim/core/diagnostics.hpp"
#include "sim/core/model_files.hpp"
#include "sim/render/csv.hpp"
#include "sim/render/table.hpp"
#include "sim/results/result.hpp"
#include "sim/results/result_json.hpp"
#include "sim/run/compare.hpp"
#include "sim/run/replicate.hpp"
#include "sim/run/run.hpp"
#include "sim/run/run_at_edges.hpp"
#include "sim/run/sweep.hpp"
#include "sim/scenario/load.hpp"
