// What a bucket holds, by age and storage class, and the lifecycle rules that act on it.
//
// Modelled: objects of one day, class and state are one cohort (memory grows with days, never with objects);
// every midnight the rules act on whole cohorts: transitions of current and of noncurrent versions, expiration,
// removal of noncurrent versions and of incomplete multipart uploads. An object counts as one day old at the
// first midnight that is a full day after its upload. In a versioned bucket an expired or overwritten object
// stays as a noncurrent version, in another one it is gone; a locked version is not removed before its retention
// ends. What expires at a midnight is not moved at it. Small objects (below the minimum billed size) are not moved
// unless the rule says so. Objects that leave a class before its minimum duration owe the rest. At every midnight too,
// INTELLIGENT_TIERING moves what nobody has read for long; what is read comes back, one object or, of many that are read at once,
// all of a day.
// What came before the run (`begin_after`) has lived by the same rules, day by day; of keys that come again (each object drew one of so
// many) as many objects are replaced as are expected, and a key's object is then one of those that are left.
// Not modelled: delete markers, rules by prefix or tag; rules act at once, not within a day or two. Days are
// those of the run, not of UTC.
//
// Levels are exact: every change counts from its instant. Source: S3 user guide, lifecycle and
// storage-class-intro.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/s3/storage_settings.hpp"
#include "sim/core/metric_sink.hpp"
#include "sim/core/statistics.hpp"
#include "sim/core/units.hpp"

namespace garoa {

/// The class that an object is in after so many days by the rules, which was stored in `first`.
[[nodiscard]] StorageClass class_after(const std::vector<Transition>& rules, StorageClass first,
                                       std::int64_t days, bool is_small);

class ObjectStore {
 public:
  static constexpr double day = 86400;
  enum class State : std::uint8_t { current, noncurrent, incomplete };

  explicit ObjectStore(const StorageSettings& settings);

  void add(double now, std::uint64_t bytes, State state = State::current);
  /// What comes on a day, at its noon; of keys that come again it replaces as much as is expected.
  void add_day(const EarlierDay& came);
  struct Version {
    double stored;
    std::uint64_t bytes;
  };
  /// A new object has the key of this one, which was added then; nothing if a rule has removed it since.
  void overwrite(double now, const Version& old);
  /// A key comes for the first time in the run, of those that came before it too: the object that it had, if it had one. `luck`,
  /// uniform, says which of those that are left.
  [[nodiscard]] std::optional<Version> take_earlier(double luck);
  /// Current objects of the class are read, the oldest first, until there are so many bytes.
  void read(double now, StorageClass from, std::uint64_t bytes);
  /// One current object is read, which was read last at `last`, or never if that is before it was stored. Of objects that are
  /// there from the start nobody knows which: one that has not been read for longest.
  void read_one(double now, const Version& version, double last);
  /// The rules of the midnight `now`.
  void end_day(double now);

  /// Current objects, which a listing sees.
  [[nodiscard]] std::uint64_t objects() const { return objects_; }
  /// Everything that is stored, seen or not.
  [[nodiscard]] std::uint64_t bytes() const { return came_ - removed_; }
  /// What ever came, from before the run too, is held in some class and state, or rules or new objects have removed it.
  void add_balance(const MetricsOf& metrics, const std::string& of) const;
  [[nodiscard]] std::uint64_t bytes(State state) const;
  [[nodiscard]] std::uint64_t bytes(StorageClass storage_class) const;

  struct Held {
    StorageClass storage_class;
    std::uint64_t objects;
    std::uint64_t bytes;
  };
  /// Current objects by class, the coldest first.
  [[nodiscard]] std::vector<Held> held() const;
  struct OfDay {
    std::int64_t day;  // the midnight at or after they came
    std::uint64_t objects;
    std::uint64_t bytes;
  };
  /// Current objects and older versions, ascending. Where the rules remove what came, an older version stands on the day of which the current
  /// objects are removed with it.
  [[nodiscard]] std::vector<OfDay> versions_by_day() const;
  /// The newest of all versions, so many or all that there are, as they came: runs of one class, the newest first.
  [[nodiscard]] std::vector<Held> newest(std::uint64_t objects) const;
  /// Where an object is now that was stored then.
  [[nodiscard]] StorageClass class_of(double stored, std::uint64_t bytes, double now) const;
  /// The same of those that were there at the start.
  [[nodiscard]] StorageClass class_of_existing(double now) const;
  /// Is an object that was stored then not expired yet?
  [[nodiscard]] bool is_there(double stored, double now) const;

