#include "sim/engine/physical_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <vector>

#include "sim/engine/simgrid_compat.hpp"

namespace garoa {
namespace {

namespace s4u = simgrid::s4u;
using KernelTimer = simgrid::kernel::timer::Timer;

/// A core computes one flop a second, so that flops are core-seconds.
constexpr double core_speed = 1.0;
/// SimGrid's own precision, of times relative to the clock and of shares.
constexpr double precision = 1e-9;
/// Ended activities that are kept for at most so many further ones.
constexpr std::size_t most_spent = 256;

/// SimGrid's engine takes these signals for itself when it is made; what the program does on them holds again
/// afterwards.
class KeptSignals {
 public:
  KeptSignals() {
    for (std::size_t i = 0; i < taken.size(); ++i) sigaction(taken[i], nullptr, &actions_[i]);
  }
  KeptSignals(const KeptSignals&) = delete;
  KeptSignals& operator=(const KeptSignals&) = delete;
  ~KeptSignals() {
    for (std::size_t i = 0; i < taken.size(); ++i) sigaction(taken[i], &actions_[i], nullptr);
  }

 private:
  static constexpr std::array taken{SIGINT, SIGSEGV, SIGBUS};
  std::array<struct sigaction, taken.size()> actions_{};
};

/// The engine is a singleton of the process; made once, never destroyed by us.
s4u::Engine& engine() {
  static s4u::Engine* const instance = [] {
    xbt_log_control_set("root.thres:critical");
    const KeptSignals kept;
    auto* const created = new s4u::Engine("garoa");
    s4u::Engine::set_config("network/model:CM02");
    s4u::Engine::set_config("network/crosstraffic:0");
    s4u::Engine::set_config("network/TCP-gamma:1e20");
    return created;
  }();
  return *instance;
}

}  // namespace

struct PhysicalWorld::Implementation {
  struct Place {
    s4u::Host* host;
    double up;  // bytes per second
    double down;
    double latency;
    double computed = 0;
    std::uint64_t received = 0;
    std::uint64_t sent = 0;
  };

  explicit Implementation(Simulator& s) : simulator{s} {
    zone = simgrid_compat::create_star_zone(engine(), "region");
    simgrid_compat::on_completion([this](const s4u::Activity& activity) { ended(activity); });
  }

  void add(const EndpointSpec& spec) {
    auto* const host = simgrid_compat::create_host(*zone, spec.name, core_speed);
    host->set_core_count(spec.cores);
    const auto link = [&](const char* direction, double bandwidth) {
      auto* const made =
          simgrid_compat::create_link(*zone, fmt::format("{} {}", spec.name, direction), bandwidth);
      made->seal();
      return made;
    };
    const double up = to_bytes_per_second(spec.up).count();
    const double down = to_bytes_per_second(spec.down).count();
    auto* const up_link = link("up", up);
    auto* const down_link = link("down", down);
    host->seal();
    simgrid_compat::add_star_routes(*zone, host, up_link, down_link);
    places.push_back({host, up, down, spec.latency.count()});
  }

  void begin(Activity& activity) {
    if (activity.cpu_seconds_ > 0) {
      auto exec = s4u::Exec::init();
      exec->set_flops_amount(activity.cpu_seconds_ * core_speed);
      exec->set_host(places[activity.from_.index].host);
      launch(activity, *exec);
    } else {
      auto comm = s4u::Comm::sendto_init(places[activity.from_.index].host, places[activity.to_.index].host);
      comm->set_payload_size(activity.bytes_);
      launch(activity, *comm);
    }
  }

  template <class Started>
  void launch(Activity& activity, Started& started) {
    started.set_data(&activity);
    s4u::Activity* const base = &started;
    intrusive_ptr_add_ref(base);
    activity.running_ = base;
    started.start();
  }

  /// SimGrid's signal. The reference is dropped later, since SimGrid still works on the activity.
  void ended(const s4u::Activity& done) {
    auto* const activity = done.get_data<Activity>();
    if (activity == nullptr || simulator.stop_ || s4u::Engine::get_clock() > simulator.horizon_) return;
    auto* const running = static_cast<s4u::Activity*>(activity->running_);
    running->set_data(nullptr);
    spent.emplace_back(running, false);
    activity->running_ = nullptr;
    activity->in_flight_ = false;
    --simulator.in_flight_;
    simulator.now_ = std::max(simulator.now_, s4u::Engine::get_clock());
    simulator.count_event();
    activity->ended_ = simulator.now_;
    guarded([&] {
      account(*activity);
      activity->waiting_.resume();
    });
    pump();
  }

  void account(const Activity& activity) {
    auto& from = places[activity.from_.index];
    const double elapsed = activity.ended_ - activity.began_;
    double least = activity.cpu_seconds_;
    if (activity.cpu_seconds_ > 0) {
      from.computed += activity.cpu_seconds_;
    } else {
      auto& to = places[activity.to_.index];
      from.sent += activity.bytes_;
      to.received += activity.bytes_;
      least = from.latency + to.latency + static_cast<double>(activity.bytes_) / std::min(from.up, to.down);
    }
    // SimGrid ends an action whose rest is below its precision, at times whose precision is that of the
    // clock.
    const double allowance = 2 * precision * (1 + least) + 4e-16 * activity.ended_;
    if (elapsed < least - allowance) {
      throw SimulatorFault{fmt::format("an activity took {} s where {} s is the least", elapsed, least)};
    }
  }

