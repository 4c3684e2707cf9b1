#include "sim/scenario/members.hpp"

#include <fmt/format.h>

#include "sim/scenario/scenario.hpp"

namespace garoa {
namespace {

class Writer {
 public:
  Writer(Scenario& scenario, Diagnostics& diagnostics) : s_{scenario}, diagnostics_{diagnostics} {}

  void run() {
    all_.instances = each(
        s_.ec2, "ec2", [](const Ec2Settings& all) { return all.count; },
        [](const Ec2Settings& all, std::uint32_t member) { return member_of(all, member); });
    all_.volumes = each(
        s_.ebs, "ebs", [&](const EbsSettings& all) { return all_.instances.of(all.attach); },
        [&](EbsSettings one, std::uint32_t member) {
          one.name = MemberCounts::name_of_member(one.name, member);
          one.attach = all_.instances.member(one.attach, member);
          return one;
        });
    all_.backups = each(
        s_.backup, "backup", [&](const BackupSettings& all) { return all_.volumes.of(all.from); },
        [&](BackupSettings one, std::uint32_t member) {
          one.name = MemberCounts::name_of_member(one.name, member);
          one.from = all_.volumes.member(one.from, member);
          return one;
        });
    for (auto& flow : s_.flows) flow.write_out_members(all_);
    write_out_failures();
    write_out_drills();
  }

 private:
  /// Replaces what stands for several, and gives how many each stood for.
  template <class Settings, class Count, class Member>
  MemberCounts each(std::vector<Settings>& list, const char* section, Count count, Member member) {
    MemberCounts counts;
    std::vector<Settings> all;
    for (auto& settings : list) {
      const std::uint32_t members = count(settings);
      if (members == 1) {
        all.push_back(std::move(settings));
        continue;
      }
      counts.set(settings.name, members);
      for (std::uint32_t i = 1; i <= members; ++i) {
        if (find_named(list, MemberCounts::name_of_member(settings.name, i)) != nullptr)
          diagnostics_.error(
              settings.where,
              fmt::format("'{0}.{1}' stands for {2}, and its name '{1}-{3}' is taken; rename one", section,
                          settings.name, members, i));
        all.push_back(member(settings, i));
      }
    }
    list = std::move(all);
    return counts;
  }

  [[nodiscard]] const MemberCounts& hit_by(FailureTarget target) const {
    static const MemberCounts none;
    switch (target) {
      case FailureTarget::volume:
        return all_.volumes;
      case FailureTarget::instance:
        return all_.instances;
      case FailureTarget::backup:
        return all_.backups;
      default:
        return none;
    }
  }

  void write_out_failures() {
    std::vector<FailureSettings> all;
    for (const auto& failure : s_.failures) {
      const MemberCounts& counts = hit_by(failure.target);
      for (std::uint32_t i = 1; i <= counts.of(failure.name); ++i) {
        all.push_back(failure);
        all.back().name = counts.member(failure.name, i);
      }
    }
    s_.failures = std::move(all);
  }

  void write_out_drills() {
    std::vector<DrillSettings> all;
    for (const auto& drill : s_.drills) {
      if (!drill.job.given()) all.push_back(drill);
      for (std::uint32_t i = 1; drill.job.given() && i <= all_.backups.of(drill.job); ++i) {
        all.push_back(drill);
        all.back().job = all_.backups.member(drill.job, i);
        all.back().to = all_.volumes.member(drill.to, i);
      }
    }
    s_.drills = std::move(all);
  }

  Scenario& s_;
  Diagnostics& diagnostics_;
  WrittenOut all_;
};

}  // namespace

void write_out_members(Scenario& scenario, Diagnostics& diagnostics) {
  Writer{scenario, diagnostics}.run();
}

}  // namespace garoa
