#include "models/catalog/instance_type.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "models/catalog/region.hpp"

namespace instance_type_test {

using namespace garoa;

namespace {

struct CatalogueOfBuild {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
};

}  // namespace

TEST_CASE("instance types: m6i.large has the limits that EC2 describes") {
  CatalogueOfBuild build;
  const auto type = find_instance_type(build.catalogue, "m6i.large");
  REQUIRE(type);
  CHECK(type->vcpus == 2);
  CHECK(type->memory == 8_GiB);
  CHECK(type->architecture == CpuArchitecture::x86_64);
  CHECK(type->network_base.count() == doctest::Approx(0.781e9));
  CHECK(type->network_burst.count() == doctest::Approx(12.5e9));
  CHECK_FALSE(type->credits);
  CHECK_FALSE(type->network_bucket);
  REQUIRE(type->ebs);
  CHECK(to_bytes_per_second(type->ebs->base).count() == doctest::Approx(81.25e6));
  CHECK(to_bytes_per_second(type->ebs->max).count() == doctest::Approx(1250e6));
  CHECK(type->ebs->base_iops == 3600);
  CHECK(type->ebs->max_iops == 40000);
  CHECK(type->ebs->bursts());
  CHECK(build.diagnostics.text() == "");
}

TEST_CASE("instance types: a large size holds its EBS maximum for ever") {
  CatalogueOfBuild build;
  const auto type = find_instance_type(build.catalogue, "m5.8xlarge");
  REQUIRE(type);
  REQUIRE(type->ebs);
  CHECK(type->ebs->base.count() == doctest::Approx(6.8e9));
  CHECK_FALSE(type->ebs->bursts());
}

TEST_CASE("instance types: m5.xlarge has 594 MB/s to EBS at most, not the 1,250 of a list of tips") {
  CatalogueOfBuild build;
  const auto type = find_instance_type(build.catalogue, "m5.xlarge");
  REQUIRE(type);
  REQUIRE(type->ebs);
  CHECK(to_bytes_per_second(type->ebs->max).count() == doctest::Approx(593.75e6));
}

TEST_CASE("instance types: T types have CPU credits, and T2 has no EBS limits but its network's") {
  CatalogueOfBuild build;
  const auto t2 = find_instance_type(build.catalogue, "t2.nano");
  REQUIRE(t2);
  REQUIRE(t2->credits);
  CHECK(t2->credits->per_hour == 3);
  CHECK(t2->credits->maximum == 72);
  CHECK(t2->credits->launch == 30);
  CHECK(t2->credits->mode == CreditMode::standard);
  CHECK(ebs_limits(*t2).max == t2->network_burst);
  CHECK(ebs_limits(*t2).base_iops == 244);  // 32 Mbit/s in operations of 16 KiB
  CHECK(t2->memory == 512_MiB);
  CHECK_FALSE(t2->ebs);
  const auto t4g = find_instance_type(build.catalogue, "t4g.small");
  REQUIRE(t4g);
  REQUIRE(t4g->credits);
  CHECK(t4g->credits->mode == CreditMode::unlimited);
  CHECK(t4g->credits->kept == 7_d);
  CHECK(t4g->architecture == CpuArchitecture::arm64);
  CHECK(t4g->ebs);
}

TEST_CASE("instance types: an unknown name gives nothing and no fault of the catalogue") {
  CatalogueOfBuild build;
  for (const auto* name : {"m6i.larg", "m6i", "", "q9.large", "../regions", "m6i."}) {
    CAPTURE(name);
    CHECK_FALSE(find_instance_type(build.catalogue, name));
  }
  CHECK_FALSE(build.diagnostics.has_errors());
}

TEST_CASE("instance types: all 714 are well-formed and named once") {
  CatalogueOfBuild build;
  const auto names = instance_type_names(build.catalogue);
  CHECK(names.size() == 714);
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  for (const auto& name : names) {
    CAPTURE(name);
    const auto type = find_instance_type(build.catalogue, name);
    REQUIRE(type);
    CHECK(type->vcpus > 0);
    CHECK(type->network_base.count() > 0);
    CHECK(type->ebs.has_value() == !name.starts_with("t2."));
    CHECK(type->credits.has_value() == name.starts_with("t"));
    // A day's earning fills the balance; but T2's sizes hold 24 hours of what they earn, rounded.
    if (type->credits) CHECK(type->credits->maximum == doctest::Approx(24 * type->credits->per_hour));
  }
  CHECK(build.diagnostics.text() == "");
}

TEST_CASE("instance types: sizes of a family ascend, and their memory and paths to EBS with them") {
  CatalogueOfBuild build;
  const auto family = [](const InstanceType& type) { return type.name.substr(0, type.name.find('.')); };
  std::optional<InstanceType> smaller;
  for (const auto& name : instance_type_names(build.catalogue)) {
    CAPTURE(name);
    const auto type = find_instance_type(build.catalogue, name);
    REQUIRE(type);
    if (smaller && family(*smaller) == family(*type)) {
      CHECK(smaller->vcpus <= type->vcpus);
      CHECK(smaller->memory < type->memory);
      CHECK(smaller->architecture == type->architecture);
      CHECK(ebs_limits(*smaller).base <= ebs_limits(*type).base);
      CHECK(ebs_limits(*smaller).max <= ebs_limits(*type).max);
      CHECK(ebs_limits(*smaller).base_iops <= ebs_limits(*type).base_iops);
      CHECK(ebs_limits(*smaller).max_iops <= ebs_limits(*type).max_iops);
      // The 16xlarge of these two has the accelerators of an 8xlarge, and its network.
      if (name != "g5.16xlarge" && name != "g6.16xlarge") CHECK(smaller->network_base <= type->network_base);
    }
    smaller = type;
  }
}

TEST_CASE("instance types: every family says how fast its core is") {
  CatalogueOfBuild build;
  auto& figures = build.catalogue.figures("ec2");
  for (const auto& name : instance_type_names(build.catalogue)) {
    CAPTURE(name);
    CHECK(figures.knows("speed." + name.substr(0, name.find('.'))));
  }
}

TEST_CASE("instance types: large, older and other sizes have the limits of their sources") {
  CatalogueOfBuild build;
  struct Row {
    const char* name;
    std::uint32_t vcpus;
    Bytes memory;
    double gbits, burst_gbits, ebs_mbits, ebs_max_mbits;
    std::uint32_t iops, max_iops;
  };
  for (const auto& row :
       std::initializer_list<Row>{{"m5.24xlarge", 96, 384_GiB, 25, 25, 19000, 19000, 80000, 80000},
                                  {"m4.large", 2, 8_GiB, 0.45, 1.2, 450, 450, 3600, 3600},
                                  {"c4.large", 2, 3840_MiB, 0.625, 1.2, 500, 500, 4000, 4000},
                                  {"r4.16xlarge", 64, 488_GiB, 25, 25, 14000, 14000, 75000, 75000},
                                  {"c5n.18xlarge", 72, 192_GiB, 100, 100, 19000, 19000, 80000, 80000},
                                  {"i3en.3xlarge", 12, 96_GiB, 12.5, 25, 3800, 4750, 15000, 20000},
                                  {"c6gn.medium", 1, 2_GiB, 1.6, 16, 760, 9500, 2500, 40000},
                                  {"p3.2xlarge", 8, 61_GiB, 2.5, 10, 1750, 1750, 10000, 10000},
                                  {"c8g.48xlarge", 192, 384_GiB, 50, 50, 40000, 40000, 240000, 240000},
                                  {"r8i.96xlarge", 384, 3072_GiB, 100, 100, 80000, 80000, 480000, 480000}}) {
    CAPTURE(row.name);
    const auto type = find_instance_type(build.catalogue, row.name);
    REQUIRE(type);
    CHECK(type->vcpus == row.vcpus);
    CHECK(type->memory == row.memory);
    CHECK(type->network_base.count() == doctest::Approx(row.gbits * 1e9));
    CHECK(type->network_burst.count() == doctest::Approx(row.burst_gbits * 1e9));
    REQUIRE(type->ebs);
    CHECK(type->ebs->base.count() == doctest::Approx(row.ebs_mbits * 1e6));
    CHECK(type->ebs->max.count() == doctest::Approx(row.ebs_max_mbits * 1e6));
    CHECK(type->ebs->base_iops == row.iops);
    CHECK(type->ebs->max_iops == row.max_iops);
  }
}

TEST_CASE("regions: sa-east-1 lies in Brazil, and an unknown region is not found") {
  CatalogueOfBuild build;
  const auto region = find_region(build.catalogue, "sa-east-1");
  REQUIRE(region);
  CHECK(region->country == "BR");
  CHECK_FALSE(region->title.empty());
  CHECK_FALSE(find_region(build.catalogue, "sa-east-2"));
  CHECK(region_names(build.catalogue) == std::vector<std::string>{"eu-central-1", "eu-west-1", "eu-west-3",
                                                                  "sa-east-1", "us-east-1", "us-east-2",
                                                                  "us-west-2"});
  CHECK_FALSE(build.diagnostics.has_errors());
}

}  // namespace instance_type_test
