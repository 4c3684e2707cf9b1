// The clauses of norms and the severities that the research gives a control, each clause with its mark: what was read in a second-hand text
// is V2, what is from memory M. Mappings beyond these are our own, and M.
#include <doctest/doctest.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "models/compliance/profile.hpp"

namespace compliance_clauses_test {

using namespace garoa;
using namespace garoa::compliance;

namespace {

constexpr auto second_hand = ClauseMark::second_hand;
constexpr auto memory = ClauseMark::not_verified;

struct Row {
  std::string_view control;
  Severity severity;
  std::vector<std::pair<std::string_view, ClauseMark>> clauses = {};
};

using enum Severity;

const std::vector<Row> rows{
    {"S-DP-01",
     high,
     {{"PCI DSS 3.5.1", memory}, {"CMN 4.893 art. 3 par. 2 II", second_hand}, {"DORA art. 9", memory}}},
    {"S-DP-02", medium, {{"PCI DSS 3.5.1", memory}, {"CMN 4.893 art. 3 par. 2 II", second_hand}}},
    {"S-DP-03", medium, {{"PCI DSS 4.2.1", memory}, {"CMN 4.893 art. 3 par. 2 II", second_hand}}},
    {"S-DP-04", medium, {{"PCI DSS 10.3.2", memory}, {"PCI DSS 3.5.1", memory}}},
    {"S-DP-05", medium, {{"PCI DSS 3.5.1", memory}}},
    {"S-AC-01",
     critical,
     {{"PCI DSS 1.4.4", memory}, {"CMN 4.893 art. 3 par. 2 IV, IX", second_hand}, {"DORA art. 9", memory}}},
    {"S-AC-02", high, {{"PCI DSS 7.2", memory}, {"CMN 4.893 art. 3 par. 2 IX", second_hand}}},
    {"S-AC-03", high, {{"CMN 4.893 art. 3 par. 2 X, XI", second_hand}}},
    {"S-AC-04", high, {{"PCI DSS 10.3.2", memory}, {"DORA art. 12(3)", second_hand}}},
    {"S-RT-01", medium, {{"PCI DSS 10.3.4", memory}}},
    {"S-RT-02", high, {{"SEC 17a-4(f)", second_hand}, {"PCI DSS 10.3.4", memory}}},
    {"S-RT-03",
     critical,
     {{"Circ. BCB 3.978 art. 67", second_hand},
      {"Lei 9.613 art. 10", second_hand},
      {"SEC 17a-4(a), (b)", second_hand},
      {"FINRA 4511(b)", second_hand}}},
    {"S-RT-04",
     medium,
     {{"PCI DSS 3.2.1", second_hand}, {"LGPD art. 16", second_hand}, {"GDPR 5(1)(e)", memory}}},
    {"S-RT-05", medium},
    {"S-RT-06",
     high,
     {{"PCI DSS 10.5.1", second_hand},
      {"NYDFS 500.06", second_hand},
      {"CMN 4.893 art. 3 par. 7 II", second_hand}}},
    {"S-RT-07", medium, {{"PCI DSS 10.5.1", second_hand}}},
    {"S-RT-08", medium, {{"SEC 17a-4(a), (b)", second_hand}, {"CMN 4.474", second_hand}}},
    {"S-BK-01",
     critical,
     {{"DORA art. 12(1)", second_hand},
      {"CMN 4.893 art. 3 par. 2 VII", second_hand},
      {"CMN 4.474", second_hand},
      {"PCI DSS 10.3.3", memory}}},
    {"S-BK-02", high, {{"DORA art. 12(1)(a)", second_hand}}},
    // The number (f)(3)(v) was seen in one source alone.
    {"S-BK-03", high, {{"DORA art. 12(3)", second_hand}, {"SEC 17a-4(f)(3)(v)", memory}}},
    {"S-BK-04", medium, {{"SEC 17a-4(f)(3)(v)", memory}}},
    {"S-BK-05",
     medium,
     {{"DORA art. 11(6)(a)", second_hand},
      {"DORA art. 12(2)", second_hand},
      {"CMN 4.557 art. 20", second_hand}}},
    {"S-BK-06", medium},
    {"S-LG-01",
     high,
     {{"PCI DSS 10.2.1", memory}, {"CMN 4.893 art. 3 par. 7 I", second_hand}, {"DORA art. 17", memory}}},
    {"S-LG-02", medium, {{"PCI DSS 10.2.1.1", memory}}},
    {"S-LG-03", medium, {{"PCI DSS 10.3.4", memory}, {"CMN 4.893 art. 3 par. 7 III", second_hand}}},
    {"S-LG-04", medium, {{"PCI DSS 10.2.2", second_hand}, {"SEC 17a-4(f)", second_hand}}},
    {"S-LG-05", high, {{"PCI DSS 10.7.2", memory}, {"PCI DSS 12.10.5", memory}, {"DORA art. 10", memory}}},
    {"S-EV-01", high, {{"CMN 4.893 art. 3 par. 7 I", second_hand}}},
    {"S-EV-02", high, {{"PCI DSS 10.7.2", memory}}},
    {"S-EV-03", medium},
    {"S-EV-04", high},
    {"S-EV-05", high},
    {"S-NT-01", medium, {{"PCI DSS 12.10.5", memory}}},
    {"S-RS-01",
     critical,
     {{"CMN 4.474", second_hand}, {"CMN 4.893 art. 16", memory}, {"DORA art. 30", memory}}},
    {"S-AV-01", medium, {{"DORA art. 12(4)", memory}}},
    {"S-RC-01", medium, {{"CMN 4.893 art. 20 II", memory}, {"DORA art. 12(6)", second_hand}}},
    {"D-RC-01", high, {{"DORA art. 12(6)", second_hand}, {"CMN 4.893 art. 20", memory}}},
    {"D-RC-02", medium, {{"DORA art. 12(1)", second_hand}}},
    {"D-RC-03", medium},
    {"D-RC-04",
     high,
     {{"DORA art. 12(6)", second_hand},
      {"MAS 644", second_hand},
      {"Reg SCI 242.1001(a)(2)(v)", second_hand}}},
    {"D-RC-05", critical, {{"DORA art. 12(7)", second_hand}, {"CMN 4.474", second_hand}}},
    {"D-BK-01", medium, {{"DORA art. 12(1)", second_hand}}},
    {"D-BK-02", high, {{"DORA art. 12(1)", second_hand}, {"CMN 4.893 art. 3 par. 2 VII", second_hand}}},
    {"D-BK-03", medium},
    {"D-BK-04", high},
    {"D-BK-05", medium, {{"DORA art. 12(3)", second_hand}}},
    {"D-RT-01", high, {{"SEC 17a-4(f)", second_hand}}},
    {"D-RT-02",
     medium,
     {{"SEC 17a-4(a), (b)", second_hand}, {"CMN 4.474", second_hand}, {"LGPD art. 19", second_hand}}},
    {"D-RT-03", critical, {{"Circ. BCB 3.978 art. 67", second_hand}, {"FINRA 4511(b)", second_hand}}},
    {"D-LG-01",
     critical,
     {{"PCI DSS 10.2.1", memory}, {"CMN 4.893 art. 3 par. 7 I", second_hand}, {"SEC 17a-4(f)", second_hand}}},
    {"D-LG-02", medium, {{"PCI DSS 10.3.3", memory}, {"PCI DSS 10.7.2", memory}}},
    {"D-LG-03",
     high,
     {{"CMN 4.893 art. 3 par. 7 I", second_hand},
      {"NYDFS 500.06", second_hand},
      {"SEC 17a-4(f)", second_hand}}},
    {"D-EV-01", critical, {{"CMN 4.893 art. 3 par. 7 I", second_hand}}},
    {"D-EV-02", medium},
    {"D-EV-03", high, {{"DORA art. 12(7)", second_hand}}},
    {"D-EV-04", medium},
    {"D-EV-05", high},
    {"D-NT-01", low, {{"DORA art. 17", memory}, {"PCI DSS 12.10.5", memory}}},
    {"D-NT-02", medium, {{"PCI DSS 12.10.5", memory}}},
    {"D-AV-01", medium, {{"MAS 644", second_hand}, {"DORA art. 12(6)", second_hand}}},
    {"D-AV-02", high},
    {"D-AV-03", critical, {{"Circ. BCB 3.978 art. 67", second_hand}, {"SEC 17a-4(a), (b)", second_hand}}},
    {"D-DU-01", medium},
    {"D-DT-01",
     high,
     {{"DORA art. 19", memory},
      {"ANPD Res. 15/2024", second_hand},
      {"NYDFS 500.17", second_hand},
      {"MAS 644", second_hand}}},
    {"D-CP-01", medium},
};

}  // namespace

TEST_CASE("compliance: each control has the severity of the research, and its clauses with their marks") {
  const auto& catalogue = *built_in_default_profile().catalogue;
  for (const auto& row : rows) {
    CAPTURE(row.control);
    const auto* const control = catalogue.find(row.control);
    REQUIRE(control != nullptr);
    CHECK(control->severity == row.severity);
    for (const auto& [text, mark] : row.clauses) {
      CAPTURE(text);
      const auto found = std::find_if(control->clauses.begin(), control->clauses.end(),
                                      [&](const auto& clause) { return clause.text == text; });
      REQUIRE(found != control->clauses.end());
      CHECK(found->mark == mark);
    }
  }
  // All but those about money are the research's.
  const auto& all = catalogue.rows;
  const auto others = std::count_if(all.begin(), all.end(), [](const ControlInfo& control) {
    return std::none_of(rows.begin(), rows.end(), [&](const Row& row) { return row.control == control.id; });
  });
  CHECK(others == 2);
}

}  // namespace compliance_clauses_test
