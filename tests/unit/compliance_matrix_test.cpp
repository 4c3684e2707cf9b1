// What each shipped profile asks of each control, cell by cell: whether it asks, whether it only informs, and every value that is not the
// catalogue's default. A control without a row, and a value that a cell does not name, fail.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/compliance_run.hpp"

namespace compliance_matrix_test {

using namespace garoa;
using namespace garoa::compliance;

namespace {

constexpr std::array<const char*, 6> norms{"pci-dss-4", "br-cmn-4893",      "sec-17a-4",
                                           "eu-dora",   "aws-backup-audit", "aws-fsbp"};

/// Controls, and a cell for each norm: "-" not asked, "on" or "info", then "only=section", "severity=name" and values: days ("d"), hours
/// ("h"), seconds, numbers and shares, 0 and 1 for flags; "unset" takes the default away.
struct Row {
  const char* controls;
  std::array<const char*, norms.size()> cells;
};

// clang-format off
const std::vector<Row> matrix{
    {"S-DP-01",         {"on", "on", "on", "on", "-", "on"}},
    {"S-DP-02",         {"on require_kms=1", "on", "on", "on", "-", "info"}},
    {"S-DP-03",         {"on", "on", "on", "on", "-", "on"}},
    {"S-DP-04",         {"on", "on", "on", "on", "-", "on only=sqs"}},
    {"S-DP-05",         {"on", "on", "on", "on", "on", "on"}},
    {"S-AC-01 S-AC-02", {"on", "on", "on", "on", "-", "on"}},
    {"S-AC-03",         {"on", "on", "-", "on", "-", "on"}},
    {"S-AC-04",         {"on", "on", "on", "on", "on", "-"}},
    {"S-RT-01",         {"on", "on", "on", "on", "-", "info"}},
    {"S-RT-02",         {"on of_logs=1 min_lock=365d", "info min_lock=4018d", "on compliance_mode=1 min_lock=2192d audit_trail_instead=1",
                         "on min_lock=35d", "info vaults_only=1 min_lock=0", "info min_lock=0"}},
    {"S-RT-03",         {"-", "on min_retention=4018d", "on min_retention=2192d", "on min_retention=unset", "-", "-"}},
    {"S-RT-04",         {"on must_be_set=1", "on", "-", "on", "-", "on"}},
    {"S-RT-05",         {"on", "on", "on min_retention=2192d", "on", "on", "-"}},
    {"S-RT-06",         {"on", "on min_retention=1827d", "on min_retention=2192d", "on min_retention=1827d", "-", "info"}},
    {"S-RT-07",         {"on", "on", "on hot_logs=731d", "on", "-", "-"}},
    {"S-RT-08",         {"-", "on hot_documents=365d", "on hot_documents=731d", "-", "-", "-"}},
    {"S-BK-01",         {"on", "on", "on", "on", "on", "info"}},
    {"S-BK-02",         {"on", "on", "on", "on", "on", "-"}},
    {"S-BK-03",         {"info", "on", "on", "on severity=critical", "info", "-"}},
    {"S-BK-04",         {"info", "on", "on", "info", "info", "info"}},
    {"S-BK-05",         {"-", "on", "-", "on", "-", "-"}},
    {"S-BK-06",         {"-", "-", "-", "-", "-", "-"}},
    {"S-LG-01 S-LG-02", {"on", "on", "on", "on", "-", "on"}},
    {"S-LG-03",         {"on", "on", "on", "on", "-", "on"}},
    {"S-LG-04 S-LG-05", {"on", "on", "on", "on", "-", "-"}},
    {"S-EV-01 S-EV-02 S-EV-03 S-EV-04 S-EV-05", {"on", "on", "on", "on", "-", "-"}},
    {"S-NT-01",         {"on", "on", "on", "on", "-", "info"}},
    {"S-RS-01",         {"-", "on", "-", "on", "-", "-"}},
    {"S-AV-01",         {"-", "on", "-", "on", "-", "on only=lambda"}},
    {"S-RC-01",         {"-", "on", "-", "on", "-", "-"}},
    {"S-CO-01 S-CO-02", {"-", "-", "-", "-", "-", "-"}},
    {"D-RC-01",         {"info", "on rpo=24h", "-", "on rpo=4h", "on rpo=24h recovery_point_age=1", "-"}},
    {"D-RC-02",         {"info", "on", "-", "on", "-", "-"}},
    {"D-RC-03",         {"-", "-", "-", "-", "-", "-"}},
    {"D-RC-04",         {"info", "on rto=4h", "-", "on rto=4h", "on rto=12h", "-"}},
    {"D-RC-05",         {"info", "on", "on", "on severity=critical", "-", "-"}},
    {"D-BK-01 D-BK-03 D-BK-04", {"info", "on", "on", "on", "-", "-"}},
    {"D-BK-02",         {"info", "on", "on", "on", "on", "-"}},
    {"D-BK-05",         {"-", "-", "-", "-", "-", "-"}},
    {"D-RT-01",         {"-", "on", "on max_mutable=0 min_lock=2192d", "on", "-", "-"}},
    {"D-RT-02",         {"-", "on p99=60 hard_limit=1d", "on p99=60 hard_limit=1d", "on p99=60 hard_limit=1d", "-", "-"}},
    {"D-RT-03",         {"-", "on min_retention=4018d", "on min_retention=2192d", "on min_retention=unset", "-", "-"}},
    {"D-LG-01",         {"on min_completeness=1", "on min_completeness=1", "on min_completeness=1", "on min_completeness=1", "-", "-"}},
    {"D-LG-02",         {"on max_p99=300 max_gap=900", "on max_p99=300 max_gap=900", "on max_p99=300 max_gap=900",
                         "on max_p99=300 max_gap=900", "-", "-"}},
    {"D-LG-03",         {"on", "on", "on", "on", "-", "-"}},
    {"D-EV-01 D-EV-02 D-EV-03 D-EV-04 D-EV-05", {"on", "on", "on", "on", "-", "-"}},
    {"D-NT-01",         {"-", "-", "-", "-", "-", "-"}},
    {"D-NT-02",         {"on", "-", "-", "-", "-", "-"}},
    {"D-AV-01",         {"info", "on", "-", "on", "-", "-"}},
    {"D-AV-02 D-AV-03", {"on", "on", "on", "on", "-", "-"}},
    {"D-DT-01",         {"on clock=1h min_slack=900", "on clock=72h", "-", "on clock=24h", "-", "-"}},
    {"D-DU-01 D-CP-01", {"-", "-", "-", "-", "-", "-"}},
};

/// What profiles that are laid over a norm change in it, or ask for by themselves.
const std::map<std::string, std::pair<std::string, std::map<std::string, std::string>>> laid_over{
    {"lgpd", {"br-cmn-4893", {{"S-RT-04", "on severity=high"}, {"D-RT-02", "on p99=60 hard_limit=15d"}}}},
    {"reg-sci", {"sec-17a-4", {{"S-RC-01", "on"}, {"D-AV-01", "on"}, {"D-RC-04", "on rto=2h"}}}},
    {"mas-644", {"", {{"S-AV-01", "on"}, {"S-BK-01", "on"}, {"S-BK-05", "on"}, {"S-LG-05", "on"}, {"S-RC-01", "on"},
                      {"D-AV-01", "on max_outage=4h max_downtime=4h"}, {"D-BK-02", "on"},
                      {"D-DT-01", "on clock=1h min_slack=900"}, {"D-RC-04", "on rto=4h"}, {"D-RC-05", "on"}}}},
    {"nydfs-500", {"", {{"S-AC-01", "on"}, {"S-AC-02", "on"}, {"S-DP-01", "on"}, {"S-DP-02", "on"}, {"S-DP-03", "on"},
                        {"S-LG-01", "on"}, {"S-LG-03", "on"}, {"S-LG-05", "on"}, {"S-RT-06", "on min_retention=1827d"},
                        {"D-DT-01", "on clock=72h"}, {"D-LG-01", "on"}, {"D-LG-02", "on"}, {"D-LG-03", "on"}}}},
};
// clang-format on

constexpr double unset = -1;

double number_of(std::string text) {
  if (text == "unset") return unset;
  const double unit = text.back() == 'd' ? 86400 : text.back() == 'h' ? 3600 : 1;
  return std::stod(text) * unit;
}

/// A cell as a profile's entry would have to be; the catalogue's defaults where it says nothing else.
void check_cell(const Profile& profile, const Profile& defaults, const std::string& control,
                const std::string& cell) {
  CAPTURE(profile.name);
  CAPTURE(control);
  CAPTURE(cell);
  const auto* const entry = profile.find(control);
  REQUIRE((entry != nullptr) == (cell != "-"));
  if (entry == nullptr) return;
  const auto& usual = *defaults.find(control);
  auto severity = usual.severity;
  auto values = usual.values;
  std::vector<std::string> only;
  std::istringstream words{cell};
  std::string word;
  words >> word;
  CHECK(entry->informational == (word == "info"));
  while (words >> word) {
    const auto name = word.substr(0, word.find('='));
    const auto text = word.substr(word.find('=') + 1);
    if (name == "only") only.push_back(text);
    if (name == "severity") severity = *severity_named(text);
    if (name == "only" || name == "severity") continue;
    const auto& parameters = usual.control->parameters;
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const ParameterInfo& parameter) { return parameter.name == name; });
    REQUIRE_MESSAGE(found != parameters.end(), name);
    auto& value = values[static_cast<std::size_t>(found - parameters.begin())];
    value = number_of(text);
    if (*value == unset) value.reset();
  }
  CHECK(entry->severity == severity);
  CHECK(entry->only == only);
  for (std::size_t i = 0; i < values.size(); ++i) {
    CAPTURE(usual.control->parameters[i].name);
    CHECK(entry->values[i].value_or(unset) == doctest::Approx(values[i].value_or(unset)));
  }
}

