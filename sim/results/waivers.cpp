#include "sim/results/waivers.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

#include "sim/core/fields.hpp"
#include "sim/core/input_file.hpp"

namespace garoa {
namespace {

using compliance::Finding;
using compliance::Severity;
using compliance::Status;

Waiver read_waiver(Fields& fields) {
  Waiver waiver;
  waiver.where = fields.where();
  waiver.control = fields.required<std::string>("control", "the control whose gap is accepted");
  waiver.resource = fields.optional<std::string>("resource", "the finding's resource or flow", "");
  waiver.profile = fields.optional<std::string>("profile", "under which it is a gap", "");
  waiver.reason = fields.required<std::string>("reason", "why the gap is accepted");
  waiver.owner = fields.required<std::string>("owner", "who accepts it");
  waiver.expires = fields.required<std::string>("expires", "the last day on which it holds");
  for (const auto& [key, text] : {std::pair{"reason", &waiver.reason}, std::pair{"owner", &waiver.owner}}) {
    if (fields.given(key) && text->find_first_not_of(' ') == std::string::npos)
      fields.error(key, fmt::format("'{}' says nothing", key));
  }
  if (!waiver.expires.empty() && !is_day(waiver.expires))
    fields.error("expires", fmt::format("'{}' is not a day such as 2027-05-31", waiver.expires));
  return waiver;
}

/// What is wrong with it makes it void, and others hold all the same.
Waiver waiver_of_item(const YamlNode& item) {
  Diagnostics faults;
  Waiver waiver;
  if (item.is(YamlNode::Kind::map)) {
    FieldRecord record;
    record.shape = FieldRecord::Shape::map;
    ReadContext context{.diagnostics = faults, .document = "the waivers"};
    Fields fields{&item, "", item.where, record, context};
    waiver = read_waiver(fields);
  } else {
    faults.error(item.where, fmt::format("a waiver is a map of keys, not {}", kind_name(item)));
  }
  waiver.where = item.where;
  waiver.fault = faults.text();
  return waiver;
}

/// Without places and the word "error": the finding has its place.
std::string in_one_line(std::string_view faults) {
  constexpr std::string_view word = ": error: ";
  std::string text;
  while (!faults.empty()) {
    const auto end = std::min(faults.find('\n'), faults.size());
    auto line = faults.substr(0, end);
    if (const auto at = line.find(word); at != std::string_view::npos) line.remove_prefix(at + word.size());
    text += (text.empty() ? "" : "; ") + std::string{line};
    faults.remove_prefix(std::min(end + 1, faults.size()));
  }
  return text;
}

Finding finding_of(const Waiver& waiver, std::string control, std::string title) {
  Finding finding;
  finding.control = std::move(control);
  finding.title = std::move(title);
  finding.profile = "waivers";
  finding.resource = fmt::format("{} {}{}{}", waiver.control, waiver.resource.empty() ? "*" : waiver.resource,
                                 waiver.profile.empty() ? "" : " ", waiver.profile);
  finding.n = 1;
  finding.place = waiver.where;
  return finding;
}

}  // namespace

bool Waiver::meets(const Finding& finding) const {
  if (finding.status != Status::fail && finding.status != Status::warn) return false;
  if (finding.control != control || (!profile.empty() && finding.profile != profile)) return false;
  const auto is_like = [&](const std::string& name) {
    return fnmatch(resource.c_str(), name.c_str(), 0) == 0;
  };
  return resource.empty() || is_like(finding.resource) || is_like(finding.flow);
}

namespace {

constexpr int longest_days = 365;
constexpr int notice_days = 30;

/// What was not judged, as what only a run judges, may have a gap all the same.
bool meets_none(const Waiver& waiver, const std::vector<Finding>& findings) {
  bool is_judged = false;
  for (const auto& finding : findings) {
    if (waiver.meets(finding)) return false;
    is_judged |=
        finding.control == waiver.control && (waiver.profile.empty() || finding.profile == waiver.profile);
  }
  return is_judged;
}

std::optional<std::chrono::sys_days> day_of(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t digits) {
    int value = -1;
    const char* const end = text.data() + from + digits;
    const auto [stop, fault] = std::from_chars(text.data() + from, end, value);
    return fault == std::errc{} && stop == end ? value : -1;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  return date.ok() ? std::optional<std::chrono::sys_days>{date} : std::nullopt;
}

/// Days that are left on `today`, both in the calendar; negative when it is over.
int days_left(const Waiver& waiver, const std::string& today) {
  const auto last = day_of(waiver.expires);
  const auto now = day_of(today);
  return last && now ? static_cast<int>((*last - *now).count()) : -1;
}

bool holds(const Waiver& waiver, const std::string& today) {
  const int left = days_left(waiver, today);
  return waiver.fault.empty() && left >= 0 && left <= longest_days;
}

}  // namespace

bool is_day(const std::string& text) {
  return day_of(text).has_value();
}

FieldRecord describe_waivers() {
  FieldRecord record;
  record.shape = FieldRecord::Shape::map;
  Diagnostics ignored;
  ReadContext context{ignored, true};
  Fields fields{nullptr, "", {}, record, context};
  fields.list("waivers", "gaps that are accepted for a time",
              [](Fields& f) { static_cast<void>(read_waiver(f)); });
  return record;
}

std::vector<Waiver> read_waivers(const std::string& path, Diagnostics& diagnostics) {
  std::vector<Waiver> waivers;
  const auto input = read_input(path);
  if (!input.fault.empty()) {
    diagnostics.error({std::make_shared<const std::string>(path), 0, 0},
                      fmt::format("cannot be read: {}", input.fault));
    return waivers;
  }
  const auto root = parse_yaml(input.text, path, diagnostics);
  if (!root) return waivers;
  if (!root->is(YamlNode::Kind::map)) {
    diagnostics.error(root->where, fmt::format("waivers are a map of keys, not {}", kind_name(*root)));
    return waivers;
  }
  for (const auto& entry : root->entries) {
    const auto& list = entry.value;
    if (entry.key != "waivers") {
      diagnostics.error(entry.where,
                        fmt::format("unknown key '{}'{}", entry.key, did_you_mean(entry.key, {"waivers"})));
    } else if (!list.is(YamlNode::Kind::sequence)) {
      diagnostics.error(list.where, fmt::format("waivers are a list, not {}", kind_name(list)));
    } else {
      for (const auto& item : list.items) waivers.push_back(waiver_of_item(item));
    }
  }
  return waivers;
}

std::vector<Finding> findings_of_waivers(const std::vector<Waiver>& waivers, const std::string& today,
                                         const std::vector<Finding>& findings) {
  std::vector<Finding> found;
  for (const auto& waiver : waivers) {
    const int left = days_left(waiver, today);
    if (!waiver.fault.empty()) {
      auto finding = finding_of(waiver, "waiver-malformed", "A waiver is malformed");
      finding.status = Status::fail;
      finding.severity = Severity::medium;
      finding.message =
          fmt::format("The waiver does not hold, for it is malformed: {}.", in_one_line(waiver.fault));
      found.push_back(std::move(finding));
    } else if (left > longest_days) {
      auto finding = finding_of(waiver, "waiver-too-long", "A waiver holds for too long");
      finding.status = Status::fail;
      finding.severity = Severity::medium;
      finding.actual = waiver.expires;
      finding.expected = fmt::format("at most {} days after {}", longest_days, today);
      finding.message =
          fmt::format("The waiver of {} ends in {} days: it does not hold.", waiver.owner, left);
      found.push_back(std::move(finding));
    } else if (left < 0) {
      auto finding = finding_of(waiver, "waiver-expired", "A waiver has expired");
      finding.status = Status::fail;
      finding.severity = Severity::medium;
      finding.actual = waiver.expires;
      finding.expected = fmt::format("{} or later", today);
      finding.message = fmt::format("The waiver of {} ended on {}.", waiver.owner, waiver.expires);
      found.push_back(std::move(finding));
    } else if (meets_none(waiver, findings)) {
      auto finding = finding_of(waiver, "waiver-unused", "A waiver meets no gap");
      finding.status = Status::warn;
      finding.severity = Severity::low;
      finding.message = "No gap is there for this waiver to accept.";
      found.push_back(std::move(finding));
    } else if (left <= notice_days) {
      auto finding = finding_of(waiver, "waiver-expiring", "A waiver ends soon");
      finding.status = Status::warn;
      finding.message =
          fmt::format("The waiver of {} ends in {} days, on {}.", waiver.owner, left, waiver.expires);
      found.push_back(std::move(finding));
    }
  }
  return found;
}

const Waiver* waiver_of(const Finding& finding, const std::vector<Waiver>& waivers,
                        const std::string& today) {
  const auto found = std::find_if(waivers.begin(), waivers.end(), [&](const Waiver& waiver) {
    return holds(waiver, today) && waiver.meets(finding);
  });
  return found == waivers.end() ? nullptr : &*found;
}

}  // namespace garoa
