#include "sim/collect/restore_runs.hpp"

#include <algorithm>
#include <map>

#include "sim/collect/short_name.hpp"

namespace garoa {

RestoreRuns::RestoreRuns(Journal& journal, WaitShares& waits) : journal_{journal}, waits_{waits} {
  journal.on<events::RestoreStarted>([this](const auto& event) { observe(event); });
  journal.on<events::RestoreFinished>([this](const auto& event) { observe(event); });
}

void RestoreRuns::observe(const events::RestoreStarted& event) {
  Run run{event.restore, {}};
  run.figures.name = journal_.name(event.restore);
  run.figures.flow = short_name(journal_.name(event.flow));
  run.figures.source = journal_.name(event.source);
  run.figures.began_s = event.time;
  run.figures.expected_files = event.files;
  waits_.begin_stretch(event.flow, journal_.intern("restore " + run.figures.name), event.time);
  runs_.push_back(std::move(run));
}

void RestoreRuns::observe(const events::RestoreFinished& event) {
  const auto run =
      std::find_if(runs_.rbegin(), runs_.rend(), [&](const Run& r) { return r.restore == event.restore; });
  if (run == runs_.rend()) return;
  auto& figures = run->figures;
  figures.ended_s = event.time;
  figures.parts = {{"detect", event.seconds.detect},     {"provision", event.seconds.provision},
                   {"list", event.seconds.list},         {"thaw", event.seconds.thaw},
                   {"transfer", event.seconds.transfer}, {"write", event.seconds.write},
                   {"verify", event.seconds.verify}};
  if (event.seconds.start > 0 || event.seconds.switch_over > 0) {
    figures.parts.emplace_back("start", event.seconds.start);
    figures.parts.emplace_back("switch", event.seconds.switch_over);
  }
  if (event.seconds.again > 0) figures.parts.emplace_back("again", event.seconds.again);
  figures.first_document_s = event.first;
  figures.wanted_documents_s = event.share;
  figures.files = event.restored;
  figures.bytes = event.bytes;
  const auto phase = journal_.intern("restore " + figures.name);
  if (const auto spent = waits_.end_stretch(event.flow, phase, event.time); !spent.empty())
    figures.bottleneck = spent.front().first;
}

void RestoreRuns::add_metrics(MetricList& metrics) const {
  std::map<std::string, const RestoreRun*> worst;
  for (const auto& run : runs_) {
    if (!run.figures.ended_s) continue;
    auto& known = worst[run.figures.name];
    if (known == nullptr || run.figures.duration_s() > known->duration_s()) known = &run.figures;
  }
  for (const auto& [name, run] : worst) {
    const auto put = [&](const char* measure, double value) {
      metrics.add(name + "." + measure, value, run->files);
    };
    put("duration", run->duration_s());
    for (const auto& [part, seconds] : run->parts) metrics.add(name + "." + part, seconds, run->files);
    put("first_document", run->first_document_s);
    put("wanted_documents", run->wanted_documents_s);
    put("completeness", run->completeness());
    put("bytes", static_cast<double>(run->bytes));
    metrics.add_count(name + ".files", run->files);
  }
}

std::vector<RestoreRun> RestoreRuns::runs(const std::function<std::string(double)>& local_time) const {
  std::vector<RestoreRun> all;
  for (const auto& run : runs_) {
    all.push_back(run.figures);
    if (local_time) all.back().began = local_time(run.figures.began_s);
  }
  return all;
}

}  // namespace garoa
