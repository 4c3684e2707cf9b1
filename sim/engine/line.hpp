// What several activities use at once: one direction of an endpoint's network, or its cores.
//
// A line is contended when its users could together take more than it has. While it is not, it slows nobody
// down.
#pragma once

#include <cstddef>

namespace garoa {

class Line {
 public:
  /// A user's place in the line's list.
  struct Seat {
    Line* line = nullptr;
    void* user = nullptr;
    Seat* previous = nullptr;
    Seat* next = nullptr;
  };

  explicit Line(double capacity) : capacity_{capacity} {}
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  /// Units per second.
  [[nodiscard]] double capacity() const { return capacity_; }
  void set_capacity(double capacity) { capacity_ = capacity; }
  [[nodiscard]] bool contended() const { return demanded_ > capacity_ * (1 + rounding); }

  /// `rate` is the most that the user can take.
  void enter(Seat& seat, void* user, double rate) {
    seat = {this, user, nullptr, first_};
    if (first_ != nullptr) first_->previous = &seat;
    first_ = &seat;
    demanded_ += rate;
  }
  void leave(Seat& seat, double rate, double amount) {
    carried_ += amount;
    (seat.previous != nullptr ? seat.previous->next : first_) = seat.next;
    if (seat.next != nullptr) seat.next->previous = seat.previous;
    seat.line = nullptr;
    // Nothing of earlier roundings stays behind in an empty line.
    demanded_ = first_ == nullptr ? 0 : demanded_ - rate;
  }
  void change_rate(double from, double to) { demanded_ += to - from; }
  [[nodiscard]] const Seat* first() const { return first_; }

  /// By users that have left.
  [[nodiscard]] double carried() const { return carried_; }

 private:
  static constexpr double rounding = 1e-9;

  double capacity_;
  double demanded_ = 0;
  double carried_ = 0;
  Seat* first_ = nullptr;
};

}  // namespace garoa
