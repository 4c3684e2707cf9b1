#include "sim/collect/replay_recorder.hpp"

#include <algorithm>

#include "sim/core/language.hpp"

namespace garoa {
namespace {

/// What is counted, as a replay names it.
constexpr std::string_view uploads_open = msgid("uploads under way");
constexpr std::string_view uploads_refused = msgid("uploads refused");
constexpr std::string_view downloads_open = msgid("downloads under way");
constexpr std::string_view failed_downloads = msgid("downloads failed");
constexpr std::string_view turned_away = msgid("requests turned away");
constexpr std::string_view events_open = msgid("events not yet done");
constexpr std::string_view environments_used = msgid("environments in use");
constexpr std::string_view environments_alive = msgid("environments alive");
constexpr std::string_view workers_busy = msgid("workers busy");
constexpr std::string_view workers_wanted = msgid("requests waiting for a worker");
constexpr std::string_view runs_open = msgid("runs under way");

auto track_key_of(const Document& document) {
  return std::tuple{NameId{document.flow}, document.id, false};
}

std::string_view word_for(events::InvocationOutcome outcome) {
  using Outcome = events::InvocationOutcome;
  if (outcome == Outcome::success) return "";
  if (events::is_timeout(outcome)) return "timeout";
  if (outcome == Outcome::out_of_memory) return "out of memory";
  return outcome == Outcome::tmp_full ? "no space in /tmp" : "error";
}

}  // namespace

ReplayRecorder::ReplayRecorder(Journal& journal, const ReplayWindow& window) : journal_{journal} {
  replay_.window = window;
  observe_uploads(journal);
  observe_downloads(journal);
  observe_functions(journal);
  observe_effects(journal);
  observe_jobs(journal);
  journal.on<events::LevelSampled>([this](const events::LevelSampled& event) {
    if (event.time > replay_.window.to()) return;
    auto& [resource, metric, points, full] = reported_[{event.resource, event.metric}];
    full = event.full;
    if (event.time <= replay_.window.from) points.clear();
    points.emplace_back(event.time, event.value);
  });
  journal.on<events::RunFinished>([this](const events::RunFinished&) { finish(); });
}

void ReplayRecorder::observe_uploads(Journal& journal) {
  journal.on<events::UploadStarted>([this](const events::UploadStarted& event) {
    change(event.time, event.document.flow, uploads_open, 1);
    begin(event.time, track_key_of(event.document));
  });
  journal.on<events::UploadAcknowledged>([this](const events::UploadAcknowledged& event) {
    change(event.time, event.document.flow, uploads_open, -1);
    step(event.time, track_key_of(event.document), "acknowledged", event.document.flow);
    const auto found = tracks_.find(track_key_of(event.document));
    // Else a function still has to do with it.
    if (found != tracks_.end() && found->second.traveller.steps.size() <= 2)
      end(event.time, track_key_of(event.document), false);
  });
  journal.on<events::UploadRejected>([this](const events::UploadRejected& event) {
    change(event.time, event.document.flow, uploads_open, -1);
    count(event.time, event.document.flow, uploads_refused);
    step(event.time, track_key_of(event.document), "refused", event.document.flow, name_of(event.reason));
    end(event.time, track_key_of(event.document), true);
  });
  journal.on<events::UploadRetried>([this](const events::UploadRetried& event) {
    step(event.time, track_key_of(event.document), "tried again", event.document.flow, name_of(event.reason));
  });
}

void ReplayRecorder::observe_downloads(Journal& journal) {
  journal.on<events::DownloadStarted>([this](const events::DownloadStarted& event) {
    change(event.time, event.flow, downloads_open, 1);
    begin(event.time, {event.flow, event.request, true});
  });
  journal.on<events::DownloadFinished>([this](const events::DownloadFinished& event) {
    change(event.time, event.flow, downloads_open, -1);
    step(event.time, {event.flow, event.request, true}, "finished", event.flow);
    end(event.time, {event.flow, event.request, true}, false);
  });
  journal.on<events::DownloadFailed>([this](const events::DownloadFailed& event) {
    change(event.time, event.flow, downloads_open, -1);
    count(event.time, event.flow, failed_downloads);
    step(event.time, {event.flow, event.request, true}, "refused", event.flow, name_of(event.reason));
    end(event.time, {event.flow, event.request, true}, true);
  });
}

void ReplayRecorder::observe_functions(Journal& journal) {
  journal.on<events::ObjectCreated>([this](const events::ObjectCreated& event) {
    if (event.by_client) step(event.time, track_key_of(event.document), "stored", event.bucket);
  });
  journal.on<events::EventQueued>([this](const events::EventQueued& event) {
    change(event.time, event.function, events_open, 1);
    step(event.time, track_key_of(event.document), "queued", event.function);
  });
  journal.on<events::CallAdmitted>([this](const events::CallAdmitted& event) {
    step(event.time, track_key_of(event.document), "called", event.function);
  });
  journal.on<events::EventHandled>([this](const events::EventHandled& event) {
    change(event.time, event.function, events_open, -1);
    step(event.time, track_key_of(event.document), "handled", event.function);
  });
  journal.on<events::InvocationStarted>([this](const events::InvocationStarted& event) {
    step(event.time, track_key_of(event.document), "runs", event.function, event.cold ? "cold start" : "");
  });
  journal.on<events::InvocationFinished>([this](const events::InvocationFinished& event) {
    step(event.time, track_key_of(event.document), "ran", event.function, word_for(event.outcome));
  });
  journal.on<events::ConcurrencyChanged>([this](const events::ConcurrencyChanged& event) {
    level(event.time, event.function, environments_used) = event.running;
    level(event.time, event.function, environments_alive) = event.alive;
  });
  journal.on<events::DocumentDropped>([this](const events::DocumentDropped& event) {
    change(event.time, event.function, events_open, -1);
    step(event.time, track_key_of(event.document), "dropped", event.function, name_of(event.reason));
    end(event.time, track_key_of(event.document), true);
  });
}

void ReplayRecorder::observe_effects(Journal& journal) {
  journal.on<events::DocumentProcessed>([this](const events::DocumentProcessed& event) {
    step(event.time, track_key_of(event.document), "processed", event.function);
    end(event.time, track_key_of(event.document), false);
  });
  journal.on<events::DocumentSuperseded>([this](const events::DocumentSuperseded& event) {
    step(event.time, track_key_of(event.document), "superseded", event.function);
    end(event.time, track_key_of(event.document), false);
  });
  journal.on<events::WorkersChanged>([this](const events::WorkersChanged& event) {
    level(event.time, event.instance, workers_busy) = static_cast<double>(event.busy);
    level(event.time, event.instance, workers_wanted) = static_cast<double>(event.waiting);
  });
  journal.on<events::Throttled>([this](const events::Throttled& event) {
    count(event.time, event.resource, turned_away);
    step(event.time, track_key_of(event.document), "turned away", event.resource,
         event.reason ? name_of(*event.reason) : std::string_view{});
  });
  journal.on<events::CallFinished>([this](const events::CallFinished& event) {
    step(event.time, track_key_of(event.document), "answered", event.callee, event.succeeded ? "" : "failed");
  });
  journal.on<events::Notified>([this](const events::Notified& event) {
    step(event.time, track_key_of(event.document), "notified", event.topic);
  });
  journal.on<events::DocumentProtected>([this](const events::DocumentProtected& event) {
    if (event.job) step(event.time, track_key_of(event.document), "protected", *event.job);
  });
}

void ReplayRecorder::observe_jobs(Journal& journal) {
  journal.on<events::BackupStarted>(
      [this](const events::BackupStarted& event) { change(event.time, event.job, runs_open, 1); });
  journal.on<events::BackupFinished>([this](const events::BackupFinished& event) {
    // One that expired may never have started.
    auto& open = level(event.time, event.job, runs_open);
    open = std::max(0.0, open - 1);
  });
  journal.on<events::RestoreStarted>(
      [this](const events::RestoreStarted& event) { change(event.time, event.restore, runs_open, 1); });
  journal.on<events::RestoreFinished>(
      [this](const events::RestoreFinished& event) { change(event.time, event.restore, runs_open, -1); });
}

void ReplayRecorder::advance(double time) {
  while (next_tick_ <= Replay::ticks && replay_.tick(next_tick_) < time) {
    for (auto& [name, level] : levels_) level.values.push_back(level.now);
    ++next_tick_;
  }
}

double& ReplayRecorder::level(double time, NameId resource, std::string_view what) {
  advance(time);
  auto& level = levels_[{resource, std::string{what}}];
  level.values.resize(next_tick_);
  return level.now;
}

void ReplayRecorder::count(double time, NameId resource, std::string_view what) {
  auto& counted = level(time, resource, what);
  if (is_inside(time)) ++counted;
}

void ReplayRecorder::begin(double time, const Key& key) {
  if (!is_inside(time)) return;
  const auto place = replay_.began++;
  const bool sampled = place % replay_.stride == 0;
  if (!sampled && tracks_.size() >= most_open) return;
  const auto& [flow, number, download] = key;
  tracks_[key] = {place, true, {journal_.name(flow), number, download, false, {}}};
  step(time, key, "started", flow);
  if (sampled && ++sampled_ > Replay::most_sampled) thin_out();
}

void ReplayRecorder::step(double time, const Key& key, const char* what, NameId at, std::string_view why) {
  if (!is_inside(time)) return;
  const auto found = tracks_.find(key);
  if (found == tracks_.end()) return;
  auto& steps = found->second.traveller.steps;
  if (steps.size() < Replay::most_steps) steps.push_back({time, what, journal_.name(at), std::string{why}});
}

void ReplayRecorder::end(double time, const Key& key, bool failed) {
  if (!is_inside(time)) return;
  const auto found = tracks_.find(key);
  if (found == tracks_.end()) return;
  auto& track = found->second;
  const bool fails_now = failed && !track.traveller.failed;
  track.open = false;
  track.traveller.failed = track.traveller.failed || failed;
  if (!is_sampled(track) && !(fails_now ? keeps_failed() : track.traveller.failed)) tracks_.erase(found);
}

/// Is there room for one more that failed, beside the sample?
bool ReplayRecorder::keeps_failed() {
  if (kept_failed_ >= Replay::most_failed) return false;
  ++kept_failed_;
  return true;
}

/// Takes every other one of the sample.
void ReplayRecorder::thin_out() {
  replay_.stride *= 2;
  sampled_ = 0;
  for (auto it = tracks_.begin(); it != tracks_.end();) {
    const auto& track = it->second;
    const bool was_sampled = track.place % (replay_.stride / 2) == 0;
    const bool stays =
        is_sampled(track) || track.open || (track.traveller.failed && (!was_sampled || keeps_failed()));
    sampled_ += is_sampled(track) ? 1 : 0;
    it = stays ? std::next(it) : tracks_.erase(it);
  }
}

void ReplayRecorder::finish() {
  advance(replay_.window.to() + replay_.window.length);
  for (auto& [name, level] : levels_)
    replay_.levels.push_back({journal_.name(name.first), name.second, std::move(level.values)});
  for (auto& [name, reported] : reported_)
    replay_.reported.push_back(
        {journal_.name(name.first), journal_.name(name.second), std::move(reported.points), reported.full});
  std::vector<const Track*> kept;
  for (const auto& [key, track] : tracks_) {
    if (is_sampled(track) || track.traveller.failed) kept.push_back(&track);
  }
  std::sort(kept.begin(), kept.end(), [](const auto* a, const auto* b) { return a->place < b->place; });
  for (const auto* const track : kept) replay_.travellers.push_back(track->traveller);
  tracks_.clear();
}

}  // namespace garoa
