// How much comes in the months ahead over what comes in the run.
#include <algorithm>
#include <cmath>

#include "sim/scenario/outlook.hpp"

namespace garoa {
namespace {

constexpr double year = 365 * stock_day;

/// By how much a rate has grown since the scenario's start.
double grown(const RateChange& change, double time) {
  if (!change.growth) return 1;
  const double factor = change.growth->rate.factor;
  return change.growth->linear ? std::max(1 + (factor - 1) * time / year, 0.0)
                               : std::pow(factor, time / year);
}

/// The share of a time in which requests of the stream come.
double open_share(const RequestSettings& stream, double from, double to) {
  const double begin = std::max(from, stream.from ? stream.from->count() : from);
  const double end = std::min(to, stream.until ? stream.until->count() : to);
  return std::max(end - begin, 0.0) / (to - from);
}

/// Of what comes in a time, each stream as large as it has become at another, and as open as it is `later` seconds on.
double arrivals_as_of(const Scenario& s, const ResourceFlows::Requests& requests, double from, double to,
                      double at, double later = 0) {
  double sum = 0;
  for (const auto* const stream : requests) {
    const double came = expected_arrivals(*stream, *s.calendar, from, to, s.duration.count());
    const double then = grown(stream->change, (from + to) / 2) * open_share(*stream, from, to);
    if (then > 0)
      sum += came * grown(stream->change, at) * open_share(*stream, from + later, to + later) / then;
  }
  return sum;
}

}  // namespace

double Outlook::arrivals(const ResourceFlows::Requests& requests, double from, double to) const {
  double sum = 0;
  for (const auto* const stream : requests)
    sum += expected_arrivals(*stream, *origin_.calendar, from, to, duration_);
  return sum;
}

double Outlook::comes_in(const ResourceFlows::Requests& requests, const MonthAhead& month) const {
  const double from = begin_ + month.begin;
  switch (month.kind) {
    case MonthAhead::Kind::own:
      return arrivals(requests, from, from + month.seconds);
    case MonthAhead::Kind::as_first:
      return arrivals_as_of(origin_, requests, begin_, begin_ + month.seconds, from + month.seconds / 2,
                            month.begin);
    case MonthAhead::Kind::mean:
      return arrivals(requests, from, from + 52 * stock_week) * month.seconds / (52 * stock_week);
  }
  return 0;
}

Outlook::Coming Outlook::coming(const ResourceFlows::Requests& requests) const {
  Coming coming;
  const double whole = std::ceil(duration_ / stock_week - 1e-9) * stock_week;
  const double in_run = arrivals_as_of(origin_, requests, begin_, begin_ + duration_, begin_) / duration_;
  const double in_weeks = arrivals_as_of(origin_, requests, begin_, begin_ + whole, begin_) / whole;
  const bool is_part = duration_ < 4 * stock_week && std::abs(in_weeks / in_run - 1) > 1e-6;
  if (in_run > 0 && is_part) coming.week_over_run = in_weeks / in_run;
  const double came = arrivals(requests, begin_, begin_ + duration_);
  for (const auto& month : months_)
    coming.in_month.push_back(came > 0 ? comes_in(requests, month) / came : month.seconds / duration_);
  return coming;
}

const Outlook::Coming& Outlook::coming_of(const ResourceFlows::Requests& requests) const {
  const auto found = coming_.find(requests);
  return found != coming_.end() ? found->second : coming_.emplace(requests, coming(requests)).first->second;
}

double Outlook::grown(const std::string& resource, std::size_t month) const {
  constexpr double weeks = 4;
  const auto requests = flows_.of(resource, Meter::ec2_instance_seconds);
  const double of_run = std::ceil(duration_ / stock_week - 1e-9);
  const double in_week = arrivals(requests, begin_, begin_ + of_run * stock_week) / of_run;
  const double from = begin_ + months_[month].begin;
  return in_week > 0 ? arrivals(requests, from, from + weeks * stock_week) / weeks / in_week : 1;
}

double Outlook::over_run(const Used& used, double from, double to) const {
  const auto requests = flows_.of(used.first, used.second);
  const double came = arrivals(requests, begin_, begin_ + duration_);
  return came > 0 ? arrivals(requests, from, to) / came : (to - from) / duration_;
}

}  // namespace garoa
