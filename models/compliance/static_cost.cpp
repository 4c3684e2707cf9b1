// Settings that cost money and give nothing for it (S-CO-01, S-CO-02).
#include <fmt/format.h>

#include "models/compliance/lookup.hpp"
#include "models/compliance/static_checks.hpp"

namespace garoa::compliance {

void check_way_to_s3(const Judge& judge) {
  const auto& architecture = judge.architecture();
  auto finding = judge.open("", "vpc", architecture.vpc);
  finding.n = 1;
  finding.status = architecture.s3_through_nat ? Status::fail : Status::pass;
  finding.actual = architecture.s3_access;
  finding.expected = "gateway-endpoint";
  finding.message = "Instances reach S3 through a gateway endpoint, which is free.";
  if (architecture.s3_access != finding.expected)
    finding.message =
        fmt::format("Instances reach S3 through {}, which bill every byte; a gateway endpoint is free.",
                    architecture.s3_through_nat ? "NAT gateways" : "interface endpoints");
  judge.close(std::move(finding));
}

void check_incomplete_uploads(const Judge& judge) {
  for (const auto& bucket : judge.architecture().buckets) {
    auto finding =
        judge.open(judge.owners().flow_of_bucket(bucket.name), path_of("s3", bucket.name), bucket.where);
    finding.n = 1;
    finding.status = bucket.aborts_uploads ? Status::pass : Status::fail;
    finding.actual = bucket.aborts_uploads ? "removed by the lifecycle" : "kept for ever";
    finding.expected = "removed by the lifecycle";
    finding.message = "Parts of multipart uploads that nobody ended are " + finding.actual + ".";
    judge.close(std::move(finding));
  }
}

}  // namespace garoa::compliance
