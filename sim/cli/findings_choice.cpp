#include "sim/cli/findings_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "models/compliance/control_table.hpp"
#include "sim/cli/streams.hpp"
#include "sim/core/input_file.hpp"
#include "sim/render/table.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;
using compliance::Finding;
using compliance::Status;

struct StatusWord {
  std::string_view word;
  Status status;
};
constexpr std::array status_words{
    StatusWord{"fail", Status::fail}, StatusWord{"warn", Status::warn}, StatusWord{"pass", Status::pass},
    StatusWord{"not-evaluated", Status::not_evaluated}, StatusWord{"not-applicable", Status::not_applicable}};
constexpr std::uintmax_t largest_baseline = 1U << 30U;

std::vector<Status> statuses_of(const CommandLine& line) {
  std::vector<Status> statuses;
  std::vector<std::string_view> known;
  for (const auto& word : status_words) known.push_back(word.word);
  for (const auto& name : line.list("status")) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      throw UsageError{
          fmt::format("--status: '{}' is not a status{}; one of fail, warn, pass, not-evaluated, "
                      "not-applicable",
                      name, did_you_mean(name, known))};
    statuses.push_back(status_words.at(static_cast<std::size_t>(found - known.begin())).status);
  }
  return statuses;
}

/// What is wrong with the name of a control; empty if there is such a one.
std::string fault_of_control(const std::string& id) {
  std::vector<std::string_view> known;
  for (const auto& row : compliance::control_functions()) known.push_back(row.id);
  if (std::find(known.begin(), known.end(), id) != known.end()) return "";
  return fmt::format("'{}' is not a control{}", id, did_you_mean(id, known));
}

std::vector<std::string> controls_of(const CommandLine& line) {
  auto controls = line.list("control");
  for (const auto& id : controls) {
    if (const auto fault = fault_of_control(id); !fault.empty())
      throw UsageError{fmt::format("--control: {}", fault)};
  }
  return controls;
}

/// Given, not the clock's: the same call tells the same on any day.
std::string today_of(const CommandLine& line) {
  if (line.given("now") != line.given("waivers"))
    throw UsageError{"--waivers and --now DAY go together: on that day waivers are looked at"};
  if (!line.given("now")) return "";
  const auto& day = line.get<std::string>("now");
  if (!is_day(day)) throw UsageError{fmt::format("--now: '{}' is not a day such as 2027-05-31", day)};
  return day;
}

std::vector<Finding> baseline_of(const std::string& path) {
  const auto input = read_input(path, largest_baseline);
  if (!input.fault.empty()) throw InputFault{path, "cannot be read: " + input.fault};
  auto read = read_findings(input.text);
  if (!read.value) throw InputFault{path, read.error};
  warn_of_program(read.value->garoa_version, read.value->garoa_build, path);
  return std::move(read.value->findings);
}

bool is_gap(const Finding& finding) {
  return finding.status == Status::fail || finding.status == Status::warn;
}

bool counts(const FindingMark& mark) {
  return !mark.waiver &&
         (!mark.against || *mark.against == Against::is_new || *mark.against == Against::worse);
}

/// What to say where no gap is told: others may have been left out. Empty if none was.
std::string no_gap_text(const ToldFindings& told) {
  if (!told.left_out.empty()) return tr("no gap among these");
  std::size_t as_before = 0;
  std::size_t waived = 0;
  for (const auto& finding : told.compliance.findings) {
    if (!is_gap(finding) || counts(told.mark_of(finding))) continue;
    told.mark_of(finding).waiver ? ++waived : ++as_before;
  }
  if (as_before > 0) return tr("no gap that is new or worse; gaps that were there before: {}", as_before);
  return waived == 0 ? std::string{} : tr("no gap but those that are accepted: {}", waived);
}

}  // namespace

