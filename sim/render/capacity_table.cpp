#include "sim/render/capacity_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/calendar.hpp"
#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/safe_text.hpp"
#include "sim/render/sheet.hpp"
#include "sim/render/told.hpp"
#include "sim/results/origin.hpp"

namespace garoa {
namespace {

constexpr std::size_t length_of_a_time = std::string_view{"2026-03-02T02:00:00"}.size();

/// Points of the axis in words.
class PointsInWords {
 public:
  explicit PointsInWords(const CapacityFound& capacity)
      : kind_{capacity.axis.kind},
        calendar_{Calendar::create(capacity.scenario.start.substr(0, length_of_a_time), "UTC").calendar} {}

  /// "21.8x", or "day 17", which ends then.
  [[nodiscard]] std::string operator()(double at) const {
    if (kind_ == CapacityAxis::Kind::load) return human_number(at) + "x";
    return tr("day {}", human_count(at / Calendar::day_seconds));
  }
  /// "8.00x to 9.07x", the stretch in which it breaks; "day 101, 2026-06-10" where that is the first day on which it is broken.
  [[nodiscard]] std::string stretch(const CapacityBreak& found) const {
    if (!found.holds_at) return tr("already");
    const auto to = with_date(found.breaks_at);
    return is_exact(found) ? to : tr("{} to {}", (*this)(*found.holds_at), to);
  }
  /// The same as a part of a sentence.
  [[nodiscard]] std::string first_at(const CapacityBreak& found) const {
    const auto to = with_date(found.breaks_at);
    if (is_exact(found)) return is_of_time() ? tr("on {}", to) : tr("at {}", to);
    return tr("between {} and {}", (*this)(*found.holds_at), to);
  }
  [[nodiscard]] bool is_of_time() const { return kind_ == CapacityAxis::Kind::time; }
  /// The same with the date where there is one.
  [[nodiscard]] std::string with_date(double at) const {
    const auto text = (*this)(at);
    return date(at).empty() ? text : fmt::format("{}, {}", text, date(at));
  }

 private:
  /// "2027-03-02".
  [[nodiscard]] std::string date(double at) const {
    if (kind_ == CapacityAxis::Kind::load || !calendar_) return "";
    return calendar_->to_iso(at - 1).substr(0, std::string_view{"2027-03-02"}.size());
  }

  /// A day is the least that time is looked at in.
  [[nodiscard]] bool is_exact(const CapacityBreak& found) const {
    return kind_ == CapacityAxis::Kind::time &&
           found.breaks_at - found.holds_at.value_or(0) <= Calendar::day_seconds;
  }

