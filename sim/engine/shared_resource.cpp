#include "sim/engine/shared_resource.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

void SharedResource::begin(double work, double cap, JointUse& use) {
  share_.add(simulator_.now(), work, cap, &use);
  rearm();
}

void SharedResource::rearm() {
  const auto next = share_.next_event();
  if (next && !simulator_.armed_before(*this, *next)) simulator_.arm(*this, std::max(*next, simulator_.now()));
}

void SharedResource::fire() {
  for (const auto& done : share_.take_completed(simulator_.now())) static_cast<JointUse*>(done.tag)->completed(*this);
  rearm();
}

void JointUse::await_suspend(std::coroutine_handle<> waiting) {
  waiting_ = waiting;
  began_ = simulator_.now();
  pending_ = count_;
  for (std::size_t i = 0; i < count_; ++i) parts_[i].resource->begin(parts_[i].work, parts_[i].cap, *this);
}

void JointUse::completed(const SharedResource& resource) {
  binding_ = &resource;
  if (--pending_ == 0) simulator_.resume_soon(waiting_);
}

double JointUse::await_resume() const {
  const double elapsed = simulator_.now() - began_;
  for (std::size_t i = 0; i < count_; ++i) {
    const double least = parts_[i].work / std::min(parts_[i].resource->fastest(), parts_[i].cap);
    if (elapsed < least * (1 - 1e-9) - 4e-16 * simulator_.now() - 1e-12) {
      throw SimulatorFault{fmt::format("a share was served in {} s where {} s is the least", elapsed, least)};
    }
  }
  return elapsed;
}

}  // namespace garoa
