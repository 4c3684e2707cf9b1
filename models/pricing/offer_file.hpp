// AWS's public price list: one offer file, JSON or CSV, as `pricing.us-east-1.amazonaws.com/offers/v1.0/aws/<offer>/...` gives it.
//
// Read are on-demand prices in USD: by product its usage type, operation and region, what EC2 tells instances apart by, and the
// price dimensions with their ranges. Reserved terms are not read. Prices are for one of AWS's units.
// Errors: a sentence; of CSV with the line that it concerns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace garoa {

/// The price of the quantity from `begin` to `end` (infinite for the last) of a product.
struct OfferPrice {
  std::string sku;
  std::string usage_type;
  std::string operation;
  std::string region;  // "us-east-1"; empty where the file does not say
  std::string unit;    // AWS's: "GB-Mo"
  double begin = 0;
  double end = 0;
  double usd = 0;
  bool plain = true;  // of instances: Linux, shared tenancy, nothing installed, used
};

struct OfferFile {
  std::string offer;  // "AmazonS3"
  std::string date;   // of its publication: "2025-10-22"
  std::vector<OfferPrice> prices;
};

struct ReadOffer {
  OfferFile file;
  std::string error;  // empty: it was read
};

[[nodiscard]] ReadOffer read_offer_file(const std::string& text);

}  // namespace garoa
