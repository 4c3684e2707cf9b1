#include "sim/scenario/read_scenario.hpp"
#include "sim/core/title.hpp"
#include "sim/scenario/customer_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/catalog/region.hpp"
#include "models/compliance/profile.hpp"
#include "models/pricing/price_book.hpp"
#include "sim/core/holiday.hpp"

namespace garoa {
namespace {

constexpr Seconds longest_run = 3660_d;
constexpr const char* default_start = "2026-03-02T00:00:00";
constexpr const char* default_timezone = "UTC";

void read_head(Scenario& s, Fields& fields, Catalogue& catalogue) {
  const auto version = fields.required<int>("garoa", "format version");
  if (version != 1 && fields.given("garoa"))
    fields.error("garoa", fmt::format("format version {} is not known; this is version 1", version));
  s.title = fields.optional<Title>("title", "what the scenario shows", Title{}).text;
  (void)fields.maybe<std::string>("extends", "another scenario file that this one is laid over");
  s.region = fields.required<std::string>("region", "AWS region, such as sa-east-1");
  catalogue.set_rules_date(
      fields.optional("aws_date", "day whose AWS quotas and rules hold, or today", RulesDate{}));
}

/// The region whose quotas hold: of one that only a file of the user's prices, the one that it is like. Nothing if it is unknown.
std::optional<std::string> region_of_quotas(const Scenario& s, const Catalogue& catalogue) {
  const auto& own = s.billing.own;
  const auto& region = own.region == s.region && !own.like.empty() ? own.like : s.region;
  const auto regions = priced_regions(catalogue.files());
  return std::find(regions.begin(), regions.end(), region) == regions.end() ? std::nullopt
                                                                            : std::optional{region};
}

void check_region(const Scenario& s, Fields& fields, const Catalogue& catalogue) {
  if (!fields.given("region") || region_of_quotas(s, catalogue)) return;
  const auto regions = priced_regions(catalogue.files());
  fields.error(
      "region",
      fmt::format(
          "'{}' is not a region with prices{}; one of {}, or one of your own (`billing.prices`, with `like`)",
          s.region, did_you_mean(s.region, {regions.begin(), regions.end()}), fmt::join(regions, ", ")));
}

/// "2026-03-02T00:00:00" so many days later.
std::string days_later(const Calendar& in_utc, Seconds time) {
  return in_utc.to_iso(time.count()).substr(0, std::string_view{default_start}.size());
}

/// The local time at which the run begins; after a fault another one stands in.
std::string read_beginning(const Scenario& s, Fields& fields) {
  const auto in_utc = Calendar::create(s.start, default_timezone);
  if (!in_utc.calendar) {
    fields.error("start", in_utc.error);
    return default_start;
  }
  auto beginning = days_later(*in_utc.calendar, s.begin_after);
  const auto created = Calendar::create(beginning, default_timezone);
  if (created.calendar) return beginning;
  fields.error("begin_after", created.error);
  return s.start;
}

/// After a fault another calendar stands in, with which schedules are checked.
std::optional<Calendar> read_calendar(const Scenario& s, Fields& fields) {
  const auto beginning = read_beginning(s, fields);
  const auto created = Calendar::create(beginning, s.timezone);
  if (created.calendar) return created.calendar;
  fields.error("timezone", created.error);
  return Calendar::create(beginning, default_timezone).calendar;
}

void read_time(Scenario& s, Fields& fields) {
  s.start =
      fields.optional<std::string>("start", "local date and time at which the run starts", default_start);
  s.timezone = fields.optional<std::string>("timezone", "IANA time zone of start, schedules and office hours",
                                            default_timezone);
  s.begin_after = fields.optional(
      "begin_after", "the run begins so many days after the start, with what has come together by then",
      Seconds{0}, {Seconds{0}, longest_run, ""});
  if (std::fmod(s.begin_after.count(), (1_d).count()) != 0)
    fields.error("begin_after",
                 fmt::format("'begin_after' is {}; it takes whole days", format_quantity(s.begin_after)));
  s.calendar = read_calendar(s, fields);
  const auto holidays = fields.values<Holiday>(
      "holidays", "days on which nobody works, such as 2026-04-21, or 12-25 of every year");
  if (s.calendar) s.calendar->set_holidays(holidays);
  s.duration = fields.optional("duration", "simulated time", 7_d, {1_s, longest_run, ""});
  s.warmup = fields.optional("warmup", "time at the start that metrics leave out", Seconds{0},
                             {Seconds{0}, longest_run, ""});
  if (s.warmup >= s.duration) fields.error("warmup", "'warmup' is not shorter than 'duration'");
  s.seed = fields.optional<std::uint64_t>("seed", "of all random numbers", 1);
  s.load = fields.optional("load", "so many times the arrivals that the flows say", 1.0, {0.0, 1e6, ""});
}

void read_policy(Scenario& s, Fields& fields, Catalogue& catalogue) {
  fields.section("policy", "objectives and profiles that controls compare with", [&](Fields& f) {
    s.policy.where = f.where();
    s.policy.rpo = f.maybe<Seconds>("rpo", "recovery point objective", {1_s, longest_run, ""});
    s.policy.rto = f.maybe<Seconds>("rto", "recovery time objective", {1_s, longest_run, ""});
    s.policy.profiles = f.values<std::string>("profiles", "compliance profiles");
    s.policy.countries = f.values<std::string>(
        "countries", "countries in which data, copies and logs may lie (two letters, ISO 3166-1)");
    for (const auto& country : s.policy.countries) {
      const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
      if (country.size() != 2 || !std::all_of(country.begin(), country.end(), is_letter))
        f.error("countries", fmt::format("'{}' is not a country of ISO 3166-1 such as BR", country));
    }
    s.policy.restore_test = f.maybe<Seconds>("restore_test", "longest time between two tests of a restore",
                                             {1_s, longest_run, ""});
    s.policy.retention_min = f.maybe<Seconds>(
        "retention_min", "time for which a document must be kept, from its upload", {1_d, 36500_d, ""});
    s.policy.retention_max = f.maybe<Seconds>(
        "retention_max", "time after which no copy of a document may be left", {1_d, 36500_d, ""});
    if (s.policy.retention_min && s.policy.retention_max && *s.policy.retention_min > *s.policy.retention_max)
      f.error("retention_min", "'retention_min' is longer than 'retention_max'");
    s.policy.objectives =
        f.values<Objective>("objectives", "what every run is to reach: a metric and its bound");
    s.policy.objectives_at = f.where("objectives");
    const auto known = compliance::profile_names(catalogue.files());
    for (const auto& name : s.policy.profiles) {
      if (std::count(s.policy.profiles.begin(), s.policy.profiles.end(), name) > 1) {
        f.error("profiles", fmt::format("'{}' is named twice", name));
        break;
      }
      const bool is_file = compliance::is_profile_file(name);
      if (is_file || std::find(known.begin(), known.end(), name) != known.end()) continue;
      f.error("profiles", fmt::format("'{}' is not a compliance profile{}", name,
                                      did_you_mean(name, {known.begin(), known.end()})));
    }
  });
}

/// Two traces may name the same objects.
void note_names_of_several(std::vector<FlowSettings>& flows) {
  const auto names_objects = [](const FlowSettings& flow) {
    return std::holds_alternative<TraceArrivals>(flow.common().uploads.arrivals);
  };
  const bool several = std::count_if(flows.begin(), flows.end(), names_objects) > 1;
  for (auto& flow : flows) flow.common().key.others_have_names = several;
}

/// A commitment covers something that runs.
void check_commitments(const Scenario& s, Diagnostics& diagnostics) {
  std::vector<std::string> names{"ec2", "lambda"};
  for (const auto& instance : s.ec2) names.push_back("ec2." + instance.name);
  for (const auto& function : s.lambda) names.push_back("lambda." + function.name);
  for (const auto& commitment : s.billing.commitments) {
    if (commitment.covers.empty() || std::find(names.begin(), names.end(), commitment.covers) != names.end())
      continue;
    diagnostics.error(
        commitment.where,
        fmt::format("'{}' is no instance or function that a commitment covers{}", commitment.covers,
                    did_you_mean(commitment.covers, {names.begin(), names.end()})));
  }
}

/// What only the whole scenario tells.
void complete_settings(Scenario& s, Catalogue& catalogue) {
  note_names_of_several(s.flows);
  check_commitments(s, catalogue.diagnostics());
  const auto declared = s.declared();
  for (auto& flow : s.flows) flow.complete(declared, catalogue);
  for (auto& drill : s.drills) {
    if (!makes_snapshots(drill.job, declared)) continue;
    const auto& from = find_named(declared.backup, drill.job.name)->from;
    add_snapshot_figures(drill.restore, type_of_volume(drill.to.given() ? drill.to : from, declared),
                         catalogue);
  }
}

/// Quotas count only where something of the service is there.
void read_account(Scenario& s, Fields& f, Catalogue& catalogue) {
  {
    const Catalogue::UsedFor functions{catalogue, "lambda"};
    const auto region = region_of_quotas(s, catalogue);
    s.lambda_account =
        read_lambda_account(f, catalogue, region ? *region : priced_regions(catalogue.files()).front());
  }
  {
    const Catalogue::UsedFor groups{catalogue, "cloudwatch_logs"};
    s.put_log_events = read_put_limit(f, catalogue);
  }
  s.sns_publish =
      f.maybe<PerSecond>("sns_publish",
                         "messages published per second, all topics together (default: of the region)",
                         {PerSecond{1}, PerSecond{1e6}, ""})
          .value_or(PerSecond{0});
  s.free_tier =
      f.optional("free_tier", "what AWS gives every month for nothing is taken off the bill", false);
  const Catalogue::UsedFor keys{catalogue, "kms"};
  auto& kms = catalogue.figures("kms");
  s.kms.requests = f.optional("kms_requests", "KMS calls, all keys together",
                              kms.fallback<PerSecond>("limit.requests"), {PerSecond{1}, PerSecond{1e6}, ""});
  s.kms.burst = kms.get<Seconds>("limit.burst");
}

/// What watches the others.
void read_oversight(Scenario& s, Fields& fields, Catalogue& catalogue) {
  fields.named("cloudwatch_logs", "CloudWatch Logs groups", [&](const std::string& name, Fields& f) {
    s.cloudwatch_logs.push_back(read_log_group(name, f, catalogue));
  });
  fields.named("cloudwatch_alarms", "CloudWatch alarms", [&](const std::string& name, Fields& f) {
    s.cloudwatch_alarms.push_back(read_alarm(name, f, catalogue));
  });
  fields.named("cloudtrail", "CloudTrail trails", [&](const std::string& name, Fields& f) {
    s.cloudtrail.push_back(read_trail(name, f, catalogue));
  });
}

}  // namespace

void read_scenario(Scenario& s, Fields& fields, Catalogue& catalogue, const std::string& base_directory) {
  read_head(s, fields, catalogue);
  read_time(s, fields);
  const Calendar* calendar = s.calendar ? &*s.calendar : nullptr;
  const MomentClock clock{calendar, s.begin_after.count()};
  fields.section("billing", "what is paid other than list prices, and in which currency it is shown",
                 [&](Fields& f) { s.billing = read_billing(f, catalogue, base_directory); });
  check_region(s, fields, catalogue);
  fields.section("account", "quotas of the account in the region, and its free tier",
                 [&](Fields& f) { read_account(s, f, catalogue); });
  fields.named("ec2", "EC2 instances",
               [&](const std::string& name, Fields& f) { s.ec2.push_back(read_ec2(name, f, catalogue)); });
  fields.named("ebs", "EBS volumes", [&](const std::string& name, Fields& f) {
    s.ebs.push_back(read_ebs(name, f, catalogue, clock));
  });
  fields.named("s3", "S3 buckets",
               [&](const std::string& name, Fields& f) { s.s3.push_back(read_bucket(name, f, catalogue)); });
  fields.named("backup_agents", "machines that work on the runs of several backups",
               [&](const std::string& name, Fields& f) {
                 s.backup_agents.push_back(read_backup_agent(name, f, catalogue));
               });
  read_vpc(s.vpc, fields, catalogue);
  fields.named("backup", "scheduled backups", [&](const std::string& name, Fields& f) {
    auto job = read_backup(name, f, catalogue, calendar);
    if (job.schedule) job.schedule->set_beginning(-s.begin_after.count());
    auto& list = job.from_bucket.given() ? s.bucket_backups : s.backup;
    list.push_back(std::move(job));
  });
  fields.named("lambda", "Lambda functions", [&](const std::string& name, Fields& f) {
    s.lambda.push_back(read_function(name, f, catalogue, calendar));
  });
  s.called = read_called(fields, catalogue);
  fields.named("sns", "SNS topics",
               [&](const std::string& name, Fields& f) { s.sns.push_back(read_topic(name, f, catalogue)); });
  const auto quotas = region_of_quotas(s, catalogue);
  if (!s.sns.empty() && s.sns_publish.count() == 0 && quotas)
    s.sns_publish = publish_quota(*quotas, catalogue);
  fields.named("sqs", "SQS queues",
               [&](const std::string& name, Fields& f) { s.sqs.push_back(read_queue(name, f, catalogue)); });
  fields.named("dynamodb", "DynamoDB tables", [&](const std::string& name, Fields& f) {
    s.dynamodb.push_back(read_table(name, f, catalogue));
  });
  read_oversight(s, fields, catalogue);
  const auto errors_before_flows = catalogue.diagnostics().count();
  fields.named("flows", "the request paths that clients use", [&](const std::string& name, Fields& f) {
    s.flows.push_back(
        read_flow(name, f, catalogue, ScenarioFrame{base_directory, calendar, s.load, clock.passed}));
  });
  const bool flows_are_faulty = catalogue.diagnostics().count() > errors_before_flows;
  if (s.flows.empty() && !flows_are_faulty)
    fields.error("flows", "the scenario has no flow: nothing would happen");
  fields.list("failures", "what breaks, and when",
              [&](Fields& f) { s.failures.push_back(read_failure(f, clock)); });
  fields.list("drills", "restores that are tried out, and when",
              [&](Fields& f) { s.drills.push_back(read_drill(f, catalogue, clock)); });
  complete_settings(s, catalogue);
  s.kms.keys = customer_keys(s);
  count_principals(s);
  read_policy(s, fields, catalogue);
}

}  // namespace garoa
