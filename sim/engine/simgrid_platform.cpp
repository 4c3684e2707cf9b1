#include "sim/engine/simgrid_platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <csignal>
#include <utility>
#include <vector>

#include "sim/engine/physical_world.hpp"
#include "sim/engine/simgrid_compat.hpp"

namespace garoa {
namespace {

namespace s4u = simgrid::s4u;
using KernelTimer = simgrid::kernel::timer::Timer;

/// A core computes one flop a second, so that flops are core-seconds.
constexpr double core_speed = 1.0;
/// SimGrid takes whole bytes only. What is left of a transfer is not whole, so that it counts in such parts.
constexpr double parts_of_a_byte = 1024;
constexpr unsigned long full_speed_state = 0;
constexpr unsigned long throttled_state = 1;
/// Ended activities that are kept for at most so many further ones.
constexpr std::size_t most_spent = 256;

/// SimGrid's engine takes these signals for itself when it is made; what the program does on them holds again
/// afterwards. An interrupt in between waits until then: SimGrid would end the program without a word.
class KeptSignals {
 public:
  KeptSignals() {
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupt, &mask_);
    for (std::size_t i = 0; i < taken.size(); ++i) sigaction(taken[i], nullptr, &actions_[i]);
  }
  KeptSignals(const KeptSignals&) = delete;
  KeptSignals& operator=(const KeptSignals&) = delete;
  ~KeptSignals() {
    for (std::size_t i = 0; i < taken.size(); ++i) sigaction(taken[i], &actions_[i], nullptr);
    pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  }

 private:
  static constexpr std::array taken{SIGINT, SIGSEGV, SIGBUS};
  std::array<struct sigaction, taken.size()> actions_{};
  sigset_t mask_{};
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

/// Has it ended at this instant, although SimGrid has not said so yet?
bool has_just_ended(const s4u::Activity& activity) {
  for (auto* const model : engine().get_all_models()) {
    for (const auto& action : *model->get_finished_action_set()) {
      if (action.get_activity() == activity.get_impl()) return true;
    }
  }
  return false;
}

/// SimGrid aborts when asked for the rest of what has ended.
double remaining(const s4u::Activity& activity) {
  return has_just_ended(activity) ? 0 : activity.get_remaining();
}

s4u::Activity* activity_of(SimgridPlatform::Running running) {
  return static_cast<s4u::Activity*>(running);
}

}  // namespace

struct SimgridPlatform::Implementation {
  struct Place {
    s4u::Host* host;
    s4u::Link* up;
    s4u::Link* down;
  };

  Implementation(Simulator& s, Calls c)
      : simulator{s}, calls{std::move(c)}, zone{simgrid_compat::create_star_zone(engine(), "region")} {
    at_work = this;
    // The engine keeps it for ever: it must not hold what goes before the engine does.
    simgrid_compat::on_completion([](const s4u::Activity& activity) {
      if (at_work != nullptr) at_work->ended(activity);
    });
  }
  ~Implementation() { at_work = nullptr; }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  /// The only one, while it lives.
  static inline Implementation* at_work = nullptr;

  s4u::Link* add_link(const std::string& name, double bandwidth) const {
    auto* const link = simgrid_compat::create_link(*zone, name, bandwidth);
    link->seal();
    return link;
  }

  void add(const EndpointSpec& spec) {
    const std::vector<double> speeds{core_speed, core_speed * spec.throttled_speed};
    auto* const host = simgrid_compat::create_host(*zone, spec.name, speeds);
    host->set_core_count(spec.cores);
    auto* const up = add_link(spec.name + " up", parts_of_a_byte * to_bytes_per_second(spec.up).count());
    auto* const down =
        add_link(spec.name + " down", parts_of_a_byte * to_bytes_per_second(spec.down).count());
    host->seal();
    simgrid_compat::add_star_routes(*zone, host, up, down);
    places.push_back({host, up, down});
  }

  template <class Started>
  Running launch(void* owner, Started& started) {
    started.set_data(owner);
    s4u::Activity* const base = &started;
    intrusive_ptr_add_ref(base);
    started.start();
    return base;
  }