  template <class Action>
  void guarded(Action action) {
    try {
      action();
    } catch (...) {
      simulator.fail(std::current_exception());
    }
  }

  /// Runs what is due and, while nothing is in flight, what comes next; then asks SimGrid for a call at the
  /// next event.
  void pump() {
    guarded([this] {
      simulator.run_due(std::min(s4u::Engine::get_clock(), simulator.horizon_));
      simulator.run_ahead(simulator.horizon_);
    });
    if (simulator.stop_) {
      end_run();
      return;
    }
    if (spent.size() > most_spent) call_at(s4u::Engine::get_clock());
    if (!simulator.queue_.empty() && simulator.queue_.next_time() <= simulator.horizon_)
      call_at(simulator.queue_.next_time());
  }

  void call_at(double date) {
    if (next_call != nullptr) {
      if (next_call->get_date() <= date) return;
      next_call->remove();
    }
    next_call = KernelTimer::set(date, [this] {
      next_call = nullptr;
      spent.clear();
      pump();
    });
  }

  /// Without timers and actors SimGrid's loop ends once it has nothing to wait for.
  void end_run() {
    if (next_call != nullptr) next_call->remove();
    if (end_call != nullptr) end_call->remove();
    next_call = nullptr;
    end_call = nullptr;
  }

  void run() {
    if (!sealed) zone->seal();
    sealed = true;
    end_call = KernelTimer::set(simulator.horizon_, [this] { end_call = nullptr; });
    call_at(simulator.now_);
    engine_runs = true;
    engine().run();
    engine_runs = false;
  }

  Simulator& simulator;
  s4u::NetZone* zone;
  std::vector<Place> places;
  std::vector<s4u::ActivityPtr> spent;
  KernelTimer* next_call = nullptr;
  KernelTimer* end_call = nullptr;
  bool sealed = false;
  bool engine_runs = false;
};

PhysicalWorld::PhysicalWorld(Simulator& simulator)
    : simulator_{simulator}, implementation_{std::make_unique<Implementation>(simulator)} {
  simulator_.world_ = this;
}

PhysicalWorld::~PhysicalWorld() {
  simulator_.shut_down();
  simulator_.world_ = nullptr;
}

Endpoint PhysicalWorld::add_endpoint(const EndpointSpec& spec) {
  implementation_->add(spec);
  return {static_cast<std::uint32_t>(implementation_->places.size() - 1)};
}

void PhysicalWorld::run() {
  implementation_->run();
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
  return a.latency + b.latency + static_cast<double>(bytes) / std::min(a.up, b.down);
}

bool PhysicalWorld::receiver_is_slower(Endpoint from, Endpoint to) const {
  return implementation_->places[to.index].down < implementation_->places[from.index].up;
}

double PhysicalWorld::computed(Endpoint where) const {
  return implementation_->places[where.index].computed;
}
std::uint64_t PhysicalWorld::received(Endpoint where) const {
  return implementation_->places[where.index].received;
}
std::uint64_t PhysicalWorld::sent(Endpoint where) const {
  return implementation_->places[where.index].sent;
}

PhysicalWorld::Activity::Activity(PhysicalWorld& world, Endpoint from, Endpoint to, std::uint64_t bytes,
                                  double cpu_seconds)
    : world_{world}, from_{from}, to_{to}, bytes_{bytes}, cpu_seconds_{cpu_seconds} {}

PhysicalWorld::Activity::~Activity() {
  if (in_flight_) --world_.simulator_.in_flight_;
  if (running_ != nullptr) {
    auto* const running = static_cast<s4u::Activity*>(running_);
    running->set_data(nullptr);
    running->cancel();
    intrusive_ptr_release(running);
  }
}

void PhysicalWorld::Activity::await_suspend(std::coroutine_handle<> waiting) {
  auto& simulator = world_.simulator_;
  waiting_ = waiting;
  began_ = simulator.now();
  if (bytes_ == 0 && cpu_seconds_ <= 0) {
    // SimGrid never starts an empty transfer.
    ended_ = began_ + (from_.index == to_.index ? 0.0 : world_.unloaded_transfer_time(from_, to_, 0));
    simulator.resume_at(ended_, waiting);
    return;
  }
  const double latency = cpu_seconds_ > 0 ? 0 : world_.unloaded_transfer_time(from_, to_, 0);
  if (latency > 0) {
    simulator.arm(*this, began_ + latency);
  } else {
    enter();
  }
}

void PhysicalWorld::Activity::fire() {
  enter();
}

/// Hands the activity to SimGrid, or first lets its clock come along when the queue has run ahead. Nothing is
/// handed over before the run: what SimGrid never ran it does not clean up.
void PhysicalWorld::Activity::enter() {
  auto& simulator = world_.simulator_;
  if (!in_flight_) ++simulator.in_flight_;
  in_flight_ = true;
  auto& implementation = *world_.implementation_;
  if (!implementation.engine_runs || s4u::Engine::get_clock() < simulator.now()) {
    simulator.arm(*this, simulator.now());
  } else {
    implementation.begin(*this);
  }
}

}  // namespace garoa
