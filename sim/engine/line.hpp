// What several activities use at once: one direction of an endpoint's network, or its cores.
//
// A line is contended when its users could together take more than it has. While it is not, it slows nobody down.
//
// A line is a leaf while all that has ever passed it had the same line at the other end: that end is then the hub of a star
// of lines, of which this one holds one group of users together.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "sim/engine/fair_share.hpp"

namespace garoa {

struct LineHub;

class Line {
 public:
  /// How a user is served.
  enum class Way : std::uint8_t { alone, shared, tangled };
  static constexpr std::array ways{Way::alone, Way::shared, Way::tangled};

  /// A user's place in one of the line's lists.
  struct Seat {
    Line* line = nullptr;
    void* user = nullptr;
    Seat* previous = nullptr;
    Seat* next = nullptr;
    Way way = Way::alone;
  };

  explicit Line(double capacity) : capacity_{capacity} {}
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  /// Units per second.
  [[nodiscard]] double capacity() const { return capacity_; }
  void set_capacity(double capacity) {
    capacity_ = capacity;
    forget_settled();
  }
  [[nodiscard]] bool contended() const { return demanded_ > capacity_ * (1 + rounding); }
  /// Contended, and its users have not been told.
  [[nodiscard]] bool unsettled() const { return !settled_ && contended(); }
  void settle() { settled_ = true; }

  /// Notes that a user passes both.
  static void meet(Line& one, Line& other) {
    one.know(other);
    other.know(one);
    if (!one.leaf_ && !other.leaf_) one.meets_hubs_ = other.meets_hubs_ = true;
  }
  [[nodiscard]] bool leaf() const { return leaf_; }
  /// Of a leaf: what it leads to, if anybody has come.
  [[nodiscard]] const Line* partner() const { return partner_; }
  /// Has a user ever passed this line and another that leads elsewhere too?
  [[nodiscard]] bool meets_hubs() const { return meets_hubs_; }
  /// Has it ceased to be a leaf, and its users have not been told?
  [[nodiscard]] bool new_shape() const { return new_shape_; }
  void settle_shape() { new_shape_ = false; }

  /// `rate` is the most that the user can take.
  void enter(Seat& seat, void* user, double rate) {
    seat = {this, user, nullptr, nullptr, Way::alone};
    link(seat);
    demanded_ += rate;
  }
  void leave(Seat& seat, double rate, double amount) {
    carried_ += amount;
    unlink(seat);
    seat.line = nullptr;
    // Nothing of earlier roundings stays behind in an empty line.
    demanded_ = users_ == 0 ? 0 : demanded_ - rate;
    forget_settled();
  }
  static void change_way(Seat& seat, Way way) {
    if (seat.line == nullptr) return;
    seat.line->unlink(seat);
    seat.way = way;
    seat.line->link(seat);
  }
  void change_rate(double from, double to) {
    demanded_ += to - from;
    forget_settled();
  }
  /// The users of one way, in the order in which they came to it.
  [[nodiscard]] const Seat* first(Way way) const { return list(way).first; }
  [[nodiscard]] std::size_t users(Way way) const { return list(way).count; }

  /// By users that have left.
  [[nodiscard]] double carried() const { return carried_; }

  LineHub* hub = nullptr;                 // where its users share it, once they have
  std::optional<FairShare::Group> group;  // of a leaf's users at its hub, once there are any

 private:
  static constexpr double rounding = 1e-9;

  struct List {
    Seat* first = nullptr;
    Seat* last = nullptr;
    std::size_t count = 0;
  };
  [[nodiscard]] List& list(Way way) { return lists_[static_cast<std::size_t>(way)]; }
  [[nodiscard]] const List& list(Way way) const { return lists_[static_cast<std::size_t>(way)]; }

  void know(Line& other) {
    if (partner_ == nullptr) partner_ = &other;
    if (partner_ == &other || !leaf_) return;
    leaf_ = settled_ = false;
    new_shape_ = true;
    group.reset();
    // Who has passed the first one does so still.
    if (!partner_->leaf_) meets_hubs_ = partner_->meets_hubs_ = true;
  }
  void link(Seat& seat) {
    auto& list = this->list(seat.way);
    seat.previous = list.last;
    seat.next = nullptr;
    (list.last != nullptr ? list.last->next : list.first) = &seat;
    list.last = &seat;
    ++list.count;
    ++users_;
  }
  void unlink(Seat& seat) {
    auto& list = this->list(seat.way);
    (seat.previous != nullptr ? seat.previous->next : list.first) = seat.next;
    (seat.next != nullptr ? seat.next->previous : list.last) = seat.previous;
    --list.count;
    --users_;
  }
  void forget_settled() {
    if (settled_ && !contended()) settled_ = false;
  }

  double capacity_;
  double demanded_ = 0;
  double carried_ = 0;
  std::array<List, ways.size()> lists_;
  std::size_t users_ = 0;
  Line* partner_ = nullptr;
  bool leaf_ = true;
  bool meets_hubs_ = false;
  bool new_shape_ = false;
  bool settled_ = false;
};

}  // namespace garoa
