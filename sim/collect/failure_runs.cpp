#include "sim/collect/failure_runs.hpp"

#include <algorithm>

namespace garoa {

FailureRuns::FailureRuns(Journal& journal) : journal_{journal} {
  journal.on<events::FailureStarted>([this](const events::FailureStarted& event) {
    Run run{event.failure, {event.flows.begin(), event.flows.end()}, {}};
    run.figures.target = journal_.name(event.target);
    run.figures.kind = event.kind;
    run.figures.at_s = event.time;
    runs_.push_back(std::move(run));
  });
  journal.on<events::FailureEnded>([this](const events::FailureEnded& event) {
    for (auto& run : runs_) {
      if (run.failure == event.failure) run.figures.ended_s = event.time;
    }
  });
  journal.on<events::DocumentsLost>([this](const auto& event) { observe(event); });
  journal.on<events::UploadRejected>(
      [this](const auto& event) { count(event.document.flow, &FailureRun::uploads_rejected); });
  journal.on<events::UploadRetried>(
      [this](const auto& event) { count(event.document.flow, &FailureRun::uploads_retried); });
  journal.on<events::DownloadFailed>(
      [this](const auto& event) { count(event.flow, &FailureRun::downloads_failed); });
}

bool FailureRuns::Run::hits(NameId flow) const {
  return std::find(flows.begin(), flows.end(), flow) != flows.end();
}

void FailureRuns::observe(const events::DocumentsLost& event) {
  const auto run =
      std::find_if(runs_.rbegin(), runs_.rend(), [&](const Run& r) { return r.hits(event.flow); });
  if (run == runs_.rend()) return;
  run->figures.documents_lost += event.documents;
  run->figures.bytes_lost += event.bytes;
  run->figures.achieved_rpo_s = std::max(run->figures.achieved_rpo_s.value_or(0), event.age());
}

void FailureRuns::count(NameId flow, std::uint64_t FailureRun::*what) {
  for (auto& run : runs_) {
    if (!run.figures.ended_s && run.hits(flow)) ++(run.figures.*what);
  }
}

std::vector<FailureRun> FailureRuns::runs(const std::function<std::string(double)>& local_time) const {
  std::vector<FailureRun> all;
  for (const auto& run : runs_) {
    all.push_back(run.figures);
    if (local_time) all.back().at = local_time(run.figures.at_s);
  }
  return all;
}

}  // namespace garoa
