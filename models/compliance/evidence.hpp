// Evidence that monitors gather during a run in flat memory: capped lists with totals, and reasons with
// counts.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/journal/journal.hpp"
#include "sim/results/finding.hpp"

namespace garoa::compliance {

/// The first ids of something, and how many there were.
class IdList {
 public:
  void add(std::uint64_t id) {
    if (told_ < listed_ids) shown_[told_++] = id;
    ++total_;
  }
  /// There are so many, of which some were not told one by one.
  void raise_total(std::uint64_t total) { total_ = std::max(total_, total); }
  [[nodiscard]] std::uint64_t total() const { return total_; }
  /// Puts them into the finding, as documents or whatever they are the ids of.
  void tell(Finding& finding, std::string_view what = "document") const {
    for (std::size_t i = 0; i < told_; ++i) {
      finding.ids.push_back(std::string{what} + " " + std::to_string(shown_[i]));
    }
    finding.ids_total = total_;
  }

 private:
  std::array<std::uint64_t, listed_ids> shown_{};
  std::size_t told_ = 0;
  std::uint64_t total_ = 0;
};

/// Adds documents to those that the finding lists.
inline void add_ids(Finding& finding, const std::vector<std::uint64_t>& documents, std::uint64_t total) {
  for (std::size_t i = 0; i < documents.size() && finding.ids.size() < listed_ids; ++i)
    finding.ids.push_back("document " + std::to_string(documents[i]));
  finding.ids_total += total;
}
inline void add_ids(Finding& finding, const std::vector<std::uint64_t>& documents) {
  add_ids(finding, documents, documents.size());
}

/// The first time that something happened, if it did.
class FirstTime {
 public:
  void see(double time) {
    if (!seen_ || time < *seen_) seen_ = time;
  }
  [[nodiscard]] const std::optional<double>& time() const { return seen_; }

 private:
  std::optional<double> seen_;
};

/// How often something happened to documents, when first, and to which.
class Occurrences {
 public:
  void see(double time, std::uint64_t id) {
    first_.see(time);
    ids_.add(id);
  }
  void see(double time) { first_.see(time); }
  [[nodiscard]] const std::optional<double>& first() const { return first_.time(); }
  [[nodiscard]] std::uint64_t count() const { return ids_.total(); }
  void tell(Finding& finding, std::string_view what = "document") const {
    finding.count = count();
    finding.first_violation_s = first_.time();
    ids_.tell(finding, what);
  }

 private:
  FirstTime first_;
  IdList ids_;
};

/// Times in which a limit was broken, told in pieces in the order of time: one that begins where the last one ended goes on with it.
class BrokenTimes {
 public:
  BrokenTimes() { shown_.reserve(listed_episodes); }
  void add(double from, double until, double peak) {
    total_s_ += until - from;
    if (!first_) first_ = from;
    if (count_ > 0 && from <= last_.to) {
      last_.to = until;
      last_.peak = std::max(last_.peak, peak);
      if (count_ <= listed_episodes) shown_.back() = last_;
      return;
    }
    last_ = {from, until, peak};
    if (++count_ <= listed_episodes) shown_.push_back(last_);
  }
  [[nodiscard]] double total_s() const { return total_s_; }
  [[nodiscard]] const std::optional<double>& first() const { return first_; }
  [[nodiscard]] const std::vector<Episode>& shown() const { return shown_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  void tell(Finding& finding) const {
    finding.first_violation_s = first_;
    finding.violation_total_s = total_s_;
    finding.episodes = shown_;
    finding.episodes_total = count_;
    finding.count = count_;
  }

 private:
  double total_s_ = 0;
  std::optional<double> first_;
  std::vector<Episode> shown_;
  std::uint64_t count_ = 0;
  Episode last_;
};

/// Counts by reason. Reasons are few.
class Reasons {
 public:
  void add(std::string_view reason, std::uint64_t times = 1) {
    for (auto& [name, count] : counts_) {
      if (name == reason) {
        count += times;
        return;
      }
    }
    counts_.emplace_back(reason, times);
  }
  void tell(Finding& finding) const {
    finding.reasons.insert(finding.reasons.end(), counts_.begin(), counts_.end());
  }

 private:
  std::vector<std::pair<std::string, std::uint64_t>> counts_;
};

/// One state a name of the journal, made when the name is first seen.
template <class State>
class ByName {
 public:
  template <class... Arguments>
  State& at(NameId id, const Arguments&... arguments) {
    if (id < states_.size() && states_[id]) return *states_[id];
    return make(id, arguments...);
  }
  [[nodiscard]] bool empty() const { return states_.empty(); }
  /// Null when the name was never seen.
  [[nodiscard]] const State* find(NameId id) const {
    return id < states_.size() ? states_[id].get() : nullptr;
  }
  template <class Change>
  void each_state(const Change& change) {
    for (auto& state : states_) {
      if (state) change(*state);
    }
  }
  /// Calls `visit(name, state)` in the order of the names.
  template <class Visit>
  void each(const Journal& journal, const Visit& visit) const {
    std::vector<std::pair<std::string, const State*>> sorted;
    for (std::size_t id = 0; id < states_.size(); ++id) {
      if (states_[id]) sorted.emplace_back(journal.name(static_cast<NameId>(id)), states_[id].get());
    }
    std::sort(sorted.begin(), sorted.end());
    for (const auto& [name, state] : sorted) visit(name, *state);
  }

 private:
  /// Apart, so that what is asked for a million times stays small.
  template <class... Arguments>
  [[gnu::noinline]] State& make(NameId id, const Arguments&... arguments) {
    if (id >= states_.size()) states_.resize(id + 1);
    states_[id] = std::make_unique<State>(arguments...);
    return *states_[id];
  }

  std::vector<std::unique_ptr<State>> states_;
};

}  // namespace garoa::compliance
