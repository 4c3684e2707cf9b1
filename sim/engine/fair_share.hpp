// Max-min fair sharing of one capacity between users, each with a cap of its own or in a group that has one together;
// optionally with burst credits.
//
// Modelled: at every moment a user is served at min(its cap, theta), where theta is the water level that uses
// up the capacity (or no bound when all caps together fit in). The n users of a group have a cap of (the group's cap) / n
// each, as those who share a line on their way to a common one: a star of lines, max-min fair. With a Burst, the capacity is `burst` while
// credits last and `base` when they are used up; credits change at the rate (base - rate in use) and stay
// within [0, maximum]. Bursting resumes when the credits would feed a full burst for at least a millisecond
// (or are at their maximum), so that it does not flap. While the demand exceeds `base` without credits, none
// are regained.
// Not modelled: weights, a group within a group or a user in two of them, latency, any queue in front of the users.
//
// Passive: it has no clock. The owner passes the simulated time (seconds, never falling) to each call, wakes
// up at next_event() and takes what is completed. Work is in the owner's unit (bytes, operations, CPU
// seconds), capacity and caps in that unit per second.
//
// Users of equal cap form a class; all of a class are served alike, so a class keeps one virtual work per
// user and a heap of finish marks. Classes above the water level share one global virtual work; those below
// progress at their cap. A group of n is one member of the class of its cap / n, by its first finish mark, and goes to
// another class with each user that comes or leaves; its own marks do not move, since in a class it only lacks a fixed
// virtual work. Hence O(log n) per add, remove and completion (amortised over the classes that the
// water level passes), and no cost for those whose rate does not change.
// Memory: that of the largest number of simultaneous users, reused.
//
// Errors: none are reported; capacity >= 0 and finite, work >= 0 and finite, cap > 0 (may be infinite) are
// the owner's duty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "sim/core/burst.hpp"
#include "sim/engine/indexed_heap.hpp"
#include "sim/engine/precise_sum.hpp"

namespace garoa {

class FairShare {
  struct Class;
  struct User;
  struct Joint;

 public:
  static constexpr double no_cap = std::numeric_limits<double>::infinity();

  using Burst = garoa::Burst;
  /// A user that was added; stays unique after it has left.
  class UserId {
   public:
    UserId() = default;

   private:
    friend class FairShare;
    UserId(User* user, std::uint64_t sequence) : user_{user}, sequence_{sequence} {}
    User* user_ = nullptr;
    std::uint64_t sequence_ = 0;
  };
  /// Users with a cap together; lives as long as the FairShare.
  class Group {
   public:
    Group() = default;

   private:
    friend class FairShare;
    explicit Group(Joint* joint) : joint_{joint} {}
    Joint* joint_ = nullptr;
  };
  struct Completion {
    double time;
    void* tag;
    std::uint64_t sequence;  // of the add, from 1
  };

  explicit FairShare(double capacity);
  explicit FairShare(const Burst& burst);
  FairShare(const FairShare&) = delete;
  FairShare& operator=(const FairShare&) = delete;

  /// Starts serving `work`; work of 0 completes at once. `tag` comes back in the Completion.
  UserId add(double now, double work, double cap, void* tag);
  /// Likewise, in a group.
  UserId add(double now, double work, Group group, void* tag);
  [[nodiscard]] Group add_group(double cap);
  /// What all of the group may have together from now on.
  void set_group_cap(double now, Group group, double cap);
  /// Stops serving; false if the user has completed (its Completion then comes or came) or was removed
  /// before.
  bool remove(double now, UserId id);
  /// The capacity; of a bursting resource an upper bound on both of its rates (infinite: none). 0 stops
  /// everybody.
  void set_capacity(double now, double capacity);
  /// Of a bursting resource: fills the credits up to their maximum.
  void refill(double now);
  /// Brings everything up to `now`.
  void advance(double now);
  /// When to call advance() or take_completed() next, if no other call comes before: the next completion (one
  /// that is not yet taken, its own time) or the exhaustion of the credits. Nothing if neither will happen.
  [[nodiscard]] std::optional<double> next_event() const;
  /// Who completed up to `now` and was not yet taken, by time, then in the order of add(). The span is valid
  /// until the next call of this function; add() and remove() may be called meanwhile.
  std::span<const Completion> take_completed(double now);

  /// Work per second, served now.
  [[nodiscard]] double rate_in_use() const;
  /// The rate of one user; 0 if it is not there any more.
  [[nodiscard]] double rate(UserId id) const;
  /// The work that it still lacks, as far as advanced; 0 if it is not there any more.
  [[nodiscard]] double remaining(UserId id) const;
  /// Work per second that could be served now.
  [[nodiscard]] double capacity() const;
  /// Credits left; 0 without a Burst.
  double credits(double now);
  /// When the credits were used up for the first time, as far as advanced.
  [[nodiscard]] std::optional<double> exhausted_at() const { return exhausted_at_; }
  [[nodiscard]] std::size_t users() const { return user_count_; }
  [[nodiscard]] static std::size_t users(Group group) { return group.joint_->users.size(); }
  /// Total work served up to the last call that passed the time, removed and unfinished users included.
  [[nodiscard]] double work_done() const { return work_done_.value(); }

