#include "sim/engine/physical_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <variant>
#include <vector>

#include "sim/engine/simgrid_platform.hpp"

namespace garoa {

struct PhysicalWorld::Activity::Ending final : Timer {
  Ending(PhysicalWorld::Implementation& w, Activity& a) : world{w}, activity{&a} {}
  void fire() override;

  PhysicalWorld::Implementation& world;
  Activity* activity;  // null when it ends otherwise
};

struct PhysicalWorld::Implementation {
  using Ending = Activity::Ending;
  /// SimGrid's own precision, of times relative to the clock and of shares.
  static constexpr double precision = 1e-9;

  struct Place {
    explicit Place(const EndpointSpec& spec)
        : up{to_bytes_per_second(spec.up).count()},
          down{to_bytes_per_second(spec.down).count()},
          cpu{static_cast<double>(spec.cores)},
          latency{spec.latency.count()},
          cores{static_cast<double>(spec.cores)},
          throttled_speed{spec.throttled_speed} {}

    Line up;
    Line down;
    Line cpu;
    double latency;
    double cores;
    double throttled_speed;
    double core_speed = 1;
  };

  /// What SimGrid hears once its clock has come along.
  struct Change {
    std::uint32_t place;
    struct Bandwidth {
      double up;
      double down;
    };
    std::variant<Bandwidth, bool> what;  // true: throttled
  };
  struct Changer final : Timer {
    explicit Changer(Implementation& w) : world{w} {}
    void fire() override { world.apply_changes(); }
    Implementation& world;
  };

  explicit Implementation(Simulator& s)
      : simulator{s},
        simgrid{s,
                {[this](void* owner) { ended_in_simgrid(*static_cast<Activity*>(owner)); },
                 [this] { note_progress_at_horizon(); }}},
        changer{*this} {}

  [[nodiscard]] double rate_of(const Activity& activity) const {
    if (activity.computes_) return places[activity.from_.index].core_speed;
    return std::min(places[activity.from_.index].up.capacity(), places[activity.to_.index].down.capacity());
  }

  void begin(Activity& activity) {
    activity.rate_ = activity.fastest_ = rate_of(activity);
    auto& from = places[activity.from_.index];
    if (activity.computes_) {
      from.cpu.enter(activity.seats_[0], &activity, activity.rate_);
    } else {
      from.up.enter(activity.seats_[0], &activity, activity.rate_);
      places[activity.to_.index].down.enter(activity.seats_[1], &activity, activity.rate_);
    }
    if (is_contended(activity)) {
      wait_for_clock(activity);
    } else {
      go_alone(activity);
    }
  }

  [[nodiscard]] static bool is_contended(const Activity& activity) {
    return std::any_of(activity.seats_.begin(), activity.seats_.end(),
                       [](const Line::Seat& seat) { return seat.line != nullptr && seat.line->contended(); });
  }

  void go_alone(Activity& activity) {
    activity.since_ = simulator.now();
    activity.ending_ = take_ending(activity);
    simulator.arm(*activity.ending_, simulator.now() + (activity.amount_ - activity.done_) / activity.rate_);
  }

  /// Enters SimGrid, if need be after its clock has come along with the queue, which has run ahead.
  void wait_for_clock(Activity& activity) {
    if (!activity.waits_for_clock_) ++simulator.in_flight_;
    activity.waits_for_clock_ = true;
    if (!simgrid.in_step()) {
      simulator.arm(activity, simulator.now());
      return;
    }
    activity.waits_for_clock_ = false;
    --simulator.in_flight_;
    share(activity);
    for (const auto& seat : activity.seats_) {
      if (seat.line != nullptr && seat.line->contended()) share_all_of(*seat.line);
    }
  }

  /// Everybody on a contended line competes.
  void share_all_of(const Line& line) {
    for (const auto* seat = line.first(); seat != nullptr; seat = seat->next) {
      auto& activity = *static_cast<Activity*>(seat->user);
      if (activity.ending_ != nullptr) share(activity);
    }
  }

