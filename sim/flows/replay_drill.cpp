#include "sim/flows/replay_drill.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

/// Far from the numbers of links, so that a drill's luck is none of the flow's own nor of another drill's.
std::uint32_t number_of(const Stream& drill) {
  constexpr double numbers = 1e9;
  return static_cast<std::uint32_t>(numbers * (1 + drill.uniform(Entity::nth(0))));
}

}  // namespace

ReplayDrill::ReplayDrill(const Run& run, const DrillSettings& drill, const Parts& parts, Names names)
    : Restore{run, drill.restore, std::move(names)},
      how_{drill.replay},
      at_{drill.at.count()},
      parts_{parts},
      client_{run, S3Client::Setup{.path = this->names().path,
                                   .tool = drill.restore.tool,
                                   .connections = drill.restore.connections}},
      at_once_{run.simulator, how_.invocations},
      retries_{run, how_.retries, this->names().path},
      chance_{run.stream(this->names().path + ".part")},
      rehearsal_{number_of(run.stream(this->names().path + ".rehearsal"))},
      start_up_name_{run.journal.intern(this->names().path + ".start_up")} {
  run.journal.on<events::ObjectCreated>([this](const events::ObjectCreated& event) {
    const bool wanted = event.by_client && event.bucket == parts_.bucket.names().self && event.time <= at_;
    if (wanted) stored_.push_back({event.document, event.time});
    while (how_.window && !stored_.empty() && stored_.front().created < event.time - how_.window->count())
      stored_.pop_front();
  });
}

std::optional<Restore::Wanted> ReplayDrill::choose() {
  Wanted wanted{};
  for (const auto& stored : stored_) {
    const bool in_window = !how_.window || stored.created >= run().now() - how_.window->count();
    const bool chosen = how_.part >= 1 || chance_.uniform(stored.document.entity()) < how_.part;
    if (!in_window || !chosen || !parts_.bucket.is_there(stored.created)) continue;
    chosen_.push_back(stored);
    ++wanted.files;
    wanted.bytes += stored.document.bytes;
  }
  stored_.clear();
  return wanted;
}

Task<> ReplayDrill::copy_all() {
  double since = run().now();
  if (const double start_up = settings().tool.start.count(); start_up > 0) {
    co_await run().simulator.delay(start_up);
    waited(start_up_name_, start_up, 0);
  }
  const bool listed = co_await client_.list(parts_.bucket, flow(), phase(), true);
  report().seconds.list = run().now() - since;
  since = run().now();
  if (listed) co_await call_all();
  report().seconds.transfer = run().now() - since;
  report().restored = back_;
  report().bytes = bytes_back_;
  report().missing = std::span{first_missing_}.first(std::min(missing_, first_missing_.size()));
  report().are_documents = true;
}

Task<> ReplayDrill::call_all() {
  for (const auto& stored : chosen_) {
    auto place = co_await at_once_.enter();
    run().simulator.start(replay(std::move(place), stored));
  }
  std::vector<ServerPool::Place> all;
  for (std::uint32_t i = 0; i < how_.invocations; ++i) all.push_back(co_await at_once_.enter());
}

Process ReplayDrill::replay([[maybe_unused]] ServerPool::Place place, Stored stored) {
  const auto entity = stored.document.entity();
  for (std::uint32_t attempt = 1; attempt <= retries_.attempts(); ++attempt) {
    const bool done = co_await call(stored, attempt);
    if (done) {
      came_back(stored.document);
      co_return;
    }
    if (attempt == retries_.attempts()) break;
    const double pause = retries_.pause(entity, attempt);
    co_await run().simulator.delay(pause);
    waited(retries_.name(), pause, pause);
  }
  if (missing_ < first_missing_.size()) first_missing_[missing_] = stored.document.id;
  ++missing_;
}

Task<bool> ReplayDrill::call(const Stored& stored, std::uint32_t attempt) {
  const auto& document = stored.document;
  const double began = run().now();
  ++tries_;
  const bool accepted = parts_.function.accept_request(document, true);
  auto invocation = accepted ? parts_.function.try_start(document) : std::nullopt;
  if (!invocation) co_return false;
  DocumentEvent event{
      .document = document, .created = stored.created, .logs = parts_.logs, .rehearsal = rehearsal_};
  event.object.bucket = &parts_.bucket;
  Delivery delivery{.event = share(std::move(event)), .attempt = attempt, .queued = began, .is_call = true};
  const bool answered = co_await parts_.handler.invoke({&delivery, 1}, *invocation);
  waited(parts_.function.names().self, run().now() - began, 0);
  co_return answered;
}

void ReplayDrill::came_back(const Document& document) {
  bytes_back_ += document.bytes;
  if (back_++ == 0) report().first = elapsed();
  const double needed = std::ceil(settings().share * static_cast<double>(chosen_.size()));
  if (static_cast<double>(back_) == std::max(needed, 1.0)) report().share = elapsed();
}

void ReplayDrill::finish(MetricSink& metrics) {
  if (chosen_.empty()) return;
  const MetricsOf own{metrics, names().path};
  own.add_count("calls", tries_);
  own.add_count("failed_documents", missing_);
}

}  // namespace garoa
