#include "models/catalog/instance_type.hpp"

#include <algorithm>

#include "sim/core/fields.hpp"

namespace garoa {
namespace {

constexpr std::string_view families_folder = "catalog/ec2/";

/// The file of the family, if there is such a family.
std::optional<std::string> family_file(const Catalogue& catalogue, std::string_view type) {
  const auto wanted = fmt::format("{}{}.yaml", families_folder, type.substr(0, type.find('.')));
  const auto paths = catalogue.files().paths_below(families_folder);
  if (std::find(paths.begin(), paths.end(), wanted) == paths.end()) return std::nullopt;
  return wanted;
}

EbsLimits read_ebs_limits(Fields& f) {
  EbsLimits limits;
  limits.base = f.required<BitsPerSecond>("base", "bandwidth to EBS that holds for ever");
  limits.max = f.required<BitsPerSecond>("max", "bandwidth to EBS while credits last",
                                         {limits.base, {}, "the base demands"});
  limits.base_iops = f.required<std::uint32_t>("base_iops", "IOPS that hold for ever");
  limits.max_iops = f.required<std::uint32_t>("max_iops", "IOPS while credits last",
                                              {limits.base_iops, {}, "the base demands"});
  return limits;
}

CpuCredits read_credits(Fields& f) {
  CpuCredits credits;
  credits.per_hour = f.required<double>("per_hour", "credits earned in an hour", {0.0, {}, ""});
  credits.maximum = f.required<double>("max", "credits that can be held", {0.0, {}, ""});
  credits.launch = f.optional("launch", "credits given at a start", 0.0, {0.0, credits.maximum, "max is"});
  credits.mode = f.optional("mode", "unless the user chooses", CreditMode::standard);
  credits.kept = f.optional("kept", "how long after a stop the balance is kept", Seconds{0});
  return credits;
}

void read_instance_type(Fields& f, InstanceType& type) {
  type.vcpus = f.required<std::uint32_t>("vcpus", "virtual processors", {1, {}, ""});
  type.memory = f.required<Bytes>("memory", "main memory");
  type.architecture = f.required<CpuArchitecture>("arch", "instruction set");
  type.network_base = f.required<BitsPerSecond>("network_base", "network bandwidth that holds for ever");
  type.network_burst = f.required<BitsPerSecond>("network_burst", "network bandwidth while credits last",
                                                 {type.network_base, {}, "the base demands"});
  type.network_bucket = f.maybe<Bytes>("network_bucket", "network credits, in bytes above the base");
  f.maybe_section("credits", "CPU credits", [&](Fields& credits) { type.credits = read_credits(credits); });
  f.maybe_section("ebs", "limits of the path to EBS", [&](Fields& ebs) { type.ebs = read_ebs_limits(ebs); });
}

}  // namespace

EbsLimits ebs_limits(const InstanceType& type) {
  if (type.ebs) return *type.ebs;
  constexpr double bits_per_operation = 8 * 16 * kibibyte;
  const auto operations = [](BitsPerSecond bandwidth) {
    return static_cast<std::uint32_t>(bandwidth.count() / bits_per_operation);
  };
  return {type.network_base, type.network_burst, operations(type.network_base),
          operations(type.network_burst)};
}

std::optional<InstanceType> find_instance_type(Catalogue& catalogue, const std::string& name) {
  const auto file = family_file(catalogue, name);
  if (!file) return std::nullopt;
  const auto* entry = catalogue.file(*file).find(name);
  if (entry == nullptr) return std::nullopt;
  InstanceType type;
  type.name = name;
  ReadContext context{.diagnostics = catalogue.diagnostics(), .recorded = false};
  FieldRecord record;
  Value{&entry->value, name, entry->where, record, context}.map(
      [&](Fields& f) { read_instance_type(f, type); });
  return type;
}

std::vector<std::string> instance_type_names(Catalogue& catalogue) {
  std::vector<std::string> names;
  for (const auto& path : catalogue.files().paths_below(families_folder)) {
    for (const auto& entry : catalogue.file(path).entries) names.push_back(entry.key);
  }
  return names;
}

}  // namespace garoa
