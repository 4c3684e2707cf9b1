// What PhysicalWorld is made of; for its own files only.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "sim/engine/line_mesh.hpp"
#include "sim/engine/physical_world.hpp"
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
  using Way = Line::Way;
  using Seat = Line::Seat;
  /// SimGrid's own precision, of times relative to the clock and of shares.
  static constexpr double precision = 1e-9;

  struct Place {
    explicit Place(const EndpointSpec& spec);

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

  Implementation(Simulator& s, Sharing how);

  // --- an activity from its beginning to its end ---
  [[nodiscard]] double rate_of(const Activity& activity) const;
  void begin(Activity& activity);
  void enter_lines(Activity& activity);
  void go_alone(Activity& activity);
  void note_progress(Activity& activity) const;
  [[nodiscard]] double progress(const Activity& activity) const;
  void note_progress_at_horizon();
  void finish(Activity& activity);
  bool stop(Activity& activity);
  static void leave(Activity& activity, double amount);
  static void check(const Activity& activity);
  Ending* take_ending(Activity& activity);
  void ended_alone(Ending& ending);
  void ended_at(LineHub& hub, std::span<const FairShare::Completion> done);
  void ended_in_simgrid(Activity& activity);

  // --- how contended lines are shared ---
  static Line* other_line(const Activity& activity, const Line& line);
  static bool between_hubs(const Activity& activity);
  static bool joins_two_contended(const Activity& activity);
  [[nodiscard]] bool tangled(const Line& line) const;
  void settle_lines(Activity& activity);
  void settle(Line& line);
  void move_between_hubs(Line& line);
  LineHub& hub_of(Line& line);
  static Line& hub_line(const Activity& activity);
  void join(Activity& activity);
  bool stop_alone(Activity& activity);
  bool withdraw(Activity& activity);
  static void set_way(Activity& activity, Way way);
  void wait_for_clock(Activity& activity);
  void tangle(Activity& activity);
  void tangle_with_others(Activity& activity);
  void tangle_all(std::vector<Line*> lines);
  void share_by_simgrid(Activity& activity);

  // --- changes of capacity ---
  void change(const Change& change);
  void apply_changes();
  void apply(const Change& change);
  void set_capacity(Line& line, double capacity);
  void change_rate(Activity& activity, const Line& line);
  void restart(Activity& activity);

  [[nodiscard]] double carried(const Line& line) const;

  Simulator& simulator;
  Sharing sharing;
  std::vector<std::unique_ptr<Place>> places;  // lines know each other by their address
  std::deque<LineHub> hubs;
  std::deque<Ending> endings;
  std::vector<Ending*> free_endings;
  std::vector<Change> changes;
  LineMesh mesh;
  SimgridPlatform simgrid;
  Changer changer;
};

}  // namespace garoa