  CapacityAxis::Kind kind_;
  std::optional<Calendar> calendar_;
};

std::string used_in_words(const std::optional<double>& used) {
  return used ? human_share(*used) : std::string{nothing_there};
}

/// Not of a share that is what is used, or left, itself.
std::string measured_in_words(const Limit& limit) {
  if (!limit.measured) return std::string{nothing_there};
  const auto is_used = [&](double used) { return std::abs(used - *limit.measured) < 1e-9; };
  const bool told_as_used =
      limit.used && limit.unit == "share" && (is_used(*limit.used) || is_used(1 - *limit.used));
  return told_as_used ? std::string{nothing_there} : human_value(*limit.measured, limit.unit);
}

/// Messages of controls are sentences, and what breaks is a part of one.
std::string what_breaks(const Limit& limit) {
  auto text = told(limit.what);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string what_binds(const Limit& limit) {
  return limit.binds.empty() ? std::string{nothing_there} : told(limit.binds);
}

/// Behind what was seen only with fewer requests than are sent.
std::string_view mark_of(bool seen_after_shedding) {
  return seen_after_shedding ? "*" : "";
}

/// Was the last point seen with fewer requests than are sent?
bool saw_fewer(const CapacityFound& capacity) {
  return capacity.sheds_from && *capacity.sheds_from < capacity.points.back();
}

std::optional<double> used_at_first(const CapacityFound& capacity, const Limit& limit) {
  for (const auto& use : capacity.uses) {
    const auto& [at, used] = use.points.front();
    if (use.name == limit.name && at == capacity.points.front()) return used;
  }
  return std::nullopt;
}

}  // namespace

Sheet sheet_of_breaks(const CapacityFound& capacity) {
  const PointsInWords words{capacity};
  Sheet sheet{tr("What breaks, in this order"),
              {tr("breaks at"), tr("what"), tr("used at first"), tr("measured there"), tr("what binds")},
              {}};
  for (const auto& found : capacity.breaks) {
    const auto at = fmt::format("{}{}", words.stretch(found), mark_of(found.after_shedding));
    sheet.rows.push_back({at, what_breaks(found.limit), used_in_words(found.used_at_first),
                          measured_in_words(found.limit), what_binds(found.limit)});
  }
  return sheet;
}

Sheet sheet_of_holding(const CapacityFound& capacity) {
  const PointsInWords words{capacity};
  Sheet sheet{tr("What holds up to {}", words(capacity.points.back())),
              {tr("limit"), tr("used at first"), tr("used there"), tr("measured there")},
              {}};
  for (const auto& limit : capacity.holding) {
    sheet.rows.push_back({told(limit.subject), used_in_words(used_at_first(capacity, limit)),
                          fmt::format("{}{}", used_in_words(limit.used), mark_of(saw_fewer(capacity))),
                          measured_in_words(limit)});
  }
  return sheet;
}

Sheet sheet_of_headroom(const CapacityFound& capacity) {
  const PointsInWords words{capacity};
  const auto first = capacity.points.front();
  std::vector<std::pair<double, std::vector<std::string>>> rows;
  const auto add = [&](const CapacityUse& use) {
    if (use.points.front().first != first) return;
    const double used = use.points.front().second;
    const auto found = std::find_if(capacity.breaks.begin(), capacity.breaks.end(),
                                    [&](const auto& own) { return own.limit.name == use.name; });
    const bool breaks = found != capacity.breaks.end();
    const auto where = breaks ? words.stretch(*found) : tr("not up to {}", words(capacity.points.back()));
    const auto mark = mark_of(breaks ? found->after_shedding : saw_fewer(capacity));
    rows.push_back({used,
                    {told(use.what), human_share(used), human_share(std::max(0.0, 1 - used)),
                     fmt::format("{}{}", where, mark)}});
  };
  for (const auto& use : capacity.uses) add(use);
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  const auto title =
      words.is_of_time() ? tr("Headroom on {}", words(first)) : tr("Headroom at {}", words(first));
  Sheet sheet{title, {tr("limit"), tr("used"), tr("left"), tr("breaks at")}, {}};
  for (auto& [used, cells] : rows) sheet.rows.push_back(std::move(cells));
  return sheet;
}

namespace {

std::string number_of_points(const CapacityFound& capacity) {
  const auto number = human_count(capacity.points.size());
  return capacity.axis.kind == CapacityAxis::Kind::time
             ? tr("{} runs of {} that end", number, human_duration(capacity.scenario.duration_s))
             : tr("{} loads", number);
}

}  // namespace

std::vector<std::string> capacity_notes(const CapacityFound& capacity) {
  const PointsInWords words{capacity};
  std::vector<std::string> notes;
  for (const auto& found : capacity.breaks) {
    if (found.holds_again_at)
      notes.push_back(
          tr("Not monotone: '{}' holds again at {}; for it the points of the scan decide "
             "what is found.",
             what_breaks(found.limit), words(*found.holds_again_at)));
  }
  if (saw_fewer(capacity))
    notes.push_back(
        tr("* Requests are turned away there for another reason: seen with fewer of them than are sent. Mend "
           "that first, and look again."));
  if (capacity.left_behind_from)
    notes.push_back(
        tr("From {} on work is left over or refused. What that leaves behind for later days is not computed: "
           "stocks, bill and verdicts of later points are those of a system that was well until then. "
           "Simulate the days before a point ('duration' instead of 'begin_after') to see it.",
           words(*capacity.left_behind_from)));
  if (!capacity.gaps.empty())
    notes.push_back(tr_count("{} control fails from the first point on; garoa run tells which.",
                             "{} controls fail from the first point on; garoa run tells which.",
                             capacity.gaps.size(), human_count(capacity.gaps.size())));
  for (const auto& failure : capacity.failures)
    notes.push_back(tr("No result at {}, and nothing was looked at beyond: {}", words(failure.at),
                       safe_text(failure.why)));
  notes.push_back(
      tr("Looked at {} from {} to {} with the same {}; each limit was narrowed down to {}{}, and holds or "
         "breaks alike at all points but for what is said above.",
         number_of_points(capacity), words(capacity.points.front()), words(capacity.points.back()),
         capacity.replications == 1 ? tr("seed") : tr("{} seeds", capacity.replications),
         human_share(capacity.axis.precision),
         capacity.axis.kind == CapacityAxis::Kind::time ? tr(" or a day") : ""));
  if (auto note = money_note(); !note.empty()) notes.push_back(std::move(note) + ".");
  notes.push_back(tr("At {}: {}.", words(capacity.points.front()), in_words(capacity.origin)));
  return notes;
}

std::string capacity_sentence(const CapacityFound& capacity) {
  const PointsInWords words{capacity};
  const auto already = static_cast<std::size_t>(std::count_if(capacity.breaks.begin(), capacity.breaks.end(),
                                                              [](const auto& b) { return !b.holds_at; }));
  std::string before;
  if (already == 1) before = tr("One limit is broken from the first point on.") + " ";
  if (already > 1) before = tr("{} limits are broken from the first point on.", human_count(already)) + " ";
  for (const auto& found : capacity.breaks) {
    if (!found.holds_at) continue;
    const auto at = words.first_at(found);
    return before + (found.limit.binds.empty() ? tr("First {}: {}.", at, what_breaks(found.limit))
                                               : tr("First {}: {} ({} binds).", at, what_breaks(found.limit),
                                                    told(found.limit.binds)));
  }
  const auto end = words.with_date(capacity.points.back());
  return before +
         (already == 0 ? tr("Nothing breaks up to {}.", end) : tr("Nothing else breaks up to {}.", end));
}

namespace {

/// The first rows, and how many more there are.
Sheet shortened(Sheet sheet) {
  constexpr std::size_t most_told = 10;
  if (sheet.rows.size() <= most_told + 1) return sheet;
  const auto more = sheet.rows.size() - most_told;
  sheet.rows.resize(most_told);
  sheet.rows.emplace_back(sheet.columns.size()).front() = tr("and {} more", human_count(more));
  return sheet;
}

/// Those for a terminal and for Markdown.
std::vector<Sheet> short_sheets(const CapacityFound& capacity) {
  return {sheet_of_breaks(capacity), shortened(sheet_of_headroom(capacity)),
          shortened(sheet_of_holding(capacity))};
}

}  // namespace

std::string capacity_text(const CapacityFound& capacity, std::size_t width) {
  const TellingMoney money{currency_of(capacity.exchange)};
  auto text = paragraph("", capacity_sentence(capacity), width);
  for (const auto& sheet : short_sheets(capacity)) {
    if (!sheet.rows.empty()) text += laid_out(sheet, width);
  }
  for (const auto& note : capacity_notes(capacity)) text += "\n" + paragraph("", note, width);
  return text;
}

std::string capacity_markdown(const CapacityFound& capacity) {
  const TellingMoney money{currency_of(capacity.exchange)};
  auto text = fmt::format("## {}\n\n{}\n", tr("Capacity of {}", safe_text(told_headline(capacity.scenario))),
                          safe_text(capacity_sentence(capacity)));
  for (const auto& sheet : short_sheets(capacity)) {
    if (!sheet.rows.empty()) text += in_markdown(sheet);
  }
  for (const auto& note : capacity_notes(capacity)) text += "\n" + safe_text(note) + "\n";
  return text;
}

}  // namespace garoa
