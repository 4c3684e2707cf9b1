#include "sim/workload/arrivals.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "sim/workload/burstiness.hpp"
#include "tests/support/source_folder.hpp"

namespace arrivals_test {

using namespace garoa;

namespace {

constexpr double hour = 3600;
constexpr double week = 7 * Calendar::day_seconds;
constexpr double forever = 1e12;

/// Monday 2 March 2026, 00:00 local time; no clock change in this zone.
Calendar monday() {
  return *Calendar::create("2026-03-02T00:00:00", "America/Sao_Paulo").calendar;
}

std::unique_ptr<ArrivalProcess> make(const ArrivalSettings& settings, double end, std::uint64_t seed = 5) {
  return make_arrivals(settings, Stream{seed, "arrivals"}, monday(), end);
}

std::vector<Arrival> all(const ArrivalSettings& settings, double end, std::uint64_t seed = 5) {
  std::vector<Arrival> list;
  const auto process = make(settings, end, seed);
  while (const auto arrival = process->next()) list.push_back(*arrival);
  return list;
}

OfficeHoursArrivals office_hours(double mean) {
  return {PerSecond{mean}, Seconds{8 * hour}, Seconds{18 * hour}, 3, 0.3};
}

struct Reading {
  ArrivalSettings settings;
  std::string errors;
};

Reading read(std::string_view text) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto root = parse_yaml(text, "f.yaml", diagnostics);
  REQUIRE(root);
  FieldRecord record;
  ReadContext context{diagnostics};
  Reading reading;
  {
    Fields fields{&*root, "uploads", root->where, record, context};
    reading.settings = read_arrivals(fields, "arrivals", "when", catalogue,
                                     (test::source_folder() / "tests" / "fixtures").string());
  }
  reading.errors = diagnostics.text();
  return reading;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("arrivals: ids count from 0 and times never fall, in every process") {
  const std::vector<ArrivalSettings> settings{PoissonArrivals{PerSecond{20}},
                                              DeterministicArrivals{PerSecond{20}}, office_hours(5),
                                              BatchArrivals{PerSecond{1}, 20}};
  for (const auto& s : settings) {
    const auto arrivals = all(s, 20'000);
    REQUIRE(arrivals.size() > 100);
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
      REQUIRE(arrivals[i].id == i);
      if (i > 0) REQUIRE(arrivals[i].time >= arrivals[i - 1].time);
    }
    CHECK(arrivals.front().time >= 0);
    CHECK(arrivals.back().time < 20'000);
  }
}

TEST_CASE("arrivals: the same seed gives the same arrivals, another seed others") {
  const auto first = all(PoissonArrivals{PerSecond{1}}, 1000);
  const auto again = all(PoissonArrivals{PerSecond{1}}, 1000);
  REQUIRE(first.size() == again.size());
  for (std::size_t i = 0; i < first.size(); ++i) CHECK(first[i].time == again[i].time);
  CHECK(all(PoissonArrivals{PerSecond{1}}, 1000, 6).front().time != first.front().time);
}

TEST_CASE("arrivals: a longer run begins with the arrivals of the shorter one") {
  for (const ArrivalSettings& s :
       {ArrivalSettings{office_hours(0.5)}, ArrivalSettings{BatchArrivals{PerSecond{0.1}, 5}}}) {
    const auto shorter = all(s, 50'000);
    const auto longer = all(s, 100'000);
    REQUIRE(longer.size() > shorter.size());
    for (std::size_t i = 0; i < shorter.size(); ++i) REQUIRE(longer[i].time == shorter[i].time);
  }
}

TEST_CASE("arrivals: at another rate the same draws are scaled") {
  const auto slow = all(PoissonArrivals{PerSecond{1}}, 1000);
  const auto fast = all(PoissonArrivals{PerSecond{4}}, 250);
  REQUIRE(slow.size() == fast.size());
  for (std::size_t i = 0; i < slow.size(); ++i)
    CHECK(fast[i].time * 4 == doctest::Approx(slow[i].time).epsilon(1e-12));
}

// 200,000 s at 20/s: 4 million expected, standard deviation 2,000.
TEST_CASE("arrivals: Poisson has its rate, coefficient of variation 1 and index of dispersion 1") {
  BurstinessMeter meter;
  const auto process = make(PoissonArrivals{PerSecond{20}}, 200'000);
  while (const auto arrival = process->next()) meter.add(arrival->time);
  CHECK(std::abs(static_cast<double>(meter.count()) - 4e6) < 4 * 2000);
  CHECK(std::abs(meter.interarrival_cv() - 1) < 4 / std::sqrt(4e6));
  // The index over n = 3,333 windows has the standard error sqrt(2 / n).
  CHECK(std::abs(meter.index_of_dispersion(200'000) - 1) < 4 * std::sqrt(2.0 / 3333));
}

TEST_CASE("arrivals: deterministic arrivals have equal gaps and no drift") {
  const auto arrivals = all(DeterministicArrivals{PerSecond{10}}, 100'000);
  CHECK(arrivals.size() == 999'999);
  CHECK(arrivals[0].time == 0.1);
  CHECK(arrivals[999'998].time == 99'999.9);
}

TEST_CASE("arrivals: batches come together and have a geometric size") {
  const auto arrivals = all(BatchArrivals{PerSecond{0.5}, 20}, 200'000);
  std::vector<double> sizes;
  double last = -1;
  for (const auto& arrival : arrivals) {
    if (arrival.time != last) sizes.push_back(0);
    last = arrival.time;
    ++sizes.back();
  }
  const auto n = static_cast<double>(sizes.size());
  CHECK(std::abs(n - 100'000) < 4 * std::sqrt(100'000.0));
  Moments moments;
  double ones = 0;
  for (const double size : sizes) {
    moments.add(size);
    ones += size == 1 ? 1 : 0;
  }
  // Geometric on 1, 2, ...: variance m (m - 1) = 380; P(1) = 1/20.
  CHECK(std::abs(moments.mean() - 20) < 4 * std::sqrt(380 / n));
  CHECK(moments.variance() == doctest::Approx(380).epsilon(0.05));
  CHECK(std::abs(ones / n - 0.05) < 4 * std::sqrt(0.05 * 0.95 / n));
}

TEST_CASE("arrivals: batches of mean size 1 are single documents") {
  const auto arrivals = all(BatchArrivals{PerSecond{1}, 1}, 10'000);
  REQUIRE(arrivals.size() > 9000);
  for (std::size_t i = 1; i < arrivals.size(); ++i) CHECK(arrivals[i].time > arrivals[i - 1].time);
}

TEST_CASE(
    "arrivals: office hours have the stated rates in peak, weekend and rest, and the mean over the week") {
  const auto settings = office_hours(1);
  const double weeks = 52;
  const auto calendar = monday();
  double peak = 0;
  double weekend = 0;
  double rest = 0;
  const auto process = make(settings, weeks * week);
  while (const auto arrival = process->next()) {
    const auto local = calendar.to_local(arrival->time);
    const bool in_peak = local.second_of_day >= 8 * hour && local.second_of_day < 18 * hour;
    (is_weekend(local.day) ? weekend : in_peak ? peak : rest) += 1;
  }
  const auto agrees = [](double count, double expected) {
    return std::abs(count - expected) < 4 * std::sqrt(expected);
  };
  CHECK(agrees(peak, 3 * weeks * 50 * hour));
  CHECK(agrees(weekend, 0.3 * weeks * 48 * hour));
  CHECK(agrees(rest, settings.rest().count() * weeks * 70 * hour));
  CHECK(agrees(peak + weekend + rest, weeks * week));
}

TEST_CASE("arrivals: the rest of the office week is what the peak and the weekend leave") {
  const auto s = office_hours(20);
  CHECK(50 * 3 * 20 + 48 * 0.3 * 20 + 70 * s.rest().count() == doctest::Approx(168 * 20).epsilon(1e-12));
  CHECK(s.largest_peak_factor() == doctest::Approx((168 - 48 * 0.3) / 50).epsilon(1e-12));
  auto flat = s;
  flat.peak_factor = 1;
  flat.weekend_factor = 1;
  CHECK(flat.rest().count() == doctest::Approx(20).epsilon(1e-12));
}

TEST_CASE("arrivals: flat office hours are the Poisson process of the same draws") {
  auto flat = office_hours(2);
  flat.peak_factor = 1;
  flat.weekend_factor = 1;
  const auto office = all(flat, 3 * Calendar::day_seconds);
  const auto poisson = all(PoissonArrivals{PerSecond{2}}, 3 * Calendar::day_seconds);
  REQUIRE(office.size() == poisson.size());
  for (std::size_t i = 0; i < office.size(); ++i)
    REQUIRE(office[i].time == doctest::Approx(poisson[i].time).epsilon(1e-9));
}

TEST_CASE("arrivals: office hours follow the wall clock over a change to summer time") {
  const auto berlin = *Calendar::create("2026-03-30T00:00:00", "Europe/Berlin").calendar;
  const auto before = *Calendar::create("2026-03-27T00:00:00", "Europe/Berlin").calendar;
  OfficeHoursArrivals peaks_only = office_hours(1);
  peaks_only.weekend_factor = 0;
  peaks_only.peak_factor = peaks_only.largest_peak_factor();
  const auto first_after = [&](const Calendar& calendar, double from) {
    const auto process = make_arrivals(peaks_only, Stream{5, "x"}, calendar, week);
    while (const auto arrival = process->next()) {
      if (arrival->time >= from) return calendar.to_local(arrival->time);
    }
    return LocalTime{};
  };
  CHECK(first_after(berlin, 0).second_of_day == doctest::Approx(8 * hour).epsilon(0.001));
  const auto monday_after = first_after(before, 2 * Calendar::day_seconds);
  CHECK(monday_after.weekday() == std::chrono::Monday);
  CHECK(monday_after.second_of_day == doctest::Approx(8 * hour).epsilon(0.001));
}

TEST_CASE("arrivals: rates of zero and tiny rates end at once, huge ones go on") {
  for (const double rate : {0.0, 1e-300, 1e-15}) {
    CAPTURE(rate);
    CHECK_FALSE(make(PoissonArrivals{PerSecond{rate}}, week)->next());
    CHECK_FALSE(make(DeterministicArrivals{PerSecond{rate}}, week)->next());
    CHECK_FALSE(make(office_hours(rate), 100 * week)->next());
    CHECK_FALSE(make(BatchArrivals{PerSecond{rate}, 20}, week)->next());
  }
  CHECK_FALSE(make(office_hours(0), forever)->next());
  for (const ArrivalSettings& s :
       {ArrivalSettings{PoissonArrivals{PerSecond{1e300}}},
        ArrivalSettings{DeterministicArrivals{PerSecond{1e300}}}, ArrivalSettings{office_hours(1e300)},
        ArrivalSettings{BatchArrivals{PerSecond{1e300}, 1e6}}}) {
    const auto process = make(s, week);
    for (int i = 0; i < 1000; ++i) REQUIRE(process->next());
  }
}

TEST_CASE("arrivals: a process that has ended stays ended") {
  for (const ArrivalSettings& s :
       {ArrivalSettings{PoissonArrivals{PerSecond{1}}}, ArrivalSettings{office_hours(1)},
        ArrivalSettings{BatchArrivals{PerSecond{1}, 3}}}) {
    const auto process = make(s, 100'000);
    while (process->next()) {
    }
    for (int i = 0; i < 1000; ++i) REQUIRE_FALSE(process->next());
  }
}

TEST_CASE("arrivals: a trace is replayed with sizes, keys and durations, up to the end") {
  const auto reading = read("arrivals: {trace: arrivals.csv}\n");
  REQUIRE(reading.errors.empty());
  const auto arrivals = all(reading.settings, 12.5);
  REQUIRE(arrivals.size() == 2);
  CHECK(arrivals[0].time == 0.125);
  CHECK(arrivals[1].id == 1);
  CHECK(arrivals[1].key->text() == "bob");
  CHECK(arrivals[1].bytes == 1'000'000);
  CHECK_FALSE(arrivals[1].duration);
  CHECK(all(reading.settings, 100).size() == 4);
  CHECK(all(TraceArrivals{}, 100).empty());
}

TEST_CASE("arrivals: load multiplies the rates of every form, with the same draws") {
  CHECK(all(at_load(PoissonArrivals{PerSecond{1}}, 3), hour).size() ==
        all(PoissonArrivals{PerSecond{3}}, hour).size());
  CHECK(all(at_load(DeterministicArrivals{PerSecond{1}}, 3), hour).size() ==
        all(DeterministicArrivals{PerSecond{3}}, hour).size());
  CHECK(all(at_load(BatchArrivals{PerSecond{1}, 4}, 3), hour).size() ==
        all(BatchArrivals{PerSecond{3}, 4}, hour).size());
  CHECK(all(at_load(office_hours(1), 3), 24 * hour).size() == all(office_hours(3), 24 * hour).size());
}

TEST_CASE("arrivals: load repeats the rows of a trace until the next one, and more keeps what less has") {
  const auto trace = read("arrivals: {trace: arrivals.csv}\n").settings;
  const auto once = all(trace, forever);
  const auto twice = all(at_load(trace, 2), forever);
  REQUIRE(twice.size() == 2 * once.size());
  for (std::size_t i = 0; i + 1 < once.size(); ++i) {
    CHECK(twice[2 * i].time == once[i].time);
    CHECK(twice[2 * i + 1].time == (once[i].time + once[i + 1].time) / 2);
    CHECK(twice[2 * i + 1].bytes == once[i].bytes);
  }
  std::size_t before = 0;
  for (const double load : {0.0, 0.3, 0.7, 1.0, 1.5, 2.0}) {
    const auto now = all(at_load(trace, load), forever).size();
    CHECK(now >= before);
    before = now;
  }
}

TEST_CASE("arrivals: every form is read") {
  CHECK(std::get<PoissonArrivals>(read("arrivals: {poisson: 20/s}\n").settings).rate.count() == 20);
  CHECK(std::get<DeterministicArrivals>(read("arrivals: {deterministic: 120/min}\n").settings).rate.count() ==
        2);
  const auto batch =
      std::get<BatchArrivals>(read("arrivals: {batch: {rate: 0.5/s, size_mean: 20}}\n").settings);
  CHECK(batch.rate.count() == 0.5);
  CHECK(batch.size_mean == 20);
}

TEST_CASE("arrivals: office hours have defaults from the figures") {
  const auto reading = read("arrivals: {office_hours: {mean: 20/s}}\n");
  CHECK(reading.errors.empty());
  const auto s = std::get<OfficeHoursArrivals>(reading.settings);
  CHECK(s.peak_from.count() == 8 * hour);
  CHECK(s.peak_to.count() == 18 * hour);
  CHECK(s.peak_factor == 3);
  CHECK(s.weekend_factor == 0.3);
  CHECK(s.rest().count() > 0);
}

// 7 means of the week are 5 of a working day and 2 of 0.3 of the week's: the week's is 5/6.4 of a working day's.
TEST_CASE("arrivals: office hours are told by a working day's mean too") {
  const auto reading = read("arrivals: {office_hours: {working_day_mean: 64000/d}}\n");
  CHECK(reading.errors.empty());
  const auto s = std::get<OfficeHoursArrivals>(reading.settings);
  CHECK(s.mean.count() * Calendar::day_seconds == doctest::Approx(50'000).epsilon(1e-12));
  CHECK(10 * 3 * s.mean.count() + 14 * s.rest().count() == doctest::Approx(64'000 / hour).epsilon(1e-12));
  CHECK(contains(read("arrivals: {office_hours: {mean: 1/s, working_day_mean: 1/s}}\n").errors,
                 "has 'mean' and 'working_day_mean'; give one"));
  CHECK(contains(
      read("arrivals: {office_hours: {working_day_mean: 1/s, weekend_factor: 3.5, peak_factor: 0}}\n").errors,
      "the week's mean leaves nothing for working days"));
}

TEST_CASE("arrivals: contradictions and values out of range are errors") {
  CHECK(contains(
      read("arrivals: {office_hours: {mean: 20/s, peak_factor: 4}}\n").errors,
      "f.yaml:1:52: error: 'uploads.arrivals.office_hours.peak_factor' is 4; with these hours and this "
      "weekend_factor the mean of the week allows at most 3.072"));
  CHECK(contains(read("arrivals: {office_hours: {mean: 20/s, peak_from: 18 h, peak_to: 8 h}}\n").errors,
                 "the peak must end after it begins"));
  CHECK(contains(
      read("arrivals: {office_hours: {mean: 20/s, peak_from: 0 h, peak_to: 24 h, peak_factor: 1}}\n").errors,
      "leave a part of the day outside"));
  CHECK(contains(read("arrivals: {office_hours: {mean: 20/s, peak_to: 25 h}}\n").errors,
                 "a day has 0 s to 1 d"));
  CHECK(contains(read("arrivals: {office_hours: {}}\n").errors, "lacks the required key 'mean'"));
  CHECK(contains(read("arrivals: {poisson: 20}\n").errors, "lacks its unit"));
  CHECK(contains(read("arrivals: {poisson: 1e9/s}\n").errors, "garoa simulates"));
  CHECK(contains(read("arrivals: {batch: {rate: 1/s, size_mean: 0.5}}\n").errors, "allowed is 1 to 1000000"));
  CHECK(contains(read("arrivals: {poisson: 1/s, deterministic: 1/s}\n").errors, "needs exactly one of"));
  CHECK(contains(read("arrivals: {posson: 1/s}\n").errors, "did you mean 'poisson'?"));
  CHECK(contains(read("arrivals: 20/s\n").errors, "must be a map with one of"));
  CHECK(contains(read("arrivals: {trace: absent.csv}\n").errors, "f.yaml:1:"));
  CHECK(contains(read("{}\n").errors, "lacks the required key 'arrivals'"));
}

TEST_CASE("arrivals: describing the forms visits each once and reports nothing") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  FieldRecord record;
  ReadContext context{diagnostics, true};
  {
    Fields fields{nullptr, "uploads", {}, record, context};
    (void)read_arrivals(fields, "arrivals", "when", catalogue, "");
  }
  CHECK(diagnostics.text().empty());
  REQUIRE(record.children.size() == 1);
  CHECK(record.children[0]->children.size() == 5);
}

TEST_CASE("burstiness: a timer has coefficient of variation 0 and index of dispersion 0") {
  BurstinessMeter meter;
  for (int i = 0; i < 6000; ++i) meter.add(i * 0.5);
  CHECK(meter.interarrival_cv() == 0);
  CHECK(meter.index_of_dispersion(3000) == 0);
}

TEST_CASE("burstiness: counts per window, with empty windows and without the open one") {
  BurstinessMeter meter;
  for (const double time : {1.0, 2.0, 3.0, 200.0, 310.0, 311.0}) meter.add(time);
  // Windows of 60 s up to 300 s: 3, 0, 0, 1, 0. Mean 0.8, unbiased variance (10 - 5 * 0.64) / 4 = 1.7.
  CHECK(meter.index_of_dispersion(330) == doctest::Approx(1.7 / 0.8).epsilon(1e-12));
  // Closed at 360 s: a sixth window with 2. Mean 1, variance (14 - 6) / 5 = 1.6.
  CHECK(meter.index_of_dispersion(360) == doctest::Approx(1.6).epsilon(1e-12));
  CHECK(BurstinessMeter{}.index_of_dispersion(1e9) == 0);
  CHECK(BurstinessMeter{}.interarrival_cv() == 0);
}

// Compound Poisson: index of dispersion E[B^2] / E[B] = (380 + 400) / 20 = 39 at every window.
TEST_CASE("burstiness: batches have the index of dispersion of a compound Poisson process") {
  BurstinessMeter meter;
  const auto process = make(BatchArrivals{PerSecond{0.5}, 20}, 600'000);
  while (const auto arrival = process->next()) meter.add(arrival->time);
  CHECK(meter.index_of_dispersion(600'000) == doctest::Approx(39).epsilon(0.08));
  CHECK(meter.interarrival_cv() > 5);
}

}  // namespace arrivals_test
