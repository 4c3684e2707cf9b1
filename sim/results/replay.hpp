// What happened in a window of a run, to be played: levels at regular instants, values that services report, and the steps of a bounded
// sample of documents and downloads. The journal's facts and nothing else.
//
//   levels      each at `ticks` + 1 instants, both ends of the window among them: what it was after everything that happened until then.
//               Those that count what was refused begin with 0.
//   reported    the last value before the window and those in it, at the instants at which services report them; of balances of credits
//               also `full`, the most that they can be (results of earlier versions do not tell)
//   travellers  at most `most_travellers`: of all that began in the window every `stride`-th, at most `most_sampled`, and besides up to
//               `most_failed` of those that failed, so that what is rare is seen. Steps after the window are left out, and so are
//               those beyond `most_steps`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/result_json.hpp"

namespace garoa {

/// In simulated seconds since the start of the run.
struct ReplayWindow {
  double from = 0;
  double length = 0;
  [[nodiscard]] double to() const { return from + length; }
};

struct Replay {
  static constexpr std::size_t ticks = 600;
  static constexpr std::size_t most_travellers = 400;
  static constexpr std::size_t most_failed = 100;
  static constexpr std::size_t most_sampled = most_travellers - most_failed;
  static constexpr std::size_t most_steps = 60;

  struct Level {
    std::string resource;  // "lambda.validate"
    std::string what;      // "environments in use"
    std::vector<double> values;
  };
  struct Reported {
    std::string resource;
    std::string metric;                             // "AWS/EBS BurstBalance"
    std::vector<std::pair<double, double>> points;  // time, value
    std::optional<double> full = {};                // of a balance, in its unit
  };
  struct Step {
    double time = 0;
    std::string what;      // "started", "queued", "refused"
    std::string at;        // resource, flow or job
    std::string why = {};  // a reason or outcome; of most steps there is none
  };
  struct Traveller {
    std::string flow;
    std::uint64_t number = 0;  // of the document or request in its flow
    bool download = false;
    bool failed = false;  // refused, dropped or failed in the window
    std::vector<Step> steps;
  };

  ReplayWindow window;
  std::uint64_t began = 0;  // uploads and downloads in the window
  std::uint64_t stride = 1;
  std::vector<Level> levels;
  std::vector<Reported> reported;
  std::vector<Traveller> travellers;  // in the order in which they began

  [[nodiscard]] double tick(std::size_t number) const {
    return window.from + window.length * static_cast<double>(number) / static_cast<double>(ticks);
  }
};

/// replay.json, schema `garoa.replay/1`, in one line.
[[nodiscard]] std::string replay_json(const Replay& replay);
[[nodiscard]] Read<Replay> read_replay(const std::string& text);

}  // namespace garoa