/// Cells of a norm by control.
std::map<std::string, std::string> cells_of(std::size_t norm) {
  std::map<std::string, std::string> cells;
  for (const auto& row : matrix) {
    std::istringstream controls{row.controls};
    for (std::string control; controls >> control;) cells[control] = row.cells[norm];
  }
  return cells;
}

void check_profile(const std::string& name, const std::map<std::string, std::string>& cells) {
  const auto profile = testing::shipped_profile(name);
  const auto defaults = testing::shipped_profile("default");
  for (const auto& usual : defaults.controls) {
    const auto cell = cells.find(usual.control->id);
    REQUIRE_MESSAGE(cell != cells.end(), usual.control->id, " has no row");
    check_cell(profile, defaults, usual.control->id, cell->second);
  }
}

}  // namespace

TEST_CASE("profiles: each asks of each control what the matrix of norms says, and of none anything else") {
  for (std::size_t norm = 0; norm < norms.size(); ++norm) check_profile(norms[norm], cells_of(norm));
}

TEST_CASE("profiles: what is laid over a norm changes what it says, and nothing else") {
  for (const auto& [name, changes] : laid_over) {
    const auto& [norm, own] = changes;
    const auto* const found = std::find(norms.begin(), norms.end(), norm);
    auto cells = cells_of(norm.empty() ? 0 : static_cast<std::size_t>(found - norms.begin()));
    if (norm.empty())
      for (auto& [control, cell] : cells) cell = "-";
    for (const auto& [control, cell] : own) cells[control] = cell;
    check_profile(name, cells);
  }
}

TEST_CASE("profiles: the matrix speaks of every profile that is shipped") {
  Diagnostics diagnostics;
  std::vector<std::string> spoken_of{norms.begin(), norms.end()};
  for (const auto& [name, changes] : laid_over) spoken_of.push_back(name);
  std::sort(spoken_of.begin(), spoken_of.end());
  CHECK(profile_names(ModelFiles{"", diagnostics}) == spoken_of);
}

TEST_CASE("profiles: when a document counts as protected") {
  for (const auto& [name, protection] :
       {std::pair{"pci-dss-4", Protection::object}, std::pair{"br-cmn-4893", Protection::job},
        std::pair{"sec-17a-4", Protection::isolated}, std::pair{"eu-dora", Protection::isolated},
        std::pair{"aws-backup-audit", Protection::job}, std::pair{"lgpd", Protection::job},
        std::pair{"reg-sci", Protection::isolated}, std::pair{"mas-644", Protection::job}}) {
    CAPTURE(name);
    CHECK(testing::shipped_profile(name).protection == protection);
  }
}

}  // namespace compliance_matrix_test