  void share(Activity& activity) {
    if (activity.ending_ != nullptr) {
      note_progress(activity);
      // Already there but for its event.
      if (activity.amount_ - activity.done_ <= precision * activity.rate_) return;
      activity.ending_->activity = nullptr;
      activity.ending_ = nullptr;
    }
    ++simulator.in_flight_;
    const double rest = activity.amount_ - activity.done_;
    activity.running_ = activity.computes_
                            ? simgrid.compute(&activity, activity.from_.index, rest)
                            : simgrid.transfer(&activity, activity.from_.index, activity.to_.index, rest);
  }

  void note_progress(Activity& activity) const {
    activity.done_ = progress(activity);
    activity.since_ = simulator.now();
  }

  [[nodiscard]] double progress(const Activity& activity) const {
    if (activity.running_ != nullptr) {
      if (!simgrid.runs()) return activity.done_;
      const double rest = activity.computes_ ? simgrid.remaining_core_seconds(activity.running_)
                                             : simgrid.remaining_bytes(activity.running_);
      return activity.amount_ - rest;
    }
    if (activity.ending_ == nullptr) return activity.done_;
    return std::min(activity.amount_, activity.done_ + activity.rate_ * (simulator.now() - activity.since_));
  }

  void note_progress_at_horizon() {
    for (const auto& place : places) {
      for (const auto* line : {&place.up, &place.cpu}) {
        for (const auto* seat = line->first(); seat != nullptr; seat = seat->next) {
          auto& activity = *static_cast<Activity*>(seat->user);
          if (activity.running_ != nullptr) note_progress(activity);
        }
      }
    }
  }

  void ended_in_simgrid(Activity& activity) {
    activity.running_ = nullptr;
    --simulator.in_flight_;
    finish(activity);
  }

  void finish(Activity& activity) {
    activity.ended_ = simulator.now();
    leave(activity, activity.amount_);
    check(activity);
    activity.waiting_.resume();
  }

  static void leave(Activity& activity, double amount) {
    for (auto& seat : activity.seats_) {
      if (seat.line != nullptr) seat.line->leave(seat, activity.rate_, amount);
    }
  }

  void check(const Activity& activity) const {
    double least = activity.amount_ / activity.fastest_;
    if (!activity.computes_)
      least += places[activity.from_.index].latency + places[activity.to_.index].latency;
    // SimGrid ends an action whose rest is below its precision, at times whose precision is that of the
    // clock.
    const double allowance = 2 * precision * (1 + least) + 4e-16 * activity.ended_;
    const double elapsed = activity.ended_ - activity.began_;
    if (elapsed < least - allowance) {
      throw SimulatorFault{fmt::format("an activity took {} s where {} s is the least", elapsed, least)};
    }
  }

  /// Each is back in the list of free ones once its event has come.
  Ending* take_ending(Activity& activity) {
    if (free_endings.empty()) return &endings.emplace_back(*this, activity);
    auto* const ending = free_endings.back();
    free_endings.pop_back();
    ending->activity = &activity;
    return ending;
  }

  void ended_alone(Ending& ending) {
    auto* const activity = ending.activity;
    free_endings.push_back(&ending);
    if (activity == nullptr) return;
    activity->ending_ = nullptr;
    finish(*activity);
  }

  void change(const Change& change) {
    if (changes.empty() && simgrid.runs()) ++simulator.in_flight_;
    changes.push_back(change);
    apply_changes();
  }

  void apply_changes() {
    if (simgrid.runs() && !simgrid.in_step()) {
      simulator.arm(changer, simulator.now());
      return;
    }
    for (const auto& change : changes) apply(change);
    changes.clear();
    if (simgrid.runs()) --simulator.in_flight_;
  }