  /// SimGrid's signal. The reference is dropped later, since SimGrid still works on the activity.
  void ended(const s4u::Activity& done) {
    auto* const owner = done.get_data<void>();
    if (owner == nullptr || simulator.stop_ || s4u::Engine::get_clock() > simulator.horizon_) return;
    auto* const running = const_cast<s4u::Activity*>(&done);
    running->set_data(nullptr);
    spent.emplace_back(running, false);
    simulator.now_ = std::max(simulator.now_, s4u::Engine::get_clock());
    simulator.count_event();
    guarded([&] { calls.ended(owner); });
    pump();
  }

  /// SimGrid still tells of it at this instant.
  void keep_cancelled(s4u::Activity* activity) {
    if (s4u::Engine::get_clock() > cancelled_at) cancelled.clear();
    cancelled_at = s4u::Engine::get_clock();
    cancelled.emplace_back(activity, false);
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
    end_call = KernelTimer::set(simulator.horizon_, [this] {
      end_call = nullptr;
      calls.horizon_reached();
    });
    call_at(simulator.now_);
    engine_runs = true;
    engine().run();
    engine_runs = false;
  }

  Simulator& simulator;
  Calls calls;
  s4u::NetZone* zone;
  std::vector<Place> places;
  std::vector<s4u::ActivityPtr> spent;
  std::vector<s4u::ActivityPtr> cancelled;
  double cancelled_at = 0;
  KernelTimer* next_call = nullptr;
  KernelTimer* end_call = nullptr;
  bool sealed = false;
  bool engine_runs = false;
};

SimgridPlatform::SimgridPlatform(Simulator& simulator, Calls calls) {
  static bool taken = false;
  if (std::exchange(taken, true)) throw EngineTaken{};
  implementation_ = std::make_unique<Implementation>(simulator, std::move(calls));
}

SimgridPlatform::~SimgridPlatform() = default;

void SimgridPlatform::add(const EndpointSpec& spec) {
  implementation_->add(spec);
}

bool SimgridPlatform::runs() const {
  return implementation_->engine_runs;
}

bool SimgridPlatform::in_step() const {
  return implementation_->engine_runs && s4u::Engine::get_clock() >= implementation_->simulator.now();
}

SimgridPlatform::Running SimgridPlatform::transfer(void* owner, std::size_t from, std::size_t to,
                                                   double bytes) {
  auto& places = implementation_->places;
  auto comm = s4u::Comm::sendto_init(places[from].host, places[to].host);
  comm->set_payload_size(static_cast<std::uint64_t>(std::ceil(bytes * parts_of_a_byte)));
  return implementation_->launch(owner, *comm);
}

SimgridPlatform::Running SimgridPlatform::compute(void* owner, std::size_t where, double core_seconds) {
  auto exec = s4u::Exec::init();
  exec->set_flops_amount(core_seconds * core_speed);
  exec->set_host(implementation_->places[where].host);
  return implementation_->launch(owner, *exec);
}

double SimgridPlatform::remaining_bytes(Running running) const {
  return remaining(*activity_of(running)) / parts_of_a_byte;
}

double SimgridPlatform::remaining_core_seconds(Running running) const {
  return remaining(*activity_of(running)) / core_speed;
}

void SimgridPlatform::cancel(Running running) {
  auto* const activity = activity_of(running);
  activity->set_data(nullptr);
  activity->cancel();
  implementation_->keep_cancelled(activity);
}

void SimgridPlatform::set_bandwidth(std::size_t where, double up, double down) {
  auto& place = implementation_->places[where];
  place.up->set_bandwidth(parts_of_a_byte * up);
  place.down->set_bandwidth(parts_of_a_byte * down);
}

void SimgridPlatform::set_throttled(std::size_t where, bool throttled) {
  implementation_->places[where].host->set_pstate(throttled ? throttled_state : full_speed_state);
}

void SimgridPlatform::run() {
  implementation_->run();
}

}  // namespace garoa