 private:
  static constexpr double never = std::numeric_limits<double>::infinity();

  struct User {
    Class* peers = nullptr;      // unless it is in a joint group
    Joint* joint = nullptr;      // that it is in, or that it stands for in its class
    std::uint64_t sequence = 0;  // 0: free
    void* tag = nullptr;
    std::uint32_t position = 0;
  };
  /// A user in its class or joint group, by the virtual work of that at which it finishes.
  struct Finish {
    PreciseSum mark;
    std::uint64_t sequence;
    User* user;
    [[nodiscard]] bool before(const Finish& other) const {
      return mark < other.mark || (mark == other.mark && sequence < other.sequence);
    }
    void stands_at(std::uint32_t position) const { user->position = position; }
  };
  /// Users with a cap together. While there are any, `delegate` is a member of the class of their present cap and stands
  /// for all of them; `served` is then their virtual work against that of the class, else their own.
  struct Joint {
    double cap = 0;
    PreciseSum served;
    User delegate;
    IndexedHeap<Finish> users;
  };
  /// Users of one cap, each joint group by its delegate. `origin` is the virtual work per user at time `since` (capped), or
  /// what it lacks against the global one (sharing).
  struct Class {
    double cap = 0;
    std::size_t members = 0;  // with all of each joint group
    bool capped = true;
    double since = 0;
    PreciseSum origin;
    std::uint32_t position = 0;
    IndexedHeap<Finish> users;
  };
  /// A capped class, by the time at which its first user finishes.
  struct CappedHead {
    double time;
    Class* peers;
    [[nodiscard]] bool before(const CappedHead& other) const { return time < other.time; }
    void stands_at(std::uint32_t position) const { peers->position = position; }
  };
  /// A sharing class, by the global virtual work at which its first user finishes.
  struct SharingHead {
    PreciseSum mark;
    Class* peers;
    [[nodiscard]] bool before(const SharingHead& other) const { return mark < other.mark; }
    void stands_at(std::uint32_t position) const { peers->position = position; }
  };
  using Classes = std::map<double, Class>;

  Class& class_of(double cap);
  void forget_empty_classes();
  User* take_user();
  void free_user(User* user);

  [[nodiscard]] PreciseSum virtual_work(const Class& peers) const;
  void start_class(Class& peers);
  [[nodiscard]] static CappedHead capped_head(Class& peers);
  [[nodiscard]] static SharingHead sharing_head(Class& peers);
  void insert_head(Class& peers);
  void update_head(Class& peers);
  void erase_head(Class& peers);
  void count(Class& peers, std::size_t members);
  void discount(Class& peers, std::size_t members);
  void add_capped(std::size_t members, double cap);
  void enter(Class& peers, PreciseSum rest, User& user, std::size_t members);
  void leave(Class& peers, const User& user, std::size_t members);
  void gather(Joint& joint);
  void disperse(Joint& joint);
  [[nodiscard]] PreciseSum virtual_work(const Joint& joint) const;

  void cap_class(Class& peers);
  void share_class(Class& peers);
  [[nodiscard]] double water_level() const;
  void rebalance();
  void find_next_event();

  void step_to(double time);
  void handle_event(double time);
  void complete_top(Class& peers, double time);
  void complete_capped(double time);
  void complete_sharing(double time);
  void order_completed(std::size_t first);

  double now_ = 0;
  double limit_;
  std::optional<Burst> burst_;
  bool bursting_ = false;
  double resume_ = 0;  // credits at which bursting resumes
  std::optional<double> exhausted_at_;

  Classes classes_;                  // by cap: the capped ones first, then the sharing ones
  Classes::iterator first_sharing_;  // end() if there is none
  Class* last_class_ = nullptr;      // of the last add
  std::size_t empty_classes_ = 0;
  std::vector<Classes::node_type> spare_classes_;
  IndexedHeap<CappedHead> capped_;
  IndexedHeap<SharingHead> sharing_;
  std::deque<User> user_pool_;
  std::deque<Joint> joints_;
  std::vector<User*> free_users_;

  std::size_t user_count_ = 0;
  std::size_t sharing_users_ = 0;
  PreciseSum capped_rate_;  // of all capped users
  PreciseSum shared_work_;  // integral of the water level: virtual work of every sharing user
  double water_level_ = 0;  // valid while somebody shares
  PreciseSum work_done_;
  std::uint64_t last_sequence_ = 0;

  double sharing_time_ = never;     // next completion of a sharing user
  double exhaustion_time_ = never;  // of the credits
  double event_time_ = never;
  std::vector<Completion> completed_;
  std::vector<Completion> taken_;
};

}  // namespace garoa
