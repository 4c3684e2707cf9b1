// An EBS volume, or a RAID-0 set of equal ones, of type gp2, gp3, io1, io2, st1 or sc1.
//
// Modelled: the IOPS and the throughput limit, each shared fairly between all requests in progress; the I/O
// credits of gp2 and the throughput credits of st1 and sc1, full at first; the instance's own limit towards all
// of its volumes. A request of n bytes counts ceil(n / I/O size) operations; sequential I/O is merged and split
// to the type's unit, and random I/O on HDD takes a whole unit of throughput each time.
//   - Below the limits a request takes a latency drawn for it plus n / throughput. Above them it takes as long
//     as its shares need, whichever is longer: what waits for its turn has its latency meanwhile.
//   - A stripe of a set gets an even part of the load, so a set is one volume with the limits of all.
// Performance below what is provisioned: models/ebs/delivered.hpp. A volume made from a snapshot:
// models/ebs/snapshot_load.hpp, first_read.hpp; callers say what they read first.
// A file that is written durably (fsync) is data, then the file system's journal: I/Os one after another of one drawn latency, each of
// which counts as an operation. The journal has one commit at a time, for all who wait for it; whoever comes meanwhile waits for the
// next (group commit). Who finds it idle when its bytes are through has it from then on; as long as operations do not wait for the
// limits, those of its commit are taken from them with the next such file.
// Not modelled: the page cache of reads, the order of requests (all share), limits for reads and writes apart; the journal's bytes
// (a few KB, but on HDD a unit each); data of another file that a commit writes too; commits that nobody waits for.
//
// Metrics: iops and throughput count completed requests; latency and queue length those of flows and backups.
// Settings, shape and errors: models/ebs/volume_settings.hpp. Figures: models/ebs/ebs.yaml.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/ebs/delivered.hpp"
#include "models/ebs/file_journal.hpp"
#include "models/ebs/fill_forecast.hpp"
#include "models/ebs/first_read.hpp"
#include "models/ebs/kept_forecast.hpp"
#include "models/ebs/snapshot_load.hpp"
#include "models/ebs/volume_settings.hpp"
#include "models/ec2/ec2.hpp"
#include "models/measured.hpp"

namespace garoa {

class EbsVolume final : public Service {
 public:
  EbsVolume(const Run& run, EbsSettings settings, Ec2Instance& instance);

  /// Starts what reads the volume by itself, on behalf of the flow.
  void begin(NameId flow);
  /// What a flow will put on it, for the day on which it will be full.
  void expect(ExpectedBytes bytes) { expected_.push_back(std::move(bytes)); }
  /// Files leave it by `keep`, for that day too. `next_copy(t)`: when what has come by then is copied; empty: it needs no copy.
  void clears_out(std::function<double(double)> next_copy);
  /// Takes space for a file; false if the volume is full.
  [[nodiscard]] bool reserve(std::uint64_t bytes);
  /// Gives space back that was never written.
  void release(std::uint64_t bytes);
  /// Files leave: their space may be written over.
  void remove(std::uint64_t bytes);
  /// The same of files from before the run.
  void remove_initial(std::uint64_t files, std::uint64_t bytes);
  /// Most bytes that were written at once: what lies behind was never touched.
  [[nodiscard]] std::uint64_t touched_bytes() const { return touched_; }
  /// Bytes written into space that files had left, since the volume was made.
  [[nodiscard]] std::uint64_t reused_bytes() const { return reused_; }
  /// Persists or reads `bytes`, and attributes the time to what it was spent on. `entity` and
  /// `purpose` name the request's luck.
  [[nodiscard]] Task<> write(NameId flow, NameId phase, std::uint64_t bytes, Entity entity, Purpose purpose) {
    return transfer({0, flow, phase, bytes, entity, purpose});
  }
  /// The same until an fsync returns; `journal_ios`: I/Os of the journal's commit, one after another.
  [[nodiscard]] Task<> write_durably(NameId flow, NameId phase, std::uint64_t bytes, Entity entity,
                                     Purpose purpose, std::uint32_t journal_ios) {
    return transfer({0, flow, phase, bytes, entity, purpose, journal_ios});
  }
  [[nodiscard]] Task<> read(NameId flow, NameId phase, std::uint64_t bytes, Entity entity, Purpose purpose) {
    return transfer({1, flow, phase, bytes, entity, purpose});
  }
  /// Serves `operations` of a pattern, of which the share `reads` reads, one after another, at most so many a second;
  /// then they are counted. Returns the seconds that it took.
  [[nodiscard]] Task<double> operate(const IoPattern& io, double operations, double reads, double per_second);
  /// Operations of other software were on the volume for so long, summed over them.
  void occupy(double operation_seconds) { occupied_ += operation_seconds; }
  /// Other software wrote so much over the data from before the run.
  void overwrite(double bytes) { overwritten_ += bytes; }
  /// Bytes written over that data since the volume was made.
  [[nodiscard]] double overwritten() const {
    const double begun = std::max(since_, settings_.data.rewrite_from.count());
    return overwritten_ + settings_.data.rewrite_rate.count() * std::max(run_.now() - begun, 0.0);
  }
  /// Seconds of a request's bytes below all limits.
  [[nodiscard]] double transfer_time(double bytes) const;
  /// Operations of a pattern per second, with all credits and nobody else.
  [[nodiscard]] double most_operations(const IoPattern& io) const;

