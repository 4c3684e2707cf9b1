#include "sim/run/find_fixes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "models/compliance/deciding_settings.hpp"
#include "models/compliance/static_checks.hpp"
#include "sim/run/setting_steps.hpp"

namespace garoa {
namespace {

using compliance::ControlInfo;
using compliance::ControlKind;
using compliance::DecidingSetting;
using compliance::Finding;
using compliance::Fix;
using compliance::Status;

constexpr std::string_view limit_word = "$limit";
constexpr double near_enough = 0.05;

bool is_gap(const Finding& finding) {
  return finding.status == Status::fail || finding.status == Status::warn;
}

bool is_of(const Finding& finding, const Finding& gap) {
  return finding.control == gap.control && finding.profile == gap.profile;
}

template <class Asked>
auto count_of(const std::vector<Finding>& findings, const Asked& asked) {
  return std::count_if(findings.begin(), findings.end(), asked);
}

/// One gap fewer, one pass more, and not this one.
bool closes(const Finding& gap, const std::vector<Finding>& before, const std::vector<Finding>& after) {
  const auto gaps = [&](const Finding& f) { return is_of(f, gap) && is_gap(f); };
  const auto passes = [&](const Finding& f) { return is_of(f, gap) && f.status == Status::pass; };
  const auto itself = [&](const Finding& f) {
    return gaps(f) && f.flow == gap.flow && f.resource == gap.resource;
  };
  return count_of(after, itself) == 0 && count_of(after, gaps) < count_of(before, gaps) &&
         count_of(after, passes) > count_of(before, passes);
}

/// Controls with a gap that was none before.
std::vector<std::string> opened(const std::vector<Finding>& before, const std::vector<Finding>& after) {
  using Place = std::tuple<std::string, std::string, std::string, std::string>;
  const auto place_of = [](const Finding& f) { return Place{f.control, f.profile, f.flow, f.resource}; };
  std::set<Place> known;
  for (const auto& finding : before) {
    if (is_gap(finding)) known.insert(place_of(finding));
  }
  std::set<std::string> controls;
  for (const auto& finding : after) {
    if (is_gap(finding) && !known.contains(place_of(finding))) controls.insert(finding.control);
  }
  return {controls.begin(), controls.end()};
}

class FixFinder {
 public:
  FixFinder(const Scenario& scenario, const std::vector<Finding>& before, const Invoice& cost,
            const FixTrial& trial)
      : scenario_{scenario},
        architecture_{architecture_of(scenario)},
        owners_{architecture_},
        before_{before},
        cost_{cost},
        trial_{trial} {}

  std::optional<Fix> find(const Finding& gap) {
    const auto* const control = control_of(gap);
    if (control == nullptr || (gap.kind == ControlKind::dynamic && !trial_.run)) return std::nullopt;
    std::optional<Fix> second_best;
    for (const auto& setting : deciding_settings(gap, *control, owners_)) {
      for (const auto& value : candidates(gap, setting)) {
        auto fix = judged(gap, setting.path, value);
        if (fix && fix->opens.empty()) return fix;
        if (!second_best) second_best = std::move(fix);
      }
    }
    return second_best;
  }

 private:
  struct Tried {
    std::vector<Finding> findings;  // all of a run, else the static ones
    std::optional<double> per_month;
  };

  const ControlInfo* control_of(const Finding& gap) const {
    if (scenario_.profiles.empty())
      return compliance::built_in_default_profile().catalogue->find(gap.control);
    for (const auto& profile : scenario_.profiles) {
      if (profile.name == gap.profile) return profile.catalogue->find(gap.control);
    }
    return nullptr;
  }

  /// Listed values, and of a number the nearest that closes the gap.
  std::vector<std::string> candidates(const Finding& gap, const DecidingSetting& setting) {
    std::vector<std::string> values;
    for (auto value : setting.info->values) {
      const auto word = value.find(limit_word);
      if (word != std::string::npos) {
        if (!gap.limit || gap.unit != "s") continue;
        value.replace(word, limit_word.size(), format_quantity(Seconds{*gap.limit}));
      }
      values.push_back(std::move(value));
    }
    for (const auto& bound : {setting.info->up_to, setting.info->down_to}) {
      if (bound.empty()) continue;
      if (auto value = nearest(gap, setting.path, bound)) values.push_back(std::move(*value));
    }
    return values;
  }

  std::optional<std::string> nearest(const Finding& gap, const std::string& path, const std::string& bound) {
    const auto steps = SettingSteps::between(*scenario_.record, path, bound);
    if (!steps || !is_closed_by(gap, path, steps->text(steps->bound()))) return std::nullopt;
    double not_enough = steps->present();
    double enough = steps->bound();
    while (std::abs(enough - not_enough) > std::max(1.0, near_enough * std::max(enough, not_enough))) {
      const double middle = std::round((enough + not_enough) / 2);
      (is_closed_by(gap, path, steps->text(middle)) ? enough : not_enough) = middle;
    }
    return steps->text(enough);
  }

  bool is_closed_by(const Finding& gap, const std::string& path, const std::string& value) {
    const auto* const tried = try_setting(path, value, gap.kind == ControlKind::dynamic);
    return tried != nullptr && closes(gap, before_, tried->findings);
  }

  std::optional<Fix> judged(const Finding& gap, const std::string& path, const std::string& value) {
    if (!is_closed_by(gap, path, value)) return std::nullopt;
    const auto* const tried = try_setting(path, value, static_cast<bool>(trial_.run));
    if (tried == nullptr || !closes(gap, before_, tried->findings)) return std::nullopt;
    return Fix{path, value, tried->per_month, tried->per_month ? cost_.currency : "",
               opened(before_, tried->findings)};
  }

  /// Null where there is nothing to look at.
  const Tried* try_setting(const std::string& path, const std::string& value, bool by_run) {
    const auto [place, is_new] = tried_.try_emplace(std::tuple{path, value, by_run});
    if (is_new) place->second = outcome_of(fmt::format("{}={}", path, value), by_run);
    return place->second ? &*place->second : nullptr;
  }

  std::optional<Tried> outcome_of(const std::string& setting, bool by_run) const {
    const auto changed = trial_.with(setting);
    if (!changed) return std::nullopt;
    if (!by_run)
      return Tried{compliance::check_static(architecture_of(*changed), changed->profiles), std::nullopt};
    auto result = trial_.run(*changed);
    if (!result) return std::nullopt;
    return Tried{std::move(result->compliance.findings), result->cost.per_month - cost_.per_month};
  }

  const Scenario& scenario_;
  const compliance::Architecture architecture_;
  const compliance::Owners owners_;
  const std::vector<Finding>& before_;
  const Invoice& cost_;
  const FixTrial& trial_;
  std::map<std::tuple<std::string, std::string, bool>, std::optional<Tried>> tried_;
};

}  // namespace

void find_fixes(const Scenario& scenario, std::vector<Finding>& findings, const Invoice& cost,
                const FixTrial& trial, const std::function<bool(const Finding&)>& wanted) {
  const auto before = findings;
  FixFinder finder{scenario, before, cost, trial};
  for (auto& finding : findings) {
    if (is_gap(finding) && wanted(finding)) finding.fix = finder.find(finding);
  }
}

}  // namespace garoa
