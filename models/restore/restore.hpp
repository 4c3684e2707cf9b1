// A restore, whatever the documents come back from: its steps, and the report of them.
//
//   notice and decision -> provision (and thaw, where the copies must be thawed before) -> bring back
// A tool that ends without everything, because a store failed meanwhile, is started again (`again`) until all is back; in a drill it is
// not, unless the scenario says so.
// On the bill a restore is a one-off: no month repeats it.
// In another place there are besides: start of the instance, after the decision; switch-over of the clients, before the first is served.
//
// Times are seconds from the beginning, which is the failure's instant:
//   R_full   everything is back     R_first  the first document is back
//   R_p      the documents of which clients want share p are back
//
// A way of restoring derives from this class (file_restore.hpp, snapshot_restore.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/restore/restore_settings.hpp"
#include "models/service.hpp"

namespace garoa {

class Restore : public Service {
 public:
  /// What it is about.
  struct Names {
    std::string path;  // unique: "drills.1"
    NameId restore;    // its name in events
    NameId flow;
    NameId source;  // the backup job
  };
  /// What is to be brought back. `recent` is the mean distance of wanted documents from the newest one; 0: all are
  /// wanted alike.
  struct Wanted {
    std::uint64_t files;
    std::uint64_t bytes;
    double recent;
    std::uint64_t uncopied = 0;  // files that no copy has, or none any more: they are missing afterwards
  };

  /// Of a site that is built anew in another place: since when it counts, s that notice and decision and the start of the
  /// instance took, and that it takes to send the clients there.
  struct Noticed {
    double began;
    double detect;
    double start;
    double switch_over;
  };

  Restore(const Run& run, RestoreSettings settings, Names names);

  /// Does it all, and reports events::RestoreStarted and events::RestoreFinished.
  [[nodiscard]] Task<> restore(Wanted wanted);
  /// The same until the volume is there, for a caller who acts in between. `noticed`: the decision is made already.
  [[nodiscard]] Task<> notice_and_provision(Wanted wanted, const std::optional<Noticed>& noticed = {});
  /// Clients are sent to what was built in another place; bring_back() does it at its end unless it is done.
  [[nodiscard]] Task<> switch_over();
  [[nodiscard]] Task<> bring_back();

  /// What a drill tries to bring back, where it knows that by itself: chosen now. Nothing: what the copies hold.
  [[nodiscard]] virtual std::optional<Wanted> choose() { return std::nullopt; }
  /// Is the document back that is `newer` documents older than the newest one of those wanted?
  [[nodiscard]] virtual bool is_back(std::uint64_t newer) const = 0;
  /// Can the volume be used from bring_back() on?
  [[nodiscard]] virtual bool serves_at_once() const = 0;
  /// After notice_and_provision(): is there anything that could come back?
  [[nodiscard]] virtual bool has_source() const = 0;

 protected:
  /// From the decision on; counts in report().seconds.
  [[nodiscard]] virtual Task<> provision() = 0;
  /// Counts in report(), as does provision(). Called again for what is missing, where goes_on().
  [[nodiscard]] virtual Task<> copy_all() = 0;
  /// Could another try bring back what one left out?
  [[nodiscard]] virtual bool goes_on() const { return false; }

  [[nodiscard]] const Run& run() const { return run_; }
  [[nodiscard]] const RestoreSettings& settings() const { return settings_; }
  [[nodiscard]] const Names& names() const { return names_; }
  [[nodiscard]] FlowId flow() const { return flow_; }
  /// "restore drills.1".
  [[nodiscard]] NameId phase() const { return phase_; }
  [[nodiscard]] const Wanted& wanted() const { return wanted_; }
  [[nodiscard]] double began() const { return report_.began; }
  [[nodiscard]] double elapsed() const { return run_.now() - report_.began; }
  [[nodiscard]] events::RestoreFinished& report() { return report_; }
  void waited(NameId resource, double seconds, double queueing) const;

 private:
  const Run& run_;
  RestoreSettings settings_;
  Names names_;
  FlowId flow_;
  NameId phase_;
  Wanted wanted_{};
  double switch_over_ = 0;  // to come
  events::RestoreFinished report_{};
};

}  // namespace garoa
