#include <fmt/format.h>

#include "sim/cli/cli.hpp"
#include "sim/cli/graphviz.hpp"
#include "sim/cli/streams.hpp"
#include "sim/render/diagram.hpp"
#include "sim/scenario/diagram.hpp"

namespace garoa::cli {

namespace po = boost::program_options;

int diagram_command(const Arguments& arguments) {
  CommandLine line{
      "garoa diagram FILE [options]",
      tr("Draws a scenario: clients, what they send to, and where documents, events, copies and logs go."),
      "garoa diagram scenarios/central-financeira/base.yaml --format mermaid"};
  line.add_scenario_options();
  line.add()("format", po::value<std::string>()->value_name("FORMAT")->default_value("svg"),
             tr("a picture, which needs the program dot of Graphviz, or the text of one: svg, mermaid, dot"));
  line.parse(arguments);
  const auto& format = line.get<std::string>("format");
  if (format != "svg" && format != "mermaid" && format != "dot")
    throw UsageError{fmt::format("--format: '{}' is not a format{}; one of svg, mermaid, dot", format,
                                 did_you_mean(format, {"svg", "mermaid", "dot"}))};
  const auto scenario = load_or_explain(line.scenario());
  if (!scenario) return exit_usage;
  const auto diagram = diagram_of(*scenario);
  if (format == "mermaid") {
    say("{}", diagram_mermaid(diagram));
    return exit_done;
  }
  const auto dot = diagram_dot(diagram);
  const auto drawn = format == "dot" ? std::optional{dot} : svg_of_dot(dot);
  if (!drawn)
    throw UsageError{
        "--format svg: the program 'dot' of Graphviz is not there or fails; --format mermaid needs no "
        "program"};
  say("{}", *drawn);
  return exit_done;
}

}  // namespace garoa::cli
