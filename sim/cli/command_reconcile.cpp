#include <fmt/format.h>

#include <filesystem>

#include "models/pricing/reconcile.hpp"
#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/human.hpp"
#include "sim/core/input_file.hpp"
#include "sim/core/rules_date.hpp"
#include "sim/render/text_table.hpp"
#include "sim/render/told.hpp"
#include "sim/results/result_json.hpp"

namespace garoa::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr std::uintmax_t largest_bill = 1U << 30U;
constexpr int quantity_digits = 4;

std::string content_of(const std::string& path) {
  const auto input = read_input(path, largest_bill);
  if (!input.fault.empty()) throw InputFault{path, "cannot be read: " + input.fault};
  return input.text;
}

Invoice bill_of_result(const fs::path& given) {
  const auto file = (fs::is_directory(given) ? given / "result.json" : given).string();
  auto result = read_result(content_of(file));
  if (!result.value) throw InputFault{file, result.error};
  return std::move(result.value->cost);
}

std::string side_quantity(const std::optional<Reconciled::Side>& side) {
  return side && side->quantity ? human_number(*side->quantity, quantity_digits)
                                : std::string{TextTable::nothing};
}

std::string side_cost(const std::optional<Reconciled::Side>& side) {
  return side ? human_money(side->cost) : std::string{TextTable::nothing};
}

std::string reconciled_text(const std::vector<Reconciled>& rows, const Invoice& cost) {
  using Align = TextTable::Align;
  TextTable table{{{tr("usage type")},
                   {tr("billed"), Align::right},
                   {tr("simulated"), Align::right},
                   {tr("billed, USD"), Align::right},
                   {tr("simulated, USD"), Align::right},
                   {tr("result")}}};
  Reconciled::Side billed;
  Reconciled::Side simulated;
  for (const auto& row : rows) {
    table.add({tr(row.usage_type), side_quantity(row.billed), side_quantity(row.simulated),
               side_cost(row.billed), side_cost(row.simulated), told(row.verdict)});
    billed.cost += row.billed ? row.billed->cost : 0;
    simulated.cost += row.simulated ? row.simulated->cost : 0;
  }
  table.add({tr("total"), "-", "-", human_money(billed.cost), human_money(simulated.cost), ""});
  auto text = table.text(output_width());
  for (const auto& missing : cost.unpriced) text += "  " + tr("not priced") + ": " + missing + "\n";
  text += "  " +
          tr("which meter AWS's usage types are is from memory; what stands under \"only billed\" may have "
             "another name there") +
          "\n";
  return text;
}

std::string day_of(const CommandLine& line, const char* option) {
  if (!line.given(option)) return {};
  const auto& day = line.get<std::string>(option);
  std::string why;
  if (day.size() != std::string_view{"2026-03-02"}.size() || !Scalar<RulesDate>::parse(day, false, why))
    throw UsageError{fmt::format("--{}: '{}' is not a day such as 2026-03-02", option, day)};
  return day;
}

/// The reader sees whether the days are those of the run.
std::string dates_of(const ReadExport& billed) {
  if (billed.first.empty()) return {};
  auto text = "  " + tr("days that were billed") + ": " + billed.first;
  if (billed.last != billed.first)
    text = "  " + tr("days that were billed") + ": " + tr("{} to {}", billed.first, billed.last);
  if (billed.left_out > 0) text += "; " + tr("{} rows of other days left out", billed.left_out);
  return text + "\n";
}

}  // namespace

int reconcile_command(const Arguments& arguments) {
  CommandLine line{
      "garoa reconcile RESULT --cur FILE [options]",
      tr("Lays what AWS billed beside the bill of a run, by usage type: what matches, what only "
         "one of them has, and "
         "which quantity or price differs. RESULT is a result.json or its folder, FILE an export "
         "of CUR 2.0 or of "
         "Cost Explorer by usage type, in CSV."),
      "garoa reconcile results/reference/central-financeira/base.json --cur tests/fixtures/prices/cur2.csv"};
  line.positional("RESULT", 1);
  line.add()("cur", po::value<std::string>()->value_name("FILE"), tr("what was billed; required"));
  line.add()("from", po::value<std::string>()->value_name("DAY"),
             tr("first day of what was billed, such as 2026-03-02"));
  line.add()("until", po::value<std::string>()->value_name("DAY"), tr("the day after the last one"));
  line.add()("month", tr("the run as a month, without what no month repeats"));
  line.add_models_option();
  line.parse(arguments);
  if (!line.given("cur")) throw UsageError{"--cur FILE is missing: what was billed"};
  const auto cost = bill_of_result(line.get<std::string>("RESULT"));
  const auto& path = line.get<std::string>("cur");
  const auto billed = read_cost_export(content_of(path), {day_of(line, "from"), day_of(line, "until")});
  if (!billed.error.empty()) throw UsageError{fmt::format("'{}': {}", path, billed.error)};
  Diagnostics diagnostics;
  const ModelFiles files{line.given("models") ? line.get<std::string>("models") : "", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto types = UsageTypes::load(catalogue);
  if (diagnostics.has_errors()) {
    tell("{}", diagnostics.text());
    return exit_usage;
  }
  const double repeated = cost.total - cost.one_offs;
  const double factor = line.given("month") && repeated > 0 ? cost.per_month / repeated : 1;
  say("{}",
      safe_lines(reconciled_text(reconcile(cost, factor, billed.rows, types), cost) + dates_of(billed)));
  return exit_done;
}

}  // namespace garoa::cli
