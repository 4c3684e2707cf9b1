#include "sim/engine/simulator.hpp"

#include <fmt/format.h>

#include "sim/engine/physical_world.hpp"

namespace garoa {

void Process::promise_type::unhandled_exception() {
  simulator->fail(std::current_exception());
}

/// The last process takes its place: it began lately, so its frame is at hand, as those of neighbours in a list
/// would not be.
Process::promise_type::~promise_type() {
  if (simulator == nullptr) return;
  auto& live = simulator->live_;
  live[place] = live.back();
  live[place]->place = place;
  live.pop_back();
}

void Simulator::start(Process process) {
  const auto handle = std::exchange(process.handle_, nullptr);
  auto& promise = handle.promise();
  promise.simulator = this;
  promise.place = live_.size();
  live_.push_back(&promise);
  handle.resume();
}

void Simulator::refuse(double time) const {
  throw SimulatorFault{fmt::format("an event at {} s was scheduled at {} s", time, now_)};
}

void Simulator::arm(Timer& timer, double time) {
  void* const target = reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(&timer) | 1U);
  timer.date_ = checked(time);
  timer.armed_ = queue_.push(time, target);
}

void Simulator::step() {
  const Event event = queue_.pop();
  now_ = event.time;
  count_event();
  const auto address = reinterpret_cast<std::uintptr_t>(event.target);
  if ((address & 1U) == 0) {
    std::coroutine_handle<>::from_address(event.target).resume();
    return;
  }
  auto& timer = *reinterpret_cast<Timer*>(address & ~std::uintptr_t{1});
  if (timer.armed_ != event.sequence) return;
  timer.armed_ = Timer::none;
  timer.fire();
}

void Simulator::run(double horizon, std::function<bool()> interrupted) {
  horizon_ = horizon;
  interrupted_ = std::move(interrupted);
  if (world_ != nullptr) {
    world_->run();
  } else {
    run_ahead(horizon);
  }
  if (fault_) std::rethrow_exception(std::exchange(fault_, nullptr));
  if (!stop_ && now_ < horizon) now_ = horizon;
}

void Simulator::shut_down() {
  while (!live_.empty()) {
    std::coroutine_handle<Process::promise_type>::from_promise(*live_.back()).destroy();
  }
  queue_.clear();
}

}  // namespace garoa
