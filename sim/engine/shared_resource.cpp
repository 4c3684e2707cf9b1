#include "sim/engine/shared_resource.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

double SharedResource::Part::alone() const {
  return work / std::min(resource->fastest_, cap);
}

void SharedResource::begin(Part& part) {
  part.id = share_.add(simulator_.now(), part.work, part.cap, &part);
  rearm();
}

void SharedResource::watch() {
  ++watched_;
  rearm();
}

void SharedResource::rearm() {
  if (watched_ == 0) return;
  const auto next = share_.next_event();
  if (next && !simulator_.armed_before(*this, *next))
    simulator_.arm(*this, std::max(*next, simulator_.now()));
}

void SharedResource::settle(std::vector<JointUse*>& ready) {
  for (const auto& done : share_.take_completed(simulator_.now())) {
    auto& part = *static_cast<Part*>(done.tag);
    part.done = true;
    if (!part.watched) continue;
    --watched_;
    ready.push_back(part.use);
  }
}

void SharedResource::leave(Part& part) {
  part.left = share_.remaining(part.id);
  share_.remove(simulator_.now(), part.id);
  part.done = true;
  if (part.watched) --watched_;
}

void SharedResource::fire() {
  ready_.clear();
  settle(ready_);
  for (std::size_t i = 0; i < ready_.size(); ++i) ready_[i]->proceed(ready_);
  rearm();
}

void JointUse::await_suspend(std::coroutine_handle<> waiting) {
  waiting_ = waiting;
  Part* longest = &parts_[0];
  double most = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    parts_[i].resource->begin(parts_[i]);
    const double alone = parts_[i].alone();
    if (alone <= most) continue;
    longest = &parts_[i];
    most = alone;
  }
  wait_for(*longest);
}

void JointUse::wait_for(Part& part) {
  part.watched = true;
  binding_ = part.resource;
  part.resource->watch();
}

void JointUse::proceed(std::vector<JointUse*>& ready) {
  for (std::size_t i = 0; i < count_; ++i) {
    if (!parts_[i].done) parts_[i].resource->settle(ready);
  }
  for (std::size_t i = 0; i < count_; ++i) {
    if (parts_[i].done) continue;
    wait_for(parts_[i]);
    return;
  }
  simulator_.resume_soon(waiting_);
}

/// What ends at this instant is looked up first: it could not be removed any more.
void JointUse::cancel() {
  if (!waiting_ || cancelled_) return;
  std::vector<JointUse*> ready;
  const auto each_open = [&](const auto& what) {
    for (std::size_t i = 0; i < count_; ++i) {
      if (!parts_[i].done) what(parts_[i]);
    }
  };
  each_open([&](Part& part) { part.resource->settle(ready); });
  each_open([&](Part& part) {
    part.resource->leave(part);
    cancelled_ = true;
  });
  if (cancelled_) std::erase(ready, this);
  for (std::size_t i = 0; i < ready.size(); ++i) ready[i]->proceed(ready);
  for (std::size_t i = 0; i < count_; ++i) parts_[i].resource->rearm();
  if (cancelled_) simulator_.resume_soon(waiting_);
}

double JointUse::await_resume() const {
  const double elapsed = simulator_.now() - began_;
  if (cancelled_) return elapsed;
  for (std::size_t i = 0; i < count_; ++i) {
    const double least = parts_[i].alone();
    if (elapsed < least * (1 - 1e-9) - 4e-16 * simulator_.now() - 1e-12) {
      throw SimulatorFault{fmt::format("a share was served in {} s where {} s is the least", elapsed, least)};
    }
  }
  return elapsed;
}

}  // namespace garoa
