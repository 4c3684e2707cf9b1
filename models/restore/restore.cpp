#include "models/restore/restore.hpp"

#include <fmt/format.h>

#include <utility>

namespace garoa {

Restore::Restore(const Run& run, RestoreSettings settings, Names names)
    : run_{run},
      settings_{std::move(settings)},
      names_{std::move(names)},
      flow_{run.journal.flow(run.journal.name(names_.flow))},
      phase_{run.journal.intern(fmt::format("restore {}", names_.path))} {}

Task<> Restore::restore(Wanted wanted) {
  co_await notice_and_provision(wanted);
  co_await bring_back();
}

Task<> Restore::notice_and_provision(Wanted wanted, const std::optional<Noticed>& noticed) {
  wanted_ = wanted;
  report_ = {};
  report_.restore = names_.restore;
  report_.flow = names_.flow;
  report_.source = names_.source;
  report_.began = noticed ? noticed->began : run_.now();
  report_.expected = wanted.files + wanted.uncopied;
  report_.uncopied = wanted.uncopied;
  run_.journal.report(events::RestoreStarted{report_.began, names_.restore, names_.flow, names_.source,
                                             report_.expected, wanted.bytes});
  switch_over_ = noticed ? noticed->switch_over : 0;
  report_.seconds.start = noticed ? noticed->start : 0;
  report_.seconds.detect = noticed ? noticed->detect : settings_.detect.count();
  if (!noticed) co_await run_.simulator.delay(settings_.detect.count());
  co_await provision();
}

Task<> Restore::switch_over() {
  if (switch_over_ <= 0) co_return;
  report_.seconds.switch_over = std::exchange(switch_over_, 0);
  co_await run_.simulator.delay(report_.seconds.switch_over);
}

Task<> Restore::bring_back() {
  co_await copy_all();
  while (settings_.again && goes_on() && report_.restored < wanted_.files) {
    const double pause = settings_.again->count();
    report_.seconds.again += pause;
    co_await run_.simulator.delay(pause);
    co_await copy_all();
  }
  co_await switch_over();
  report_.time = run_.now();
  run_.journal.report(report_);
}

void Restore::waited(NameId resource, double seconds, double queueing) const {
  if (seconds > 0)
    run_.journal.report(events::Waited{run_.now(), names_.flow, phase_, resource, seconds, queueing});
}

}  // namespace garoa
