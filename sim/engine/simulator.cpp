#include "sim/engine/simulator.hpp"

#include <fmt/format.h>

#include "sim/engine/physical_world.hpp"

namespace garoa {

void Process::promise_type::unhandled_exception() {
  simulator->fail(std::current_exception());
}

Process::promise_type::~promise_type() {
  if (simulator == nullptr) return;
  if (previous != nullptr) previous->next = next;
  if (next != nullptr) next->previous = previous;
  if (simulator->first_live_ == this) simulator->first_live_ = next;
  --simulator->live_;
}

void Simulator::start(Process process) {
  const auto handle = std::exchange(process.handle_, nullptr);
  auto& promise = handle.promise();
  promise.simulator = this;
  promise.next = first_live_;
  if (first_live_ != nullptr) first_live_->previous = &promise;
  first_live_ = &promise;
  ++live_;
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
  while (first_live_ != nullptr) {
    std::coroutine_handle<Process::promise_type>::from_promise(*first_live_).destroy();
  }
  queue_.clear();
}

}  // namespace garoa
