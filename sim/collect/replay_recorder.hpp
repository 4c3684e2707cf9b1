// Records a window of a run so that it can be played (sim/results/replay.hpp), and only observes.
//
// It counts from the beginning of the run, since what is under way when the window begins is a level, too. Its memory is bounded: by the
// samples, and by `most_open` documents that may yet fail; what begins while so many are open is only counted.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/journal/journal.hpp"
#include "sim/results/replay.hpp"

namespace garoa {

class ReplayRecorder {
 public:
  /// Subscribes to the journal; both outlive the last event of the run.
  ReplayRecorder(Journal& journal, const ReplayWindow& window);
  ReplayRecorder(const ReplayRecorder&) = delete;
  ReplayRecorder& operator=(const ReplayRecorder&) = delete;

  /// After the run.
  [[nodiscard]] const Replay& replay() const { return replay_; }

 private:
  static constexpr std::size_t most_open = 5000;

  /// Of a level that is counted or told.
  struct Level {
    double now = 0;
    std::vector<double> values;  // at the ticks so far
  };
  struct Track {
    std::uint64_t place = 0;  // among all that began in the window
    bool open = true;
    Replay::Traveller traveller;
  };
  using Key = std::tuple<NameId, std::uint64_t, bool>;  // flow, number, whether it is a download

  void observe_uploads(Journal& journal);
  void observe_downloads(Journal& journal);
  void observe_functions(Journal& journal);
  void observe_effects(Journal& journal);
  void observe_jobs(Journal& journal);

  [[nodiscard]] bool is_inside(double time) const {
    return time >= replay_.window.from && time <= replay_.window.to();
  }
  /// Takes down the levels at the ticks before `time`.
  void advance(double time);
  [[nodiscard]] double& level(double time, NameId resource, std::string_view what);
  void change(double time, NameId resource, std::string_view what, double by) {
    level(time, resource, what) += by;
  }
  /// Of what is counted within the window only.
  void count(double time, NameId resource, std::string_view what);
  void begin(double time, const Key& key);
  void step(double time, const Key& key, const char* what, NameId at, std::string_view why = {});
  void end(double time, const Key& key, bool failed);
  [[nodiscard]] bool is_sampled(const Track& track) const { return track.place % replay_.stride == 0; }
  [[nodiscard]] bool keeps_failed();
  void thin_out();
  void finish();

  const Journal& journal_;
  Replay replay_;
  std::size_t next_tick_ = 0;
  std::map<std::pair<NameId, std::string>, Level> levels_;
  std::map<std::pair<NameId, NameId>, Replay::Reported> reported_;  // named at the end
  std::map<Key, Track> tracks_;
  std::size_t sampled_ = 0;
  std::size_t kept_failed_ = 0;  // beside the sample
};

}  // namespace garoa
