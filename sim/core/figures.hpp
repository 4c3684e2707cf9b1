// The figures of the models: numbers that AWS or measurements gave us, with their source. They live in
// `models/<service>/<service>.yaml`, are embedded into the program when it is built, and `--models DIR` lays
// a folder of the same shape over them.
//
// One figure:
//   put.base.median: { value: 40 ms, basis: V, source: BOD 4.3.3, date: 2024-10, note: optional }
// A figure that changed over time lists what held before, oldest first; the scenario's date of the rules
// chooses:
//   gp3.iops.max: { value: "80000", ..., earlier: [{ until: 2025-09-26, value: "16000", basis: V, ... }] }
// A figure on which reports disagree has a range beside the typical value:
//   rate: { value: 40 MiB/s, ..., low: { value: 11 MiB/s, basis: V, source: ... }, high: { value: 53 MiB/s, ... } }
// `low` and `high` are the least and the most that was reported, as numbers: which of them is better depends on the figure. The
// typical value is in use unless a load assumes an edge (`--assume low`, `--assume ebs.snapshot.load.rate=high`).
// basis: V read in the named source, D derived from such figures, M from memory, P a default chosen by this
// project. `source` names codes of models/sources.yaml (sim/core/sources.hpp). Results list every figure in use
// that is not V, so nobody mistakes an assumption for a measurement.
//
// Errors (missing figure, wrong unit, unknown key, a range that is none) go to the Diagnostics with their place in the figure file.
#pragma once

#include <any>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/assumed.hpp"
#include "sim/core/basis.hpp"
#include "sim/core/diagnostics.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/model_files.hpp"
#include "sim/core/rules_date.hpp"
#include "sim/core/scalar.hpp"
#include "sim/core/sources.hpp"
#include "sim/core/yaml_node.hpp"

namespace garoa {

/// A value and how far it can be trusted.
struct FigureValue {
  std::string value;
  Basis basis = Basis::project;
  std::string source;
  std::string date;
  std::string note;
};

struct Figure {
  std::string name;
  FigureValue typical;
  std::optional<FigureValue> low = {};
  std::optional<FigureValue> high = {};
  Edge assumed = Edge::typical;  // the one in force
  RulesDate until;               // the first day on which it holds no more; "today" of the one in force
  Location where;
  std::string built_in = {};  // the value that the user's own takes the place of; of others empty
  bool used = false;
  std::set<std::string> used_for = {};  // only where these are in the scenario (Catalogue::used_for)

  [[nodiscard]] bool has_range() const { return low || high; }
  /// The typical value where there is no such edge.
  [[nodiscard]] const FigureValue& at(Edge edge) const;
  [[nodiscard]] const FigureValue& in_force() const { return at(assumed); }
};

class Fields;

/// What an entry says now, or said at an earlier time, without a range.
[[nodiscard]] Figure read_figure(const std::string& name, Fields& fields);

/// The figures of one service.
class Figures {
 public:
  /// `date` is looked at whenever a figure is asked for.
  /// Those of a file, in its order, and what is wrong with them.
  struct Parsed {
    std::vector<Figure> list;
    Diagnostics faults;
  };
  /// `built_in`: those that the file is laid over. A value of the user's that is of another kind of quantity than the one that it
  /// takes the place of, or negative where that is not, is a fault, and the built-in one stays in force.
  [[nodiscard]] static Parsed parse(const YamlNode& root, const std::string& service = {},
                                    const std::vector<Figure>& built_in = {});
  /// `condition`: what must be in the scenario for a figure to count that is asked for now; empty: nothing.
  Figures(std::string service, const Parsed& parsed, Location where, const RulesDate& date,
          const std::string& condition, Diagnostics& diagnostics);
  /// The edge that those have in force that have a range.
  void assume(const std::function<Edge(const std::string& name)>& edge_of);

  /// The figure's value on the date of the rules; T{} and an error if it is missing or of another kind.
  template <class T>
  T get(std::string_view name) {
    auto* const figure = find(name);
    if (figure == nullptr) return T{};
    use(*figure);
    return value_of<T>(*figure);
  }
  /// The same as the default of a key: in use where the key is not given.
  template <class T>
  Fallback<T> fallback(std::string_view name) {
    auto* const figure = find(name);
    if (figure == nullptr) return {T{}, [] {}};
    return {value_of<T>(*figure), [this, figure] { use(*figure); },
            [this, figure](const std::string& limits) { refuse(*figure, limits); }};
  }
  /// The same as a limit of what may be given: it decides whether a scenario is read, and nothing that is simulated.
  template <class T>
  T limit(std::string_view name) {
    const auto* const figure = find(name);
    return figure == nullptr ? T{} : value_of<T>(*figure);
  }
  /// Is there such a figure, at any time?
  [[nodiscard]] bool knows(std::string_view name) const;
  /// A figure that stands in another file of the service, such as a control's default. A name that is known stays
  /// what it is.
  void add(Figure figure);
  /// Every figure, those of one name by their end.
  [[nodiscard]] const std::vector<Figure>& all() const { return figures_; }
  [[nodiscard]] const std::string& service() const { return service_; }

