#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "sim/cli/cli.hpp"
#include "sim/cli/findings_choice.hpp"
#include "sim/cli/findings_output.hpp"
#include "sim/cli/fix_trials.hpp"
#include "sim/cli/graphviz.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/replay_window.hpp"
#include "sim/cli/run_plan.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/collect/replay_recorder.hpp"
#include "sim/core/human.hpp"
#include "sim/core/sha256.hpp"
#include "sim/render/csv.hpp"
#include "sim/render/html/report.hpp"
#include "sim/render/table.hpp"
#include "sim/render/writer.hpp"
#include "sim/results/result_json.hpp"
#include "sim/run/run.hpp"
#include "sim/scenario/diagram.hpp"
#include "sim/scenario/show.hpp"

namespace garoa::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

struct Formats {
  bool table = false;
  bool json = false;
  bool csv = false;
  bool html = false;
  bool junit = false;
  bool sarif = false;
  bool ocsf = false;
  bool asff = false;
  [[nodiscard]] bool any_file() const { return json || csv || html || junit || sarif || ocsf || asff; }
};

Formats formats_of_run(const CommandLine& line) {
  const auto names = formats_of(line, {"table", "json", "csv", "html", "junit", "sarif", "ocsf", "asff"});
  const auto has = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  // A page alone could not be made again: the result and its series are beside it.
  const bool page = has("html");
  const Formats formats{has("table"), has("json") || page, has("csv") || page, page,
                        has("junit"), has("sarif"),        has("ocsf"),        has("asff")};
  if (formats.html) demand_pages();
  return formats;
}

constexpr std::size_t longest_name = 80;

/// The overrides but the seed as a part of a file's name, each in its order: "ebs.documents.iops=6000". What a name cannot
/// hold, or what is too long, is told apart by its hash.
std::string overrides_text(const Provenance& provenance) {
  auto parts = provenance.overrides;
  std::erase_if(parts, [](const std::string& part) { return part.starts_with("seed="); });
  for (const auto& edge : provenance.assumed) parts.push_back("assume=" + edge);
  for (const auto& profile : provenance.profiles) parts.push_back("profile=" + profile);
  for (const auto& model : provenance.models) parts.push_back(fmt::format("{}={}", model.name, model.sha256));
  const auto whole = fmt::format("{}", fmt::join(parts, "-"));
  auto name = whole.substr(0, longest_name);
  const auto may_stay = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view{"._=,-"}.find(c) != std::string_view::npos;
  };
  for (auto& c : name) {
    if (!may_stay(c)) c = '_';
  }
  return name == whole ? name : fmt::format("{}-{}", name, sha256_of(whole).substr(0, 8));
}

/// results/runs/FOLDER-FILE[-OVERRIDES][-REPLICATIONS]-SEED
fs::path default_folder(const std::string& file, const Scenario& scenario, const RunPlan& plan) {
  const fs::path path{file};
  const auto parent = path.parent_path().filename().string();
  auto name = path.stem().string();
  if (!parent.empty() && parent != "." && parent != "..") name = fmt::format("{}-{}", parent, name);
  if (const auto overrides = overrides_text(scenario.provenance); !overrides.empty())
    name += fmt::format("-{}", overrides);
  if (plan.replicates()) name += fmt::format("-{}", plan.text());
  return fs::path{"results"} / "runs" / fmt::format("{}-{}", name, scenario.seed);
}

/// The scenario as a result keeps it: the same however its file was called, with the files at its head that it needs beside it.
std::string kept_scenario(const Scenario& scenario) {
  std::string text;
  for (const auto& file : scenario.provenance.inputs)
    text += fmt::format("# Runs with {} beside it (sha256 {}).\n", safe_text(file.name), file.sha256);
  return text + show_scenario(*scenario.record, Places::by_name);
}

std::string report_of(const RunResult& result, const Scenario& scenario, const Replay* replay) {
  ReportInput input{result, kept_scenario(scenario), picture_of(scenario, result)};
  const auto diagram = diagram_of(scenario);
  if (replay != nullptr) input.replay.emplace(ReplayInput{*replay, diagram, plain_picture_of(diagram)});
  return html_report(input);
}

void write_files(ResultWriter& writer, const RunResult& result, const Scenario& scenario,
                 const ToldFindings& told, const Formats& formats, const CommandLine& line,
                 const Replay* replay) {
  if (formats.json) {
    writer.add("result.json", result_json(result));
    writer.add("distributions.json", distributions_json(result));
    writer.add("scenario.yaml", kept_scenario(scenario));
  }
  if (formats.csv) {
    writer.add("metrics.csv", line.csv(metrics_csv(result)));
    writer.add("cost.csv", line.csv(cost_csv(result)));
    writer.add("series.csv",
               line.csv(series_csv(result, [&](double t) { return scenario.calendar->to_iso(t); })));
  }
  stop_if_interrupted();
  if (formats.html) writer.add("report.html", report_of(result, scenario, replay));
  if (replay != nullptr) writer.add("replay.json", replay_json(*replay));
  if (formats.csv) writer.add("findings.csv", line.csv(findings_csv(told)));
  if (formats.junit) writer.add("findings.junit.xml", findings_junit(told));
  if (formats.sarif) writer.add("findings.sarif", findings_sarif(told));
  if (formats.ocsf) writer.add("findings.ocsf.json", findings_ocsf(told));
  if (formats.asff) writer.add("findings.asff.json", findings_asff(told));
  writer.add("performance.json", performance_json(result));
  stop_if_interrupted();
  if (!writer.commit()) throw UsageError{writer.error()};
}

/// The result as people read it: gaps that are waived, or were there in the baseline, do not count.
RunResult with_judged(RunResult result, const ToldFindings& told) {
  result.compliance = judged(told);
  return result;
}

