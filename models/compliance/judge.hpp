// The verdict rules: how a measure, a limit and the evidence become a finding. The same for every control.
//
//   - at_most and at_least: FAIL beyond the limit, WARN within `warn_margin` of it, else PASS; a limit of 0
//     never warns.
//   - A dynamic failure with measured/limit >= step_up_ratio is one severity higher; with <= step_down_ratio
//     and a known violation time below step_down_share of the run one lower. What never comes is beyond any
//     limit: one higher.
//   - A control without tolerance carries `upper_bound_95` = 3/n (rule of three): with 0 of n seen, the share
//     is at most that.
//   - Informational controls have severity info and warn instead of failing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/compliance/owners.hpp"
#include "models/compliance/profile.hpp"

namespace garoa::compliance {

/// One control under one profile. Opens findings, judges them, closes them into the list.
class Judge {
 public:
  Judge(const Owners& owners, const Profile& profile, const ProfileControl& entry, std::vector<Finding>& out)
      : owners_{owners}, architecture_{owners.architecture()}, profile_{profile}, entry_{entry}, out_{out} {}

  [[nodiscard]] const Architecture& architecture() const { return architecture_; }
  [[nodiscard]] const Owners& owners() const { return owners_; }
  [[nodiscard]] const Profile& profile() const { return profile_; }

  /// What the profile's controls before this one have found, and their catalogue.
  [[nodiscard]] const std::vector<Finding>& found() const { return out_; }
  [[nodiscard]] const Controls& catalogue() const { return *profile_.catalogue; }

  /// The value of a parameter of the control; empty when unset.
  [[nodiscard]] std::optional<double> parameter(std::string_view name) const {
    return entry_.parameter(name);
  }
  /// The value of a parameter that has a default.
  [[nodiscard]] double value(std::string_view name) const { return parameter(name).value_or(0); }
  /// Were the values that the profile sets read in its source?
  [[nodiscard]] bool basis_is_verified() const { return entry_.basis == Basis::verified; }
  [[nodiscard]] bool flag(std::string_view name) const { return value(name) != 0; }
  /// The recovery point objective in force (see D-RC-01), and whether the policy set it.
  struct Objective {
    double seconds = 0;
    bool of_policy = false;
    bool informs = false;  // the profile asks for it to inform only
  };
  [[nodiscard]] std::optional<Objective> recovery_point_objective() const;

  /// For how long documents must be kept (`min_retention` of S-RT-03 and D-RT-03): the policy's, or a norm's where that is longer; a
  /// default of this project gives way to the policy's. Nothing: neither says.
  [[nodiscard]] std::optional<Objective> required_retention() const;

  /// A finding without verdict. `flow` and `resource` are scenario paths or empty.
  [[nodiscard]] Finding open(std::string flow, std::string resource, const Location& place) const;
  /// What never comes measures `never`: it breaks any limit, and no number is told.
  void at_most(Finding& finding, double measured, double limit, std::string_view unit) const;
  void at_least(Finding& finding, double measured, double limit, std::string_view unit) const;
  /// Is less of the limit left than the warning margin? It is where the limit is broken.
  [[nodiscard]] bool is_near(double measured, double limit) const;
  /// The mark of the parameter that set this limit; empty where none did.
  [[nodiscard]] std::string basis_of_limit(double limit) const;
  /// Whether n samples are enough for percentile p.
  [[nodiscard]] bool enough_for(double p, std::uint64_t n) const;
  /// Whether so many of n beyond a limit are too many for percentile p to be within it, at 95 %, however small n is: a bound that is broken.
  [[nodiscard]] static bool breaks_percentile(double p, std::uint64_t n, std::uint64_t beyond);
  /// Applies severity rules, withdraws a dynamic pass without observations, and adds the finding to the list.
  void close(Finding finding) const;
  /// Opens and closes a finding that has only a status and a reason.
  void note(Status status, std::string message, std::string flow = {}, std::string resource = {},
            const Location& place = {}) const;

 private:
  [[nodiscard]] bool is_asked_about(const Finding& finding) const;

  const Owners& owners_;
  const Architecture& architecture_;
  const Profile& profile_;
  const ProfileControl& entry_;
  std::vector<Finding>& out_;
};

/// Adds `upper_bound_95` = 3/n to the evidence when nothing was seen.
void add_rule_of_three(Finding& finding, std::uint64_t seen);

/// "ebs", "documents" -> "ebs.documents"; an empty name gives an empty path.
[[nodiscard]] std::string path_of(std::string_view section, std::string_view name);

}  // namespace garoa::compliance
