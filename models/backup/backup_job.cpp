#include "models/backup/backup_job.hpp"
#include "sim/core/long_queue.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace garoa {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

events::BackupOutcome outcome_of(std::optional<Reason> failure, std::uint64_t files,
                                 std::uint64_t failed_files) {
  using events::BackupOutcome;
  if (failure == Reason::start_window || failure == Reason::complete_window) return BackupOutcome::expired;
  if (failure) return BackupOutcome::failed;
  if (failed_files == 0) return BackupOutcome::completed;
  return files > 0 ? BackupOutcome::partial : BackupOutcome::failed;
}

}  // namespace

BackupJob::BackupJob(const Run& run, BackupSettings settings, NameId flow)
    : run_{run},
      settings_{std::move(settings)},
      flow_{run.journal.flow(run.journal.name(flow))},
      name_{run.journal.intern(fmt::format("backup.{}", settings_.name))},
      phase_{run.journal.intern(fmt::format("backup {}", settings_.name))},
      turns_{run.simulator, settings_.overlap == OverlapPolicy::parallel ? ServerPool::unlimited : 1},
      sources_{{flow_, {}}} {}

void BackupJob::protect(FlowId flow, Protected told) {
  auto place = place_of(flow);
  if (sources_[place].flow != flow) {
    place = static_cast<std::uint8_t>(sources_.size());
    sources_.push_back({flow, {}});
  }
  sources_[place].told = std::move(told);
}

std::uint8_t BackupJob::place_of(FlowId flow) const {
  for (std::size_t place = 0; place < sources_.size(); ++place) {
    if (sources_[place].flow == flow) return static_cast<std::uint8_t>(place);
  }
  return 0;
}

void BackupJob::waited(NameId resource, double seconds, double queueing) const {
  run_.journal.report(events::Waited{run_.now(), flow_, phase_, resource, seconds, queueing});
}

void BackupJob::went_on() const {
  run_.journal.report(events::BackupWentOn{run_.now(), name_, flow_});
}

void BackupJob::report_protected(const WaitingFile& file,
                                 const std::optional<events::ObjectId>& object) const {
  const auto document = document_of(file);
  const auto& told = sources_[file.source()].told;
  const events::DocumentProtected copy{run_.now(), document, file.acknowledged(), object, name_};
  if (told && !told(document, file.acknowledged())) {
    run_.journal.report(events::DocumentCopiedAgain{copy});
  } else {
    run_.journal.report(copy);
  }
}

LongQueue<WaitingFile> BackupJob::take_back(FlowId of) {
  LongQueue<WaitingFile> back;
  erase_if(coming_back_, [&, source = place_of(of)](const WaitingFile& file) {
    if (file.source() != source) return false;
    back.push_back(file);
    return true;
  });
  return back;
}

double BackupJob::next_run_from(double time) const {
  return settings_.schedule->next_from(time).value_or(std::numeric_limits<double>::infinity());
}

Process BackupJob::follow_schedule(double end) {
  for (auto tick = settings_.schedule->next_after(0); tick && *tick < end;
       tick = settings_.schedule->next_after(*tick)) {
    co_await run_.simulator.wait_until(*tick);
    co_await run_.simulator.wait_until(*tick);  // after all else that is due then
    if (open_ > 0 && settings_.overlap == OverlapPolicy::skip) {
      run_.journal.report(events::BackupSkipped{run_.now(), name_, flow_});
    } else if (open_ > 0 && settings_.overlap == OverlapPolicy::fail) {
      this->end({.scheduled = *tick, .started = *tick, .failure = Reason::overlap});
    } else {
      run_.simulator.start(take_turn(*tick));
    }
  }
}

/// One that expires leaves its place in line when that comes.
Process BackupJob::take_turn(double scheduled) {
  ++open_;
  run_.journal.report(events::BackupDue{run_.now(), name_, flow_});
  const auto turn = std::make_shared<Turn>(Turn::waiting);
  if (settings_.start_window) run_.simulator.start(expire(scheduled, turn));
  const auto place = co_await turns_.enter();
  const double wait = *turn == Turn::expired ? 0 : start_delay(scheduled);
  if (wait > 0) co_await run_.simulator.delay(wait);
  std::optional<ServerPool::Place> worker;
  if (agent_ != nullptr && *turn != Turn::expired) {
    worker.emplace(co_await agent_->workers().enter());
    if (*turn != Turn::expired) waited(agent_->name(), worker->waited(), worker->waited());
  }
  if (*turn == Turn::expired) co_return;
  *turn = Turn::begun;
  co_await work_on(scheduled);
  --open_;
}

Process BackupJob::expire(double scheduled, std::shared_ptr<Turn> turn) {
  co_await run_.simulator.wait_until(scheduled + settings_.start_window->count());
  if (*turn == Turn::begun) co_return;
  *turn = Turn::expired;
  --open_;
  end({.scheduled = scheduled,
       .started = run_.now(),
       .left_files = pending().files,
       .failure = Reason::start_window});
}

Task<> BackupJob::work_on(double scheduled) {
  const auto found = pending();
  Work work{.scheduled = scheduled, .started = run_.now(), .deadline = never, .attempts = 1};
  if (settings_.complete_window) work.deadline = scheduled + settings_.complete_window->count();
  run_.journal.report(events::BackupStarted{work.started, name_, flow_, scheduled, found.bytes, found.files});
  co_await attempt(work);
  while (tries_again(work)) {
    went_on();
    co_await run_.simulator.delay(settings_.retry_delay.count());
    went_on();
    ++work.attempts;
    work.failed_files = 0;
    work.left_files = 0;
    work.failure = {};
    co_await attempt(work);
  }
  if (cancelled(work)) work.failure = Reason::complete_window;
  end(work);
}

bool BackupJob::tries_again(const Work& work) const {
  const bool failed = work.failed_files > 0 || work.failure;
  return failed && work.attempts <= settings_.retries &&
         run_.now() + settings_.retry_delay.count() < work.deadline;
}

void BackupJob::end(const Work& work) const {
  const double window = settings_.window ? settings_.window->count() : never;
  run_.journal.report(events::BackupFinished{run_.now(), name_, flow_, work.scheduled, work.started, window,
                                             work.bytes, work.files, work.failed_files,
                                             outcome_of(work.failure, work.files, work.failed_files),
                                             work.failure, work.attempts, work.left_files});
}

}  // namespace garoa