 private:
  /// The figure in force; null and an error if there is none.
  Figure* find(std::string_view name);
  void use(Figure& figure) const;
  /// The figure, as the default of a key, is outside the limits of the key.
  void refuse(const Figure& figure, const std::string& limits);
  template <class T>
  T value_of(const Figure& figure) {
    std::string why;
    const auto& text = figure.in_force().value;
    const auto value = Scalar<T>::parse(text, false, why);
    if (value) return *value;
    diagnostics_->error(figure.where, name_of_figure(figure.name) + ": '" + text + "' " + why);
    // What is compared with it is not at fault.
    return Scalar<T>::parse(figure.built_in, false, why).value_or(T{});
  }
  [[nodiscard]] std::string name_of_figure(std::string_view name) const;

  std::string service_;
  std::vector<Figure> figures_;  // those of one name by their end
  Location where_;
  const RulesDate* date_;
  const std::string* condition_;
  Diagnostics* diagnostics_;
};

/// The services that have figures, sorted.
[[nodiscard]] std::vector<std::string> services_with_figures(const ModelFiles& files);

/// One load's view of the model files: the figures as of the scenario's date, and which of them were asked for. A load has
/// its own, so that neither its faults nor its record of use meets another's; the files are shared and never change.
class Catalogue {
 public:
  /// Both outlive it. Faults of files that are read go to the diagnostics.
  Catalogue(const ModelFiles& files, Diagnostics& diagnostics) : files_{files}, diagnostics_{&diagnostics} {}
  Catalogue(const Catalogue&) = delete;
  Catalogue& operator=(const Catalogue&) = delete;

  /// The figures of `models/<service>/<service>.yaml`.
  Figures& figures(const std::string& service);
  /// Any other data file, as a tree; a null node (and an error) if there is no such file.
  const YamlNode& file(const std::string& path);
  /// What `read` makes of such a file, once for all that ask.
  template <class Content, class Read>
  const Content& content(const std::string& path, const Read& read) {
    auto& kept = contents_[path];
    if (!kept.has_value()) kept = Content{read(file(path))};
    return *std::any_cast<Content>(&kept);
  }
  [[nodiscard]] const ModelFiles& files() const { return files_; }
  /// Which edge of the figures that have a range is in force from here on: "low" of all, "ebs.snapshot.load.rate=high" of one;
  /// of several that concern a figure the last counts, and one that names it before one that does not. Before any figure is
  /// asked for. Errors, at `--assume ...`: no such edge, no such figure, one without a range.
  void assume(const std::vector<std::string>& edges);
  /// What the codes stand for that the files name as their sources.
  const Sources& sources();
  /// While it lives, figures that are asked for count only in scenarios that have this: "lambda", "s3.inbox.events",
  /// "control D-EV-01". They do not nest.
  class UsedFor {
   public:
    UsedFor(Catalogue& catalogue, std::string condition) : catalogue_{catalogue} {
      catalogue_.condition_ = std::move(condition);
    }
    UsedFor(const UsedFor&) = delete;
    UsedFor& operator=(const UsedFor&) = delete;
    ~UsedFor() { catalogue_.condition_.clear(); }

   private:
    Catalogue& catalogue_;
  };
  /// Figures in use, over all services, by service and then in file order. `there`: does the scenario have this?
  [[nodiscard]] std::vector<std::pair<std::string, Figure>> used_figures(
      const std::function<bool(const std::string& condition)>& there) const;
  /// Notes a file of the user's that the load read beside the scenario's own, such as a trace. `name` is without folders.
  void add_input(std::string name, std::string sha256) {
    inputs_.push_back({std::move(name), std::move(sha256)});
  }
  [[nodiscard]] const std::vector<HashedFile>& inputs() const { return inputs_; }
  /// The day whose figures and rules hold from here on; "today" unless a scenario says otherwise.
  void set_rules_date(RulesDate date) { rules_date_ = date; }
  [[nodiscard]] RulesDate rules_date() const { return rules_date_; }
  [[nodiscard]] Diagnostics& diagnostics() { return *diagnostics_; }

 private:
  /// Is there such a figure with a range? An error if not.
  bool has_range(const std::string& wanted, const Location& place);

  const ModelFiles& files_;
  Diagnostics* diagnostics_;
  RulesDate rules_date_;
  std::string condition_;
  std::set<std::string> read_;  // files whose faults have been told
  bool sources_are_read_ = false;
  Assumed assumed_;
  std::vector<HashedFile> inputs_;
  std::map<std::string, std::unique_ptr<Figures>> figures_;
  std::map<std::string, std::any> contents_;
};

}  // namespace garoa