bool is_chosen(const Finding& finding, const FindingsChoice& choice) {
  const auto has = [](const auto& list, const auto& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  return has(choice.controls, finding.control) && has(choice.statuses, finding.status) &&
         (!choice.least || finding.severity >= *choice.least);
}

std::string table_of_all(const ToldFindings& told, std::size_t width) {
  std::vector<const Finding*> findings;
  for (const auto& finding : told.compliance.findings) findings.push_back(&finding);
  return findings.empty() ? "  " + tr("no finding is chosen") + "\n"
                          : findings_table(findings, told.compliance.profiles.size() > 1, width);
}

std::string choice_text(const ToldFindings& told, std::size_t width) {
  if (told.left_out.empty()) return "";
  const auto gaps =
      std::count_if(told.left_out.begin(), told.left_out.end(), [](const Finding& f) { return is_gap(f); });
  const auto shown = told.compliance.findings.size();
  return paragraph("  ",
                   tr("{} of {} findings were asked for; gaps among the others: {}", shown,
                      shown + told.left_out.size(), gaps),
                   width);
}

std::string marks_text(const ToldFindings& told, std::size_t width) {
  std::string text;
  std::map<Against, std::size_t> states;
  for (const auto& finding : told.compliance.findings) {
    const auto [waiver, against] = told.mark_of(finding);
    if (against) ++states[*against];
    if (!waiver) continue;
    const auto& place = finding.resource.empty() ? finding.flow : finding.resource;
    text += paragraph("  " + tr("waived") + ": ",
                      tr("{} {} by {} until {}: {}", finding.control, place, waiver->owner, waiver->expires,
                         waiver->reason),
                      width);
  }
  if (states.empty()) return text;
  return text + "  " +
         tr("against the baseline: {} new, {} worse, {} better, {} unchanged", states[Against::is_new],
            states[Against::worse], states[Against::better], states[Against::unchanged]) +
         "\n";
}

void add_choice_options(CommandLine& line) {
  line.add()("control", po::value<std::string>()->value_name("ID,..."),
             tr("tell and count these controls only"))(
      "severity", po::value<std::string>()->value_name("SEVERITY"),
      tr("tell and count findings of this severity or above: info, low, medium, high, critical"))(
      "status", po::value<std::string>()->value_name("LIST"),
      tr("tell and count findings of these, each with its reason: fail, warn, pass, not-evaluated, "
         "not-applicable"))("waivers", po::value<std::string>()->value_name("FILE"),
                            tr("gaps that are accepted for a time; they do not count"))(
      "now", po::value<std::string>()->value_name("DAY"),
      tr("with --waivers: the day that they are looked at on, such as 2027-05-31"))(
      "baseline", po::value<std::string>()->value_name("FILE"),
      tr("earlier findings as json, or a result.json: tell and count what is new or worse"))(
      "suggest", tr("find for each gap one setting that closes it, by trying"));
}

std::optional<FindingsChoice> choice_of(const CommandLine& line) {
  FindingsChoice choice;
  choice.controls = controls_of(line);
  choice.statuses = statuses_of(line);
  choice.today = today_of(line);
  if (line.given("severity")) {
    const auto& name = line.get<std::string>("severity");
    choice.least = compliance::severity_named(name);
    if (!choice.least)
      throw UsageError{
          fmt::format("--severity: '{}' is not a severity; one of info, low, medium, high, critical", name)};
  }
  if (line.given("baseline")) choice.baseline = baseline_of(line.get<std::string>("baseline"));
  if (!line.given("waivers")) return choice;
  Diagnostics diagnostics;
  choice.waivers = read_waivers(line.get<std::string>("waivers"), diagnostics);
  for (const auto& waiver : choice.waivers) {
    const auto fault = waiver.control.empty() ? "" : fault_of_control(waiver.control);
    if (!fault.empty()) diagnostics.error(waiver.where, fault);
  }
  if (const auto text = diagnostics.text(); !text.empty()) tell("{}", text);
  return diagnostics.has_errors() ? std::nullopt : std::optional{std::move(choice)};
}

void demand_judged(const FindingsChoice& choice, const std::vector<compliance::Profile>& profiles,
                   bool by_a_run) {
  for (const auto& id : choice.controls) {
    const auto asks = [&](const compliance::Profile& profile) { return profile.find(id) != nullptr; };
    if (!std::any_of(profiles.begin(), profiles.end(), asks))
      throw UsageError{fmt::format("--control: no profile in force asks for {}", id)};
    if (!by_a_run && compliance::find_function(id)->check == nullptr)
      throw UsageError{fmt::format("--control: {} is judged by a run; see garoa run", id)};
  }
}

void choose(ToldFindings& told, const FindingsChoice& choice) {
  auto& findings = told.compliance.findings;
  for (auto& finding : findings_of_waivers(choice.waivers, choice.today, findings))
    findings.push_back(std::move(finding));
  compliance::put_in_order(findings);
  const auto states = choice.baseline ? against_baseline(findings, *choice.baseline) : std::vector<Against>{};
  std::vector<Finding> chosen;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!is_chosen(findings[i], choice)) {
      told.left_out.push_back(std::move(findings[i]));
      continue;
    }
    FindingMark mark;
    if (const auto* const waiver = waiver_of(findings[i], choice.waivers, choice.today))
      mark.waiver = *waiver;
    if (choice.baseline) mark.against = states[i];
    told.marks.push_back(std::move(mark));
    chosen.push_back(std::move(findings[i]));
  }
  findings = std::move(chosen);
}

std::vector<Finding> counted(ToldFindings told) {
  std::vector<Finding> findings;
  for (auto& finding : told.compliance.findings) {
    if (counts(told.mark_of(finding))) findings.push_back(std::move(finding));
  }
  return findings;
}

Compliance accepted(const ToldFindings& told) {
  Compliance shown{told.compliance.profiles, told.compliance.replaced_profiles, {}};
  shown.sought_fixes = told.compliance.sought_fixes;
  for (const auto& finding : told.compliance.findings) {
    if (!is_gap(finding) || counts(told.mark_of(finding))) shown.findings.push_back(finding);
  }
  return shown;
}

Compliance judged(const ToldFindings& told) {
  auto all = accepted(told);
  all.only_new = std::any_of(told.marks.begin(), told.marks.end(),
                             [](const FindingMark& mark) { return mark.against.has_value(); });
  all.findings.insert(all.findings.end(), told.left_out.begin(), told.left_out.end());
  return all;
}

std::string chosen_text(const ToldFindings& told, const FindingsChoice& choice, std::size_t width) {
  if (!choice.statuses.empty())
    return table_of_all(told, width) + choice_text(told, width) + marks_text(told, width);
  return compliance_text(accepted(told), width, no_gap_text(told)) + choice_text(told, width) +
         marks_text(told, width);
}

}  // namespace garoa::cli