/// With what closes its gaps. All runs are apart: a process runs one scenario. Nothing where the scenario has no result.
std::optional<RunResult> run_with_fixes(const Scenario& scenario, const ScenarioOptions& options,
                                        const FindingsChoice& choice, bool quiet) {
  const auto run = runs_apart(quiet);
  auto result = run(scenario);
  if (result) result->compliance.sought_fixes = true;
  if (result)
    find_fixes(scenario, result->compliance.findings, result->cost, {with_setting(options), run},
               fixable(choice));
  return result;
}

std::string what_was_read(const Scenario& scenario, const std::string& file) {
  return tr("read {}, and {} figures that are assumed", file, scenario.assumptions.size());
}

std::string what_was_simulated(const RunResult& result) {
  const auto& performance = result.performance;
  auto text = tr("simulated {}", human_duration(result.scenario.duration_s));
  if (performance.events > 0)
    text += tr(": {} events, {} at most", human_count(static_cast<double>(performance.events)),
               human_bytes(1024.0 * static_cast<double>(performance.peak_memory_kib)));
  return text;
}

void add_run_options(CommandLine& line) {
  line.add_scenario_options();
  line.add_gap_and_objective_options();
  add_plan_options(line);
  add_choice_options(line);
  line.add_csv_option();
  line.add()("out", po::value<std::string>()->value_name("DIR"),
             tr("folder for files, replaced whole (default: results/runs/SCENARIO[-OVERRIDES]-SEED)"))(
      "format", po::value<std::string>()->value_name("LIST")->default_value("table,json,csv"),
      tr("what to give: table, json, csv, html, junit, sarif, ocsf, asff"))(
      "replay", po::value<std::string>()->value_name("WINDOW"),
      tr("also record what happens in a window, such as \"from 2026-03-03T02:00, 20 min\", as replay.json; "
         "the page plays it"))("quiet,q", tr("no progress"))(
      "verbose,v", tr("tell what is done, what it took, and how much memory"));
}

/// Made before the run: a folder that cannot be made costs no simulation. None where no file is asked for.
void open(std::optional<ResultWriter>& writer, const Formats& formats, const fs::path& folder,
          const CommandLine& line) {
  if (formats.any_file()) {
    writer.emplace(folder);
    if (!writer->error().empty()) throw UsageError{writer->error()};
  } else if (line.given("out") && !line.given("quiet")) {
    tell("garoa: {}\n", tr("{} is left as it is: no format of files is asked for", folder.string()));
  }
}

void say_result(const RunResult& judged, const ToldFindings& told, const FindingsChoice& choice) {
  const TellingMoney money{currency_of(judged.cost.exchange)};
  say("{}", result_for_output(judged, chosen_text(told, choice, output_width())));
}

}  // namespace

int run_command(const Arguments& arguments) {
  CommandLine line{
      "garoa run FILE [options]",
      tr("Simulates a scenario. Tables go to stdout, files to the --out folder, progress to stderr."),
      "garoa run scenarios/central-financeira/base.yaml --format table,json,csv"};
  add_run_options(line);
  line.parse(arguments);
  const auto formats = formats_of_run(line);
  const auto options = line.scenario();
  const bool quiet = line.given("quiet");
  const auto plan = plan_of(line);
  const bool suggests = line.given("suggest");
  if (suggests && (plan.replicates() || plan.edges))
    throw UsageError{"--suggest looks at one run: leave out replications and edges"};
  if (suggests && line.given("replay"))
    throw UsageError{"--suggest runs variants as well: leave out --replay"};
  check_replay(line, plan, formats.any_file());
  if (line.given("decimal-comma") && !formats.csv)
    throw UsageError{"--decimal-comma: the format csv is missing"};
  if (plan.keep && !formats.json) throw UsageError{"--keep-replications: the format json is missing"};
  (void)exit_code_of(RunResult{}, line);
  const auto choice = choice_of(line);
  if (!choice) return exit_usage;

  Stages stages{line.given("verbose")};
  const auto scenario = load_or_explain(options);
  if (!scenario) return exit_usage;
  demand_judged(*choice, scenario->profiles, /*by_a_run=*/true);
  stages.done(what_was_read(*scenario, options.file));
  const auto window = replay_window_of(line, *scenario);
  const auto folder = line.given("out") ? fs::path{line.get<std::string>("out")}
                                        : default_folder(options.file, *scenario, plan);
  std::optional<ResultWriter> writer;
  open(writer, formats, folder, line);
  const auto keep = [&](std::uint32_t number, const RunResult& own) {
    if (plan.keep) writer->add(fmt::format("replication-{}.json", number), result_json(own));
  };
  std::optional<ReplayRecorder> recorder;
  const auto observe = [&](Journal& journal) {
    if (window) recorder.emplace(journal, *window);
  };
  auto result = suggests ? run_with_fixes(*scenario, options, *choice, quiet) : std::nullopt;
  if (!result) {
    ProgressReport progress{quiet};
    result = run_by(plan, *scenario, options, {keep, observe},
                    [&](const Progress& p) { return progress.keep_going(p); });
  }
  stages.done(what_was_simulated(*result));
  auto told = told_findings(*scenario, options.file, result->compliance);
  choose(told, *choice);
  if (writer) {
    write_files(*writer, *result, *scenario, told, formats, line, recorder ? &recorder->replay() : nullptr);
    if (!quiet) tell("garoa: {}\n", tr("results are in {}", folder.string()));
    stages.done(tr("wrote the files"));
  }
  auto judged = with_judged(std::move(*result), told);
  if (formats.table) say_result(judged, told, *choice);
  judged.compliance = accepted(told);
  return exit_code_of(judged, line);
}

}  // namespace garoa::cli