  /// The volume fails and everything on it is gone. Requests in progress end, but what they wrote or read is
  /// void: callers compare life() before and after.
  void lose();
  /// An empty volume of the same settings takes its place.
  void replace();
  /// What the snapshot shows begins to come onto the volume, whose space it has been given; gives when all of it is there.
  double load(const FromSnapshot& snapshot);
  /// Brings bytes of the snapshot that nobody has read yet, from S3 if the background has not; at once on a volume
  /// that was not made from one.
  [[nodiscard]] Task<> touch(NameId flow, NameId phase, std::uint64_t bytes, Entity entity, Purpose purpose);
  [[nodiscard]] NameId name() const { return names_.self; }
  /// What the wait for a snapshot's data is called; the volume's own name without one.
  [[nodiscard]] NameId load_name() const { return load_ != nullptr ? load_->name() : names_.self; }
  /// What was on it at the start is on it again, so much of it.
  void bring_back_initial_data(std::uint64_t bytes);
  [[nodiscard]] bool lacks_initial_data() const {
    return initial_bytes_ == 0 && settings_.data.at_start.count() > 0;
  }
  /// When it was made; 0: before the run.
  [[nodiscard]] double since() const { return since_; }
  /// Does it hold what was on it at the start?
  [[nodiscard]] bool holds_initial_data() const { return holds_initial_data_; }
  [[nodiscard]] bool lost() const { return lost_; }
  /// Grows with each loss.
  [[nodiscard]] std::uint64_t life() const { return life_; }

  [[nodiscard]] const EbsSettings& settings() const { return settings_; }
  [[nodiscard]] std::uint64_t used_bytes() const { return used_; }

  /// For what is provisioned, for so many seconds.
  void bill(double seconds);
  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  /// What requests take of the limits.
  struct Demand {
    double operations = 0;
    double bytes = 0;
    double charged = 0;  // of the throughput limit
  };
  struct Provision {
    EbsSettings::Provision settings;
    TimeMeter held;
  };

