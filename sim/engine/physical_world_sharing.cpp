// How the contended lines of a PhysicalWorld are shared: in stars, or in a mesh (by SimGrid, where it is the judge).
//
// Between events: all users of a contended line are served in one way, at the line's own hub or, if all of them pass one
// other line, at that one's; or all in the mesh, and then so are those of each contended line that one of them also passes.
// Users of a line that is not contended may be served in any way, since each gets the most that it can take there.
#include <algorithm>

#include "sim/engine/physical_world_parts.hpp"

namespace garoa {

using Way = Line::Way;

namespace {

std::vector<void*> users_of(const Line& line, Way way) {
  std::vector<void*> users;
  users.reserve(line.users(way));
  for (const auto* seat = line.first(way); seat != nullptr; seat = seat->next) users.push_back(seat->user);
  return users;
}

/// Users that are not in the mesh.
bool has_others(const Line& line) {
  return line.users(Way::alone) + line.users(Way::shared) > 0;
}

}  // namespace

Line* PhysicalWorld::Implementation::other_line(const Activity& activity, const Line& line) {
  return activity.seats_[activity.seats_[0].line == &line ? 1 : 0].line;
}

/// Does either of its lines lead elsewhere too?
bool PhysicalWorld::Implementation::between_hubs(const Activity& activity) {
  return !activity.computes_ && !activity.seats_[0].line->leaf() && !activity.seats_[1].line->leaf();
}

bool PhysicalWorld::Implementation::joins_two_contended(const Activity& activity) {
  return between_hubs(activity) && activity.seats_[0].line->contended() &&
         activity.seats_[1].line->contended();
}

/// Is a contended line one that no star can share? Of a settled one that is known.
bool PhysicalWorld::Implementation::tangled(const Line& line) const {
  if (sharing == Sharing::by_simgrid || line.users(Way::tangled) > 0) return true;
  if (!line.unsettled() || !line.meets_hubs()) return false;
  for (const auto way : {Way::alone, Way::shared}) {
    for (const auto* seat = line.first(way); seat != nullptr; seat = seat->next) {
      if (joins_two_contended(*static_cast<const Activity*>(seat->user))) return true;
    }
  }
  return false;
}

/// After the activity has entered its lines.
void PhysicalWorld::Implementation::settle_lines(Activity& activity) {
  const bool is_tangled =
      joins_two_contended(activity) ||
      std::any_of(activity.seats_.begin(), activity.seats_.end(), [this](const Seat& seat) {
        return seat.line != nullptr && seat.line->contended() && tangled(*seat.line);
      });
  if (is_tangled) {
    if (sharing == Sharing::by_simgrid) {
      wait_for_clock(activity);
    } else {
      tangle_with_others(activity);
    }
    return;
  }
  for (const auto& seat : activity.seats_) {
    if (seat.line != nullptr && seat.line->unsettled()) settle(*seat.line);
  }
  if (activity.hub_ == nullptr) join(activity);
}

/// Everybody on a line that has become contended competes, at its hub.
void PhysicalWorld::Implementation::settle(Line& line) {
  line.settle();
  if (line.meets_hubs() || line.new_shape()) move_between_hubs(line);
  for (void* const user : users_of(line, Way::alone)) {
    auto& activity = *static_cast<Activity*>(user);
    if (!activity.waits_for_clock_) join(activity);
  }
}

/// Those who share elsewhere than they should, since the line leads to more than before or another one is contended.
void PhysicalWorld::Implementation::move_between_hubs(Line& line) {
  line.settle_shape();
  for (void* const user : users_of(line, Way::shared)) {
    auto& activity = *static_cast<Activity*>(user);
    const bool grouped = !between_hubs(activity);
    if (activity.hub_->line == &hub_line(activity) && activity.grouped_ == grouped) continue;
    if (withdraw(activity)) join(activity);
  }
}

LineHub& PhysicalWorld::Implementation::hub_of(Line& line) {
  if (line.hub == nullptr)
    line.hub = &hubs.emplace_back(
        simulator, line,
        [this](LineHub& hub, std::span<const FairShare::Completion> done) { ended_at(hub, done); });
  return *line.hub;
}

/// Where the activity shares: what a leaf leads to, else the contended one.
Line& PhysicalWorld::Implementation::hub_line(const Activity& activity) {
  auto& first = *activity.seats_[0].line;
  if (activity.computes_) return first;
  auto& second = *activity.seats_[1].line;
  if (first.leaf()) return second;
  if (second.leaf()) return first;
  return second.contended() ? second : first;
}

void PhysicalWorld::Implementation::join(Activity& activity) {
  if (!stop_alone(activity)) return;
  Line& line = hub_line(activity);
  auto& hub = hub_of(line);
  Line* const leaf = other_line(activity, line);
  const double rest = activity.amount_ - activity.done_;
  hub.came(activity.done_);
  activity.hub_ = &hub;
  activity.grouped_ = leaf != nullptr && leaf->leaf();
  if (activity.grouped_) {
    if (!leaf->group) leaf->group = hub.share.add_group(leaf->capacity());
    activity.share_ = hub.share.add(simulator.now(), rest, *leaf->group, &activity);
  } else {
    const double cap = leaf != nullptr ? leaf->capacity() : activity.rate_;
    activity.share_ = hub.share.add(simulator.now(), rest, cap, &activity);
  }
  set_way(activity, Way::shared);
  hub.changed();
}

/// False if it is already there but for its event.
bool PhysicalWorld::Implementation::stop_alone(Activity& activity) {
  if (activity.ending_ == nullptr) return true;
  note_progress(activity);
  if (activity.amount_ - activity.done_ <= precision * activity.rate_) return false;
  activity.ending_->activity = nullptr;
  activity.ending_ = nullptr;
  return true;
}

/// From its hub; false if it is already there but for its event.
bool PhysicalWorld::Implementation::withdraw(Activity& activity) {
  auto& hub = *activity.hub_;
  note_progress(activity);
  if (!hub.share.remove(simulator.now(), activity.share_)) return false;
  hub.went(activity.done_);
  hub.changed();
  activity.hub_ = nullptr;
  return true;
}

void PhysicalWorld::Implementation::set_way(Activity& activity, Way way) {
  for (auto& seat : activity.seats_) Line::change_way(seat, way);
}

/// Enters SimGrid, if need be after its clock has come along with the queue, which has run ahead.
void PhysicalWorld::Implementation::wait_for_clock(Activity& activity) {
  if (!activity.waits_for_clock_) ++simulator.in_flight_;
  activity.waits_for_clock_ = true;
  if (!simgrid.in_step()) {
    simulator.arm(activity, simulator.now());
    return;
  }
  activity.waits_for_clock_ = false;
  --simulator.in_flight_;
  tangle_with_others(activity);
}

void PhysicalWorld::Implementation::tangle_with_others(Activity& activity) {
  tangle(activity);
  std::vector<Line*> lines;
  for (const auto& seat : activity.seats_) {
    if (seat.line != nullptr && seat.line->contended()) lines.push_back(seat.line);
  }
  tangle_all(std::move(lines));
}

void PhysicalWorld::Implementation::tangle(Activity& activity) {
  if (activity.hub_ != nullptr ? !withdraw(activity) : !stop_alone(activity)) return;
  set_way(activity, Way::tangled);
  if (sharing == Sharing::by_simgrid) {
    share_by_simgrid(activity);
    return;
  }
  const auto path = mesh.path(*activity.seats_[0].line, *activity.seats_[1].line);
  mesh.came(activity.done_);
  activity.hub_ = &mesh;
  activity.grouped_ = true;
  activity.share_ = mesh.share.add(simulator.now(), activity.amount_ - activity.done_, path, &activity);
  mesh.changed();
}

void PhysicalWorld::Implementation::share_by_simgrid(Activity& activity) {
  ++simulator.in_flight_;
  const double rest = activity.amount_ - activity.done_;
  activity.running_ = activity.computes_
                          ? simgrid.compute(&activity, activity.from_.index, rest)
                          : simgrid.transfer(&activity, activity.from_.index, activity.to_.index, rest);
}

/// Everybody on these contended lines, and on the contended ones that they also pass.
void PhysicalWorld::Implementation::tangle_all(std::vector<Line*> lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto& line = *lines[i];
    line.settle();
    for (const auto way : {Way::alone, Way::shared}) {
      for (void* const user : users_of(line, way)) {
        auto& activity = *static_cast<Activity*>(user);
        if (activity.waits_for_clock_) continue;
        tangle(activity);
        if (activity.seats_[0].way != Way::tangled) continue;
        auto* const other = other_line(activity, line);
        if (other != nullptr && other->contended() && has_others(*other)) lines.push_back(other);
      }
    }
  }
}

}  // namespace garoa
