// What a volume and its backups have gone through before a run that begins late.
#include "sim/scenario/site_history.hpp"

#include <doctest/doctest.h>

namespace site_history_test {

using namespace garoa;

namespace {

constexpr double day = Calendar::day_seconds;
constexpr double per_second = 0.5;

/// A year of hourly full copies of a volume that documents leave four days after they came.
struct Year {
  Year() {
    const auto calendar = Calendar::create("2026-01-01T00:00:00", "UTC");
    volume.size = Bytes{1'000'000'000'000'000};
    volume.keep = KeepSettings{};
    volume.keep->age = Seconds{4 * day};
    volume.keep->every = Seconds{day};
    job.name = "hourly";
    job.schedule = parse_schedule("rate(1 hour)", *calendar.calendar, ClockChangePolicy::run_once).schedule;
    job.file_copy.mode = CopyMode::full;
  }
  [[nodiscard]] SiteHistory history() {
    return {volume, {&job}, days * day, [this](double from, double to) {
              looked_at += to - from;
              return (to - from) * ExpectedDocuments{per_second, 1000 * per_second};
            }};
  }

  double days = 365;
  EbsSettings volume;
  BackupSettings job;
  double looked_at = 0;  // seconds of arrivals that were added up
};

std::vector<SiteHistory::Copy> copies_of(const SiteHistory& history, const BackupSettings& job) {
  std::vector<SiteHistory::Copy> copies;
  history.each_copy(job, 0, [&](const SiteHistory::Copy& copy) { copies.push_back(copy); });
  return copies;
}

}  // namespace

TEST_CASE("site history: a full copy has what was on the volume then") {
  Year year;
  const auto copies = copies_of(year.history(), year.job);
  REQUIRE(copies.size() == 365 * 24);
  // Those of a day leave together, at its end after four more days.
  for (const std::size_t hours : {1U, 30U, 119U, 120U, 121U, 144U, 8760U}) {
    const auto whole_days = static_cast<double>(hours / 24);
    const double kept_since = std::max(0.0, whole_days - 4) * day;
    const double expected = per_second * (static_cast<double>(hours) * 3600 - kept_since);
    INFO("after " << hours << " hours");
    CHECK(copies[hours - 1].documents == doctest::Approx(expected));
  }
}

TEST_CASE("site history: the last run before now is found, however seldom it runs") {
  Year year;
  CHECK(year.history().last_tick(year.job) == 365 * day);
  CHECK(year.history().runs(year.job) == 365 * 24);
  const auto calendar = Calendar::create("2026-01-01T00:00:00", "UTC");
  const auto in_february =
      parse_schedule("cron(0 6 11 2 ? *)", *calendar.calendar, ClockChangePolicy::run_once);
  year.job.schedule = in_february.schedule;
  CHECK(year.history().last_tick(year.job) == (31 + 10) * day + 6 * 3600);
  year.days = 41;
  CHECK(year.history().last_tick(year.job) == 0);
  CHECK(year.history().runs(year.job) == 0);
}

TEST_CASE("site history: arrivals are added up a few times, however many copies were made") {
  Year year;
  const auto history = year.history();
  (void)copies_of(history, year.job);
  (void)history.data();
  // Once by day, once by the period of leaving, half a day for each copy.
  CHECK(year.looked_at < (1 + 1 + 24 / 2.0 + 1) * year.days * day);
}

}  // namespace site_history_test