  /// A flow's or a backup's.
  struct Request {
    double reads;  // 1: it reads, 0: it writes
    NameId flow, phase;
    std::uint64_t bytes;
    Entity entity;
    Purpose purpose;
    std::uint32_t journal_ios = 0;
  };
  void add_parts(JointUse& use, const Demand& demand, double operations_per_second);
  [[nodiscard]] Task<> transfer(Request request);
  /// The wait for the journal of one whose data are on the volume; `latency`: of the commit.
  [[nodiscard]] Task<> commit(Request request, double latency);
  [[nodiscard]] bool is_crowded(const JointUse& use, double served, double latencies) const;
  [[nodiscard]] Demand demand_of(const Request& request);
  void count(const Demand& demand, double reads);
  void add_to_queue(double requests);
  void report_series(double interval);
  /// Files have left.
  void take_away(std::uint64_t bytes);
  void set_used(std::uint64_t bytes);
  /// Seconds of a request; `latency` is what is attributed to itself.
  struct Spent {
    double seconds, latency, queueing;
  };
  void attribute(NameId flow, NameId phase, const Spent& spent, const JointUse& use);
  [[nodiscard]] NameId name_of(const SharedResource* resource) const;
  [[nodiscard]] double balance();  // 0 to 1
  void tell_when_full(const MetricsOf& own) const;
  [[nodiscard]] std::optional<double> full_in() const;
  [[nodiscard]] bool knows_growth(double seconds) const;
  [[nodiscard]] std::optional<double> full_by_trend() const;
  [[nodiscard]] std::optional<double> growth_per_second() const;
  /// What came in the measured part, carried on until then.
  [[nodiscard]] std::optional<ComingBytes> coming(double until) const;
  /// Of what is on it, from before the scenario's start.
  [[nodiscard]] double first_of_all() const;
  [[nodiscard]] double room_used() const;
  [[nodiscard]] std::optional<MostHeld> kept() const;
  [[nodiscard]] std::vector<Departure> departures(const ComingBytes& coming, double until) const;
  [[nodiscard]] double seconds_until_rest() const;

  const Run& run_;
  EbsSettings settings_;
  Ec2Instance& instance_;
  Stream latency_stream_;
  SharedResource iops_;
  SharedResource throughput_;
  SharedResource* bucket_;  // which of the two has credits, if any
  FileJournal journal_;
  NameId journal_held_by_;  // what the last commit took its time for: its latency, or a limit
  double journal_ios_ = 0;  // of commits, not yet taken from the limits
  std::uint64_t used_ = 0;
  std::uint64_t touched_ = 0;
  std::uint64_t reused_ = 0;
  /// What was left on the volume when files left it, first and last.
  struct Rest {
    double time;
    std::uint64_t bytes;
  };
  std::optional<Rest> first_rest_;
  Rest last_rest_{};
  double overwritten_ = 0;  // without the constant rate
  std::uint64_t life_ = 0;
  bool lost_ = false;
  double since_ = 0;
  std::uint64_t used_at_first_ = 0;  // then
  bool holds_initial_data_ = true;
  std::uint64_t initial_bytes_;
  Bytes first_of_all_;               // at the start, from before the scenario's
  std::size_t initial_left_ = 0;     // how many times files from before the run have left
  std::uint64_t left_ = 0;           // bytes of the run's own files that have left
  std::uint64_t left_measured_ = 0;  // likewise, and of those from before the run, in the measured part
  Level stored_;                     // bytes
  Level room_used_;                  // of the room that what is there from the scenario's start leaves
  Grown growth_;                     // of the bytes stored
  Counted came_;                     // files
  std::vector<ExpectedBytes> expected_;
  std::optional<LongestStay> longest_stay_;
  std::function<double(double)> next_copy_;  // of what stays so long
  std::optional<double> full_at_;
  Level in_progress_;
  Spread latency_;
  Counted operations_;  // completed, as the next two
  Counted bytes_;
  Counted charged_;
  PeakHour peak_operations_;
  PeakHour peak_charged_;
  Spread burst_balance_;
  /// Since the last sample, all software's.
  struct Traffic {
    double read_operations = 0;
    double write_operations = 0;
    double read_bytes = 0;
    double write_bytes = 0;
  } traffic_;
  TimeWeighted queue_;
  double queue_at_sample_ = 0;      // its integral
  double occupied_ = 0;             // operation-seconds of other software since the last sample
  std::deque<SnapshotLoad> loads_;  // of the volume and its successors: requests of a lost one may still wait
  SnapshotLoad* load_ = nullptr;    // of the present one
  std::optional<FirstRead> first_read_;
  std::optional<SlowStretches> slow_stretches_;
  std::vector<Provision> provisions_;
  struct Names {
    NameId self, latency, iops, throughput, journal;
  } names_;
  struct SeriesNames {
    NameId balance, queue, read_operations, write_operations, read_bytes, write_bytes, used;
  } series_;
};

}  // namespace garoa
