#include "sim/scenario/members.hpp"

#include <fmt/format.h>

#include <map>

#include "sim/scenario/scenario.hpp"

namespace garoa {
namespace {

std::string member_name(const std::string& name, std::uint32_t member) {
  return fmt::format("{}-{}", name, member);
}

/// How many members each name stands for, where it is more than one.
using Counts = std::map<std::string, std::uint32_t>;

std::uint32_t count_of(const Counts& counts, const Reference& reference) {
  const auto found = counts.find(reference.name);
  return found == counts.end() ? 1 : found->second;
}

/// The member that the reference then means: of several, this one.
Reference of_member(const Counts& counts, const Reference& reference, std::uint32_t member) {
  return count_of(counts, reference) == 1 ? reference
                                          : Reference{member_name(reference.name, member), reference.where};
}

class Writer {
 public:
  Writer(Scenario& scenario, Diagnostics& diagnostics) : s_{scenario}, diagnostics_{diagnostics} {}

  void run() {
    instances_ = each(
        s_.ec2, "ec2", [](const Ec2Settings& all) { return all.count; },
        [](const Ec2Settings& all, std::uint32_t member) { return member_of(all, member); });
    volumes_ = each(
        s_.ebs, "ebs", [&](const EbsSettings& all) { return count_of(instances_, all.attach); },
        [&](EbsSettings one, std::uint32_t member) {
          one.name = member_name(one.name, member);
          one.attach = of_member(instances_, one.attach, member);
          return one;
        });
    backups_ = each(
        s_.backup, "backup", [&](const BackupSettings& all) { return count_of(volumes_, all.from); },
        [&](BackupSettings one, std::uint32_t member) {
          one.name = member_name(one.name, member);
          one.from = of_member(volumes_, one.from, member);
          return one;
        });
    for (auto& flow : s_.flows) {
      if (flow.kind == FlowKind::ec2_ebs_s3) write_out(flow.ec2_ebs_s3.sites);
    }
    write_out_failures();
    write_out_drills();
  }

 private:
  /// Replaces what stands for several, and gives how many each stood for.
  template <class Settings, class Count, class Member>
  Counts each(std::vector<Settings>& list, const char* section, Count count, Member member) {
    Counts counts;
    std::vector<Settings> all;
    for (auto& settings : list) {
      const std::uint32_t members = count(settings);
      if (members == 1) {
        all.push_back(std::move(settings));
        continue;
      }
      counts[settings.name] = members;
      for (std::uint32_t i = 1; i <= members; ++i) {
        if (find_named(list, member_name(settings.name, i)) != nullptr)
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

  void write_out(std::vector<SiteSettings>& sites) const {
    const SiteSettings all = sites.front();
    const auto count = count_of(instances_, all.app);
    sites.clear();
    for (std::uint32_t i = 1; i <= count; ++i) {
      sites.push_back({of_member(instances_, all.app, i), of_member(volumes_, all.volume, i),
                       of_member(backups_, all.backup, i)});
    }
  }

  [[nodiscard]] const Counts& hit_by(FailureTarget target) const {
    static const Counts none;
    switch (target) {
      case FailureTarget::volume:
        return volumes_;
      case FailureTarget::instance:
        return instances_;
      case FailureTarget::backup:
        return backups_;
      default:
        return none;
    }
  }

  void write_out_failures() {
    std::vector<FailureSettings> all;
    for (const auto& failure : s_.failures) {
      const Counts& counts = hit_by(failure.target);
      for (std::uint32_t i = 1; i <= count_of(counts, failure.name); ++i) {
        all.push_back(failure);
        all.back().name = of_member(counts, failure.name, i);
      }
    }
    s_.failures = std::move(all);
  }

  void write_out_drills() {
    std::vector<DrillSettings> all;
    for (const auto& drill : s_.drills) {
      for (std::uint32_t i = 1; i <= count_of(backups_, drill.job); ++i) {
        all.push_back(drill);
        all.back().job = of_member(backups_, drill.job, i);
        all.back().to = of_member(volumes_, drill.to, i);
      }
    }
    s_.drills = std::move(all);
  }

  Scenario& s_;
  Diagnostics& diagnostics_;
  Counts instances_;
  Counts volumes_;
  Counts backups_;
};

}  // namespace

void write_out_members(Scenario& scenario, Diagnostics& diagnostics) {
  Writer{scenario, diagnostics}.run();
}

}  // namespace garoa
