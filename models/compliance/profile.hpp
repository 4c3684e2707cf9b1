// A profile: which controls a norm or framework asks for, and with which values.
//
// Profiles are models/compliance/profiles/<name>.yaml; what a profile leaves open is filled with the
// catalogue's defaults (controls/*.yaml). The profile "default" is every control with its defaults, and is in
// force when none is chosen.
//
//   title: ...
//   source: ...                      # the text that the profile reads
//   clauses: [PCI DSS]               # beginnings of the clauses and identifiers that its findings carry
//   protection: object               # when a document counts as protected: object, job or isolated (see D-RC-01)
//   controls:
//     D-RC-01: { rpo: 24 h, basis: P, informational: true }
//
// A profile may `extends:` another one: its values are laid over the other's, control by control; null takes a control away. A
// name that ends in ".yaml" is a file of the user's own, which bears its own name in outputs. `caveats` are told by `garoa explain`.
//
// Every control may carry `basis` and `source` of its values, a `severity` that replaces the catalogue's, and
// `informational: true`: reported with severity info, never a failure. `only: [sqs]` leaves of a control what is about resources of
// these sections of the scenario. A parameter that is null has no value, not even the catalogue's default.
//
// Errors (no such profile, control, parameter or severity, wrong units) go to the catalogue's Diagnostics
// with their place.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/compliance/control.hpp"
#include "sim/core/figures.hpp"

namespace garoa::compliance {

/// When a document counts as protected.
enum class Protection { object, job, isolated };

/// A control as a profile asks for it.
struct ProfileControl {
  const ControlInfo* control = nullptr;
  Severity severity = Severity::medium;
  bool informational = false;
  std::vector<std::string> only =
      {};                        // kinds of resources that it asks about, as "sqs"; none: all of the control
  Basis basis = Basis::project;  // of the values that the profile sets
  std::vector<std::string> clauses;
  /// In the order of the control's parameters; seconds, bytes, plain numbers, or 0 and 1 for flags. Empty:
  /// unset.
  std::vector<std::optional<double>> values;
  std::vector<bool> own_values = {};  // likewise: the profile's, not the catalogue's

  /// The value of the parameter of that name; empty when it is unset.
  [[nodiscard]] std::optional<double> parameter(std::string_view name) const;
};

/// See compliance.yaml, verdict.*.
struct VerdictRules {
  double warn_margin = 0;
  double step_up_ratio = 0;
  double step_down_ratio = 0;
  double step_down_share = 0;
  double percentile_samples = 0;
  double full_disk = 1;       // share from which an alarm on disk_used sees a signal
  double log_deletion_s = 0;  // after the end of a group's retention, that records may still be there
};

struct Profile {
  std::string name;
  std::string title;
  std::string source;
  std::vector<std::string> caveats;
  bool edited = false;  // a built-in text of it was replaced; its name tells
  Protection protection = Protection::object;
  VerdictRules rules;
  std::shared_ptr<const Controls> catalogue;  // of all controls; those below point into it
  std::vector<ProfileControl> controls;       // in the order of the catalogue

  /// The control of that id as this profile asks for it, or null.
  [[nodiscard]] const ProfileControl* find(std::string_view id) const;
};

/// The profile of that name; "default" is the catalogue's. After an error, what could be read. `where` is the
/// place that names it; a file is looked for in `folder`.
[[nodiscard]] Profile load_profile(Catalogue& catalogue, const std::string& name, const Location& where = {},
                                   const std::string& folder = "");

/// The built-in profile that results call NAME-edited where `files` replace what it reads; the name itself otherwise.
[[nodiscard]] std::string profile_meant(std::string_view name, const ModelFiles& files);

/// Whether the name is that of a file of the user's.
[[nodiscard]] bool is_profile_file(std::string_view name);

/// What the profile reads, what it asks for with which values and how far they can be trusted, and its caveats.
[[nodiscard]] std::string explain(const Profile& profile, const Sources& sources);

/// The names of the shipped profiles, sorted, without "default".
[[nodiscard]] std::vector<std::string> profile_names(const ModelFiles& files);

/// The default profile with the figures of the build, for callers without a catalogue.
[[nodiscard]] const Profile& built_in_default_profile();

}  // namespace garoa::compliance

namespace garoa {

template <>
struct EnumNames<compliance::Protection> {
  static constexpr std::string_view kind = "protection";
  static constexpr std::array names{
      std::pair{std::string_view{"object"}, compliance::Protection::object},
      std::pair{std::string_view{"job"}, compliance::Protection::job},
      std::pair{std::string_view{"isolated"}, compliance::Protection::isolated}};
};

}  // namespace garoa