  /// What fell due since the last call. Byte-seconds are whole; the fraction waits for the next call.
  struct Dues {
    std::array<double, storage_class_count> byte_seconds{};
    std::array<double, storage_class_count> early_byte_seconds{};
    std::array<std::uint64_t, storage_class_count> transitions{};  // into the class
    std::array<double, colder_tier_count>
        colder_byte_seconds{};          // of INTELLIGENT_TIERING, not in byte_seconds
    double watched_object_seconds = 0;  // by it
  };
  [[nodiscard]] Dues take_dues(double now);

 private:
  struct Amount {
    std::uint64_t objects = 0;
    std::uint64_t bytes = 0;
    Amount& operator+=(const Amount& more) {
      objects += more.objects;
      bytes += more.bytes;
      return *this;
    }
  };
  struct Cohort {
    std::int64_t
        day;  // the midnight at or after the upload; of old versions only as far as a rule asks for it
    State state;
    StorageClass storage_class;
    Amount small;
    Amount large;
    double entered;                       // the class, mean over bytes
    std::int64_t noncurrent_day = 0;      // since when
    std::int64_t read_day = 0;            // in INTELLIGENT_TIERING: since when nobody has read the objects
    std::optional<ColderTier> tier = {};  // of the large ones
  };

  [[nodiscard]] static std::int64_t midnight_after(double time);
  void add_existing();
  void live_through(const EarlierObjects& earlier);
  void renew(const EarlierDay& today);
  void replace_earlier(std::int64_t came, std::uint64_t objects, double now);
  [[nodiscard]] std::size_t first_of_day(std::int64_t day) const;  // of the cohorts
  [[nodiscard]] std::uint64_t current_of_day(std::int64_t day) const;
  [[nodiscard]] Cohort* current_of(const Version& version);
  [[nodiscard]] Cohort* current_read_at(const Version& version, double last);
  [[nodiscard]] std::int64_t day_that_matters(const Cohort& old) const;
  Cohort take_out(Cohort& cohort, double now, const Version& version);
  [[nodiscard]] Amount& part_of(Cohort& cohort, std::uint64_t bytes) const {
    return is_small(bytes) ? cohort.small : cohort.large;
  }
  void insert(const Cohort& cohort, double now);
  void join(const Cohort& cohort, double now);
  [[nodiscard]] bool is_small(std::uint64_t bytes) const { return bytes < settings_.small.count(); }
  void expire(Cohort& cohort, std::int64_t today, double now);
  void move(std::size_t index, std::int64_t today, double now);
  void remove(Cohort& cohort, double now);
  void set_tier(Cohort& cohort, std::int64_t today, double now);
  [[nodiscard]] bool alike(const Cohort& a, const Cohort& b) const;
  [[nodiscard]] double billed(const Cohort& cohort) const;
  [[nodiscard]] double billed(const Cohort& cohort, bool small) const;
  void change_level(const Cohort& cohort, double now, double sign);
  void owe_rest(const Cohort& cohort, double now);

  const StorageSettings& settings_;
  std::vector<Cohort> cohorts_;
  /// Objects from before the run whose keys come again, and are current: by the day on which they came.
  struct Renewed {
    std::int64_t day;
    double expected;
    std::uint64_t there;
  };
  std::vector<Renewed> renewed_;
  double keys_seen_ = 0;  // in the run
  std::uint64_t objects_ = 0;
  std::uint64_t came_ = 0;  // bytes, as the next
  std::uint64_t removed_ = 0;
  /// A level, and how much of its integral has been taken.
  struct Level {
    TimeWeighted level{};
    double taken = 0;
    double take_whole(double now);
  };
  std::array<Level, storage_class_count> levels_;
  std::array<Level, colder_tier_count> colder_;
  Level watched_;
  std::array<double, storage_class_count> early_{};
  std::array<std::uint64_t, storage_class_count> transitions_{};
};

}  // namespace garoa
