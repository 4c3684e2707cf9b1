// C01: one bucket's request bill of a month, split by API operation. Source: jetbridge/cdk-nextjs issue 139
// (cost explorer table). PUT, LIST, the parts of a multipart upload, its creation and completion are one price
// class. The counts go to the cost module; that requests are counted in this class is tested with the bucket.
#include <doctest/doctest.h>

#include <cmath>

#include "models/pricing/invoice.hpp"

namespace c01_request_bill_test {

using namespace garoa;

TEST_CASE("C01: every operation's line of the request bill matches to 1e-5 USD") {
  struct Operation {
    const char* name;
    std::uint64_t requests;
    double usd;
  };
  constexpr Operation operations[] = {{"s3.put_object", 6'714'598, 33.57299},
                                      {"s3.list_bucket", 38'604, 0.19302},
                                      {"s3.upload_part", 165, 0.000825},
                                      {"s3.complete_multipart", 35, 0.000175},
                                      {"s3.initiate_multipart", 35, 0.000175}};
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  std::vector<Usage> usage;
  for (const auto& operation : operations)
    usage.push_back({operation.name, Meter::s3_put_requests, operation.requests, ""});
  const auto invoice = make_invoice(PriceBook::load(catalogue, "us-east-1"), usage, seconds_per_month, 0);
  CHECK(diagnostics.count() == 0);
  REQUIRE(invoice.lines.size() == std::size(operations));
  for (const auto& line : invoice.lines) {
    for (const auto& operation : operations) {
      if (line.resource != operation.name) continue;
      INFO(line.resource);
      CHECK(std::abs(line.amount - operation.usd) < 1e-5);
    }
  }
  // The report's total holds 25 further requests of an unnamed kind: 0 to 0.000125 USD.
  const double further = 33.767285 - invoice.total;
  CHECK(further > -1e-5);
  CHECK(further < 25 * 0.005 / 1000 + 1e-5);
}

}  // namespace c01_request_bill_test