  void apply(const Change& change) {
    auto& place = places[change.place];
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

  void set_capacity(Line& line, double capacity) {
    if (capacity == line.capacity()) return;
    line.set_capacity(capacity);
    for (const auto* seat = line.first(); seat != nullptr; seat = seat->next)
      change_rate(*static_cast<Activity*>(seat->user));
    // Whoever can take more now may crowd the line at its other end.
    for (const auto* seat = line.first(); seat != nullptr; seat = seat->next) {
      for (const auto& other : static_cast<Activity*>(seat->user)->seats_) {
        if (other.line != nullptr && other.line->contended()) share_all_of(*other.line);
      }
    }
  }

  void change_rate(Activity& activity) {
    note_progress(activity);
    const double rate = rate_of(activity);
    for (auto& seat : activity.seats_) {
      if (seat.line != nullptr) seat.line->change_rate(activity.rate_, rate);
    }
    activity.rate_ = rate;
    activity.fastest_ = std::max(activity.fastest_, rate);
    if (activity.running_ != nullptr) restart(activity);
    if (activity.ending_ == nullptr) return;
    activity.ending_->activity = nullptr;
    go_alone(activity);
  }

  /// SimGrid holds a transfer to the bandwidth that its links had when it began.
  void restart(Activity& activity) {
    if (activity.amount_ - activity.done_ <= precision * activity.rate_) return;
    simgrid.cancel(activity.running_);
    --simulator.in_flight_;
    share(activity);
  }

  /// Finished amounts and what is under way.
  [[nodiscard]] double carried(const Line& line) const {
    double amount = line.carried();
    for (const auto* seat = line.first(); seat != nullptr; seat = seat->next)
      amount += progress(*static_cast<const Activity*>(seat->user));
    return amount;
  }

  Simulator& simulator;
  std::deque<Place> places;
  std::deque<Ending> endings;
  std::vector<Ending*> free_endings;
  std::vector<Change> changes;
  SimgridPlatform simgrid;
  Changer changer;
};

void PhysicalWorld::Activity::Ending::fire() {
  world.ended_alone(*this);
}

PhysicalWorld::PhysicalWorld(Simulator& simulator)
    : simulator_{simulator}, implementation_{std::make_unique<Implementation>(simulator)} {
  simulator_.world_ = this;
}

PhysicalWorld::~PhysicalWorld() {
  simulator_.shut_down();
  simulator_.world_ = nullptr;
}

Endpoint PhysicalWorld::add_endpoint(const EndpointSpec& spec) {
  implementation_->simgrid.add(spec);
  implementation_->places.emplace_back(spec);
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

double PhysicalWorld::unloaded_transfer_time(Endpoint from, Endpoint to, std::uint64_t bytes) const {
  const auto& a = implementation_->places[from.index];
  const auto& b = implementation_->places[to.index];
  return a.latency + b.latency + static_cast<double>(bytes) / std::min(a.up.capacity(), b.down.capacity());
}

bool PhysicalWorld::receiver_is_slower(Endpoint from, Endpoint to) const {
  const auto& places = implementation_->places;
  return places[to.index].down.capacity() < places[from.index].up.capacity();
}

double PhysicalWorld::computed(Endpoint where) const {
  return implementation_->carried(implementation_->places[where.index].cpu);
}
double PhysicalWorld::received(Endpoint where) const {
  return implementation_->carried(implementation_->places[where.index].down);
}
double PhysicalWorld::sent(Endpoint where) const {
  return implementation_->carried(implementation_->places[where.index].up);
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
  if (waits_for_clock_ || running_ != nullptr) --world_.simulator_.in_flight_;
  if (running_ != nullptr) world_.implementation_->simgrid.cancel(running_);
  Implementation::leave(*this, 0);
}

void PhysicalWorld::Activity::await_suspend(std::coroutine_handle<> waiting) {
  auto& simulator = world_.simulator_;
  waiting_ = waiting;
  began_ = simulator.now();
  const double latency = from_.index == to_.index ? 0.0 : world_.unloaded_transfer_time(from_, to_, 0);
  if (amount_ <= 0) {
    ended_ = began_ + latency;
    simulator.resume_at(ended_, waiting);
  } else if (latency > 0) {
    simulator.arm(*this, began_ + latency);
  } else {
    world_.implementation_->begin(*this);
  }
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
