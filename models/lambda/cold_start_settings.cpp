#include "models/lambda/cold_start_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/lambda/runtime_kind.hpp"
#include "models/lambda/serial_share.hpp"

namespace garoa {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void report_unmeasured(const RuntimeSettings& of, Fields& fields, Catalogue& catalogue) {
  const auto runtimes = lambda_runtimes(catalogue.files());
  if (std::find(runtimes.begin(), runtimes.end(), of.name) != runtimes.end()) {
    fields.error("runtime", fmt::format("'{}' was not measured as {} on {}; measured are {}", of.name,
                                        name_of(of.package), name_of(of.architecture),
                                        listed(measured_variants(catalogue, of.name))));
  } else {
    fields.error("runtime",
                 fmt::format("'{}' is not a known runtime{}; one of {}", of.name,
                             did_you_mean(of.name, {runtimes.begin(), runtimes.end()}), listed(runtimes)));
  }
}

/// Runtimes of an earlier time were not measured. One of today may stand for them, where the scenario says so.
void check_date(const RuntimeSettings& of, Fields& fields, Catalogue& catalogue) {
  const bool stands_in = fields.optional(
      "stand_in", "the runtime stands for one of the time of `aws_date`, when it was not there itself",
      false);
  const auto since = of.name.empty() ? std::nullopt : runtime_since(catalogue, of.name);
  if (stands_in || !since || !(catalogue.rules_date() < *since)) return;
  fields.error(
      "runtime",
      fmt::format("'{}' came on {}, and 'aws_date' is {}: INIT of the runtimes of that time was not "
                  "measured; take a later date, or let it stand for one of them with 'stand_in: true'",
                  of.name, Scalar<RulesDate>::format(*since),
                  Scalar<RulesDate>::format(catalogue.rules_date())));
}

/// False if it is not known.
bool read_measured(ColdStartSettings& s, const RuntimeSettings& of, Fields& fields, Catalogue& catalogue) {
  if (of.name.empty()) return false;
  auto measured = find_init_duration(catalogue, of.name, of.package, of.architecture, of.memory);
  if (!measured) {
    report_unmeasured(of, fields, catalogue);
    return false;
  }
  auto& figures = catalogue.figures("lambda");
  const auto factor = figures.get<double>("init.factor");
  const auto application = figures.get<double>("init.application." + runtime_kind(of.name));
  measured->median = Seconds{measured->median.count() * factor * application};
  s.runtime = measured->distribution();
  s.first_run = Seconds{measured->first_handler.count() * figures.get<double>("first_handler.application")};
  return true;
}

/// INIT of what a zip package holds, at one vCPU: of the function's own unless that is given.
Seconds imports_of(const PackageSettings& package, Figures& figures) {
  if (package.more.count() == 0) return Seconds{0};
  const double megabytes = static_cast<double>(package.more.count()) / 1e6;
  return Seconds{figures.get<Seconds>("import.per_mb").count() * megabytes};
}

void read_init_work(ColdStartSettings& s, LambdaPackage package, Fields& fields, Figures& figures) {
  fields.section("init", "the function's own initialisation, before the first handler", [&](Fields& f) {
    s.work =
        f.optional("work", "as time of one full vCPU", imports_of(s.package, figures), {Seconds{0}, 1_h, ""});
    s.work_given = f.given("work");
    s.work_threads =
        f.optional<std::uint32_t>("threads", "that share the work", 1,
                                  {1, figures.limit<std::uint32_t>("threads.max"), "Lambda allows"});
    s.work_serial = read_serial_share(s.work_threads, f, figures);
    s.connects = f.optional("connects", "clients and connections of the first call are made here", false);
    read_package_reads(s.package, package, f, figures);
    const auto more =
        f.optional("first_handler",
                   "work of the first handler of an environment beyond a later one's, such as "
                   "connecting and loading; as time of one full vCPU (default: its first call's)",
                   Seconds{0}, {Seconds{0}, 1_h, ""});
    s.first_handler_given = f.given("first_handler");
    s.first_run = s.first_run + Seconds{more.count() / s.handler_cpu.speed(s.first_threads)};
  });
}

}  // namespace

ColdStartSettings read_cold_start(const RuntimeSettings& of, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("lambda");
  const auto between = [&](const std::string& name) {
    return Distribution{Distribution::Uniform{figures.get<Seconds>(name + ".low").count(),
                                              figures.get<Seconds>(name + ".high").count()}};
  };
  ColdStartSettings s;
  s.handler_cpu = of.cpu;
  s.first_threads = threads_of_first(of.name, figures);
  s.placement = between("placement");
  const bool runtime_is_known = read_measured(s, of, fields, catalogue);
  check_date(of, fields, catalogue);
  s.package = read_package(of.package, fields, figures);
  read_init_work(s, of.package, fields, figures);
  s.vpc = fields.optional("vpc", "the function is attached to a VPC", false);
  if (s.vpc) s.attachment = between("vpc.attachment");
  if (s.vpc) s.call_headers = catalogue.figures("vpc").get<Bytes>("call.headers");
  s.zones = fields.maybe<std::uint32_t>(
      "zones", "Availability Zones of its subnets, with vpc: true (default: not told)", {1, 100, ""});
  if (s.zones && !s.vpc)
    fields.error("zones", fmt::format("'{}.zones' are of a VPC's subnets, and vpc is false", fields.path()));
  s.init_cpu = of.cpu;
  s.init_cpu.vcpus = std::max(of.cpu.vcpus, figures.get<double>("init.vcpus"));
  s.init_limit = figures.get<Seconds>("init.limit");
  s.snap_start = read_snap_start(runtime_is_known ? of : RuntimeSettings{}, fields, catalogue);
  return s;
}

}  // namespace garoa
