// Waivers: gaps that somebody has accepted for a time, with a reason. A waived gap keeps its status: it is marked, and does not
// count for the exit code.
//
//   waivers:
//     - control: S-DP-01
//       resource: ebs.documents    # the finding's resource or flow, * for any text in it (s3.*); absent: all that the control finds
//       profile: br-cmn-4893       # absent: under any profile
//       reason: the volume is replaced in May
//       owner: ana@example.com
//       expires: 2027-05-31        # the last day on which it holds, at most 365 days ahead
//
// An expired waiver holds no more and is a finding of its own (waiver-expired, medium), and so is one that ends more than 365 days
// ahead (waiver-too-long, medium: it holds not either), one that meets no gap (waiver-unused, low, a warning) and one that ends within
// 30 days (waiver-expiring, info, a warning). Of a control that nothing judged, as a dynamic one in a check, none is told to be unused.
// One that is malformed does not hold, and is a finding too (waiver-malformed, medium): missing, empty or unknown keys, days that
// are not in the calendar. Errors: a file that cannot be read, or is no list of waivers.
#pragma once

#include <string>
#include <vector>

#include "sim/core/diagnostics.hpp"
#include "sim/core/fields.hpp"
#include "sim/results/finding.hpp"

namespace garoa {

struct Waiver {
  Location where;
  std::string control;
  std::string resource;  // or flow; empty: any
  std::string profile;   // empty: any
  std::string reason;
  std::string owner;
  std::string expires;  // "2027-05-31"
  std::string fault;    // what is wrong with it; empty: nothing, and it holds

  /// Is it about this gap? Only FAIL and WARN are gaps.
  [[nodiscard]] bool meets(const compliance::Finding& finding) const;
};

/// Is it a day of the calendar, written as 2027-05-31?
[[nodiscard]] bool is_day(const std::string& text);

/// The waivers of a file. What is wrong with the file goes to the diagnostics, what is wrong with one of them to that.
[[nodiscard]] std::vector<Waiver> read_waivers(const std::string& path, Diagnostics& diagnostics);

/// Everything that such a file can say, as declared by the reader.
[[nodiscard]] FieldRecord describe_waivers();

/// A finding for each waiver that is past its last day on `today`, ends too late or soon, or meets none of `findings`.
[[nodiscard]] std::vector<compliance::Finding> findings_of_waivers(
    const std::vector<Waiver>& waivers, const std::string& today,
    const std::vector<compliance::Finding>& findings);

/// The first waiver that meets the finding and holds on `today`, or null.
[[nodiscard]] const Waiver* waiver_of(const compliance::Finding& finding, const std::vector<Waiver>& waivers,
                                      const std::string& today);

}  // namespace garoa
