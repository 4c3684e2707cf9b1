#include "sim/engine/physical_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/engine/physical_world_parts.hpp"

namespace garoa {

using Way = Line::Way;

PhysicalWorld::Implementation::Place::Place(const EndpointSpec& spec)
    : up{to_bytes_per_second(spec.up).count()},
      down{to_bytes_per_second(spec.down).count()},
      cpu{static_cast<double>(spec.cores)},
      latency{spec.latency.count()},
      cores{static_cast<double>(spec.cores)},
      throttled_speed{spec.throttled_speed} {}

PhysicalWorld::Implementation::Implementation(Simulator& s, Sharing how)
    : simulator{s},
      sharing{how},
      mesh{s, [this](LineHub& hub, std::span<const FairShare::Completion> done) { ended_at(hub, done); }},
      simgrid{s,
              {[this](void* owner) { ended_in_simgrid(*static_cast<Activity*>(owner)); },
               [this] { note_progress_at_horizon(); }}},
      changer{*this} {}

// --- an activity from its beginning to its end ---

/// The most that it can take of its lines.
double PhysicalWorld::Implementation::rate_of(const Activity& activity) const {
  if (activity.computes_) return places[activity.from_.index]->core_speed;
  return std::min(places[activity.from_.index]->up.capacity(), places[activity.to_.index]->down.capacity());
}

void PhysicalWorld::Implementation::begin(Activity& activity) {
  activity.rate_ = activity.fastest_ = rate_of(activity);
  enter_lines(activity);
  const bool contended = std::any_of(activity.seats_.begin(), activity.seats_.end(), [](const Seat& seat) {
    return seat.line != nullptr && seat.line->contended();
  });
  if (contended) {
    settle_lines(activity);
  } else {
    go_alone(activity);
  }
}

void PhysicalWorld::Implementation::enter_lines(Activity& activity) {
  auto& from = *places[activity.from_.index];
  if (activity.computes_) {
    from.cpu.enter(activity.seats_[0], &activity, activity.rate_);
    return;
  }
  auto& to = *places[activity.to_.index];
  Line::meet(from.up, to.down);
  from.up.enter(activity.seats_[0], &activity, activity.rate_);
  to.down.enter(activity.seats_[1], &activity, activity.rate_);
  for (auto* const line : {&from.up, &to.down}) {
    if (line->new_shape() && !line->contended()) move_between_hubs(*line);
  }
}

void PhysicalWorld::Implementation::go_alone(Activity& activity) {
  activity.since_ = simulator.now();
  activity.ending_ = take_ending(activity);
  simulator.arm(*activity.ending_, simulator.now() + (activity.amount_ - activity.done_) / activity.rate_);
}

void PhysicalWorld::Implementation::note_progress(Activity& activity) const {
  activity.done_ = progress(activity);
  activity.since_ = simulator.now();
}

double PhysicalWorld::Implementation::progress(const Activity& activity) const {
  if (activity.hub_ != nullptr) {
    auto& share = activity.hub_->share;
    share.advance(simulator.now());
    return activity.amount_ - share.remaining(activity.share_);
  }
  if (activity.running_ != nullptr) {
    if (!simgrid.runs()) return activity.done_;
    const double rest = activity.computes_ ? simgrid.remaining_core_seconds(activity.running_)
                                           : simgrid.remaining_bytes(activity.running_);
    return activity.amount_ - rest;
  }
  if (activity.ending_ == nullptr) return activity.done_;
  return std::min(activity.amount_, activity.done_ + activity.rate_ * (simulator.now() - activity.since_));
}

void PhysicalWorld::Implementation::note_progress_at_horizon() {
  for (const auto& place : places) {
    for (const auto* line : {&place->up, &place->cpu}) {
      for (const auto* seat = line->first(Way::tangled); seat != nullptr; seat = seat->next) {
        auto& activity = *static_cast<Activity*>(seat->user);
        if (activity.running_ != nullptr) note_progress(activity);
      }
    }
  }
}

void PhysicalWorld::Implementation::finish(Activity& activity) {
  activity.ended_ = simulator.now();
  leave(activity, activity.amount_);
  check(activity);
  std::exchange(activity.waiting_, nullptr).resume();
}

/// Wherever it is; false if it is already there but for its event.
bool PhysicalWorld::Implementation::stop(Activity& activity) {
  if (activity.hub_ != nullptr) return withdraw(activity);
  if (activity.ending_ != nullptr) return stop_alone(activity);
  if (activity.running_ != nullptr) {
    note_progress(activity);
    if (activity.amount_ - activity.done_ <= precision * activity.rate_) return false;
    simgrid.cancel(std::exchange(activity.running_, nullptr));
    --simulator.in_flight_;
    return true;
  }
  if (std::exchange(activity.waits_for_clock_, false)) --simulator.in_flight_;
  simulator.disarm(activity);
  return true;
}

void PhysicalWorld::Implementation::leave(Activity& activity, double amount) {
  for (auto& seat : activity.seats_) {
    if (seat.line != nullptr) seat.line->leave(seat, activity.rate_, amount);
  }
}

void PhysicalWorld::Implementation::check(const Activity& activity) {
  const double elapsed = activity.ended_ - activity.began_;
  // SimGrid ends an action whose rest is below its precision, at times whose precision is that of the
  // clock.
  const double allowance = 2 * precision * (1 + elapsed) + 4e-16 * activity.ended_;
  if ((elapsed + allowance - activity.latency_) * activity.fastest_ < activity.amount_) {
    throw SimulatorFault{fmt::format("an activity took {} s where {} s is the least", elapsed,
                                     activity.latency_ + activity.amount_ / activity.fastest_)};
  }
}

/// Each is back in the list of free ones once its event has come.
PhysicalWorld::Activity::Ending* PhysicalWorld::Implementation::take_ending(Activity& activity) {
  if (free_endings.empty()) return &endings.emplace_back(*this, activity);
  auto* const ending = free_endings.back();
  free_endings.pop_back();
  ending->activity = &activity;
  return ending;
}

void PhysicalWorld::Implementation::ended_alone(Ending& ending) {
  auto* const activity = ending.activity;
  free_endings.push_back(&ending);
  if (activity == nullptr) return;
  activity->ending_ = nullptr;
  finish(*activity);
}

void PhysicalWorld::Implementation::ended_at(LineHub& hub, std::span<const FairShare::Completion> done) {
  for (const auto& one : done) hub.went(static_cast<Activity*>(one.tag)->amount_);
  for (const auto& one : done) {
    auto& activity = *static_cast<Activity*>(one.tag);
    activity.hub_ = nullptr;
    finish(activity);
  }
}

void PhysicalWorld::Implementation::ended_in_simgrid(Activity& activity) {
  activity.running_ = nullptr;
  --simulator.in_flight_;
  finish(activity);
}

// --- changes of capacity ---

void PhysicalWorld::Implementation::change(const Change& change) {
  if (changes.empty() && simgrid.runs()) ++simulator.in_flight_;
  changes.push_back(change);
  apply_changes();
}

void PhysicalWorld::Implementation::apply_changes() {
  if (simgrid.runs() && !simgrid.in_step()) {
    simulator.arm(changer, simulator.now());
    return;
  }
  for (const auto& change : changes) apply(change);
  changes.clear();
  if (simgrid.runs()) --simulator.in_flight_;
}

void PhysicalWorld::Implementation::apply(const Change& change) {
  auto& place = *places[change.place];
  if (const auto* const bandwidth = std::get_if<Change::Bandwidth>(&change.what)) {
    simgrid.set_bandwidth(change.place, bandwidth->up, bandwidth->down);
    set_capacity(place.up, bandwidth->up);
    set_capacity(place.down, bandwidth->down);
  } else {
    const bool throttled = std::get<bool>(change.what);
    simgrid.set_throttled(change.place, throttled);
    place.core_speed = throttled ? place.throttled_speed : 1;
    set_capacity(place.cpu, place.cores * place.core_speed);
  }
}

void PhysicalWorld::Implementation::set_capacity(Line& line, double capacity) {
  if (capacity == line.capacity()) return;
  line.set_capacity(capacity);
  if (line.hub != nullptr) line.hub->set_capacity(capacity);
  std::vector<Activity*> users;
  std::vector<Line*> lines{&line};
  for (const auto way : Line::ways) {
    for (const auto* seat = line.first(way); seat != nullptr; seat = seat->next) {
      users.push_back(static_cast<Activity*>(seat->user));
      auto* const other = other_line(*users.back(), line);
      if (other != nullptr) lines.push_back(other);
    }
  }
  if (line.group) line.partner()->hub->set_group_cap(*line.group, capacity);
  if (line.users(Way::tangled) > 0) mesh.changed();
  for (auto* const user : users) change_rate(*user, line);
  // Whoever can take more now may crowd the line at its other end.
  for (auto* const changed : lines) {
    if (!changed->unsettled()) continue;
    if (tangled(*changed)) {
      tangle_all({changed});
    } else {
      settle(*changed);
    }
  }
}

void PhysicalWorld::Implementation::change_rate(Activity& activity, const Line& line) {
  note_progress(activity);
  const double rate = rate_of(activity);
  for (auto& seat : activity.seats_) {
    if (seat.line != nullptr) seat.line->change_rate(activity.rate_, rate);
  }
  activity.rate_ = rate;
  activity.fastest_ = std::max(activity.fastest_, rate);
  if (activity.running_ != nullptr) restart(activity);
  if (activity.hub_ != nullptr && !activity.grouped_ &&
      (activity.computes_ || activity.hub_->line != &line)) {
    // Its cap is the line's capacity.
    if (withdraw(activity)) join(activity);
  }
  if (activity.ending_ == nullptr) return;
  activity.ending_->activity = nullptr;
  go_alone(activity);
}

/// SimGrid holds a transfer to the bandwidth that its links had when it began.
void PhysicalWorld::Implementation::restart(Activity& activity) {
  if (activity.amount_ - activity.done_ <= precision * activity.rate_) return;
  simgrid.cancel(activity.running_);
  --simulator.in_flight_;
  activity.running_ = nullptr;
  tangle(activity);
}

/// Finished amounts and what is under way.
double PhysicalWorld::Implementation::carried(const Line& line) const {
  double amount = line.carried();
  for (const auto way : Line::ways) {
    if (way == Way::shared && line.hub != nullptr && line.hub->share.users() == line.users(way)) {
      amount += line.hub->moved();
      continue;
    }
    for (const auto* seat = line.first(way); seat != nullptr; seat = seat->next)
      amount += progress(*static_cast<const Activity*>(seat->user));
  }
  return amount;
}

void PhysicalWorld::Activity::Ending::fire() {
  world.ended_alone(*this);
}

PhysicalWorld::PhysicalWorld(Simulator& simulator, Sharing sharing)
    : simulator_{simulator}, implementation_{std::make_unique<Implementation>(simulator, sharing)} {
  simulator_.world_ = this;
}

PhysicalWorld::~PhysicalWorld() {
  simulator_.shut_down();
  simulator_.world_ = nullptr;
}

Endpoint PhysicalWorld::add_endpoint(const EndpointSpec& spec) {
  implementation_->simgrid.add(spec);
  implementation_->places.push_back(std::make_unique<Implementation::Place>(spec));
  return {static_cast<std::uint32_t>(implementation_->places.size() - 1)};
}

void PhysicalWorld::set_bandwidth(Endpoint where, BitsPerSecond up, BitsPerSecond down) {
  implementation_->change(
      {where.index, Implementation::Change::Bandwidth{to_bytes_per_second(up).count(),
                                                      to_bytes_per_second(down).count()}});
}

void PhysicalWorld::set_throttled(Endpoint where, bool throttled) {
  implementation_->change({where.index, throttled});
}

void PhysicalWorld::run() {
  implementation_->simgrid.run();
}

PhysicalWorld::Activity PhysicalWorld::transfer(Endpoint from, Endpoint to, std::uint64_t bytes) {
  return {*this, from, to, bytes, 0};
}

PhysicalWorld::Activity PhysicalWorld::compute(Endpoint where, double cpu_seconds) {
  return {*this, where, where, 0, cpu_seconds};
}

PhysicalWorld::Route PhysicalWorld::route(Endpoint from, Endpoint to) const {
  const auto& sender = *implementation_->places[from.index];
  const auto& receiver = *implementation_->places[to.index];
  return {sender.latency + receiver.latency, sender.up.capacity(), receiver.down.capacity()};
}

double PhysicalWorld::computed(Endpoint where) const {
  return implementation_->carried(implementation_->places[where.index]->cpu);
}
double PhysicalWorld::received(Endpoint where) const {
  return implementation_->carried(implementation_->places[where.index]->down);
}
double PhysicalWorld::sent(Endpoint where) const {
  return implementation_->carried(implementation_->places[where.index]->up);
}

PhysicalWorld::Activity::Activity(PhysicalWorld& world, Endpoint from, Endpoint to, std::uint64_t bytes,
                                  double cpu_seconds)
    : world_{world},
      from_{from},
      to_{to},
      amount_{cpu_seconds > 0 ? cpu_seconds : static_cast<double>(bytes)},
      computes_{cpu_seconds > 0} {}

PhysicalWorld::Activity::~Activity() {
  if (ending_ != nullptr) ending_->activity = nullptr;
  if (hub_ != nullptr) hub_->share.remove(world_.simulator_.now(), share_);
  if (waits_for_clock_ || running_ != nullptr) --world_.simulator_.in_flight_;
  if (running_ != nullptr) world_.implementation_->simgrid.cancel(running_);
  Implementation::leave(*this, 0);
}

void PhysicalWorld::Activity::await_suspend(std::coroutine_handle<> waiting) {
  auto& simulator = world_.simulator_;
  if (amount_ > 0) waiting_ = waiting;
  began_ = simulator.now();
  if (from_.index != to_.index) latency_ = world_.route(from_, to_).latency;
  if (amount_ <= 0) {
    ended_ = began_ + latency_;
    simulator.resume_at(ended_, waiting);
  } else if (latency_ > 0) {
    simulator.arm(*this, began_ + latency_);
  } else {
    world_.implementation_->begin(*this);
  }
}

void PhysicalWorld::Activity::cancel() {
  if (!waiting_ || !world_.implementation_->stop(*this)) return;
  cancelled_ = true;
  ended_ = world_.simulator_.now();
  Implementation::leave(*this, done_);
  world_.simulator_.resume_soon(std::exchange(waiting_, nullptr));
}

void PhysicalWorld::Activity::fire() {
  auto& implementation = *world_.implementation_;
  if (waits_for_clock_) {
    implementation.wait_for_clock(*this);
  } else {
    implementation.begin(*this);
  }
}

}  // namespace garoa
