#include "models/pricing/offer_file.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "sim/core/csv_text.hpp"

namespace garoa {
namespace {

using OfferJson = nlohmann::json;

constexpr std::size_t length_of_date = 10;

/// "0.0230000000", "Inf".
std::optional<double> range_or_price(std::string_view text) {
  if (text == "Inf") return std::numeric_limits<double>::infinity();
  double value = 0;
  const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

/// How an attribute is called in either form, and what it is for a plain instance.
struct PlainAttribute {
  const char* json;
  const char* csv;
  std::string_view value;
};
constexpr std::array plain_instance{PlainAttribute{"operatingSystem", "Operating System", "Linux"},
                                    PlainAttribute{"tenancy", "Tenancy", "Shared"},
                                    PlainAttribute{"preInstalledSw", "Pre Installed S/W", "NA"},
                                    PlainAttribute{"capacitystatus", "CapacityStatus", "Used"}};

std::string attribute_of(const OfferJson& map, const char* key) {
  const auto found = map.find(key);
  return found != map.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

class JsonOffer {
 public:
  ReadOffer read(const OfferJson& root) {
    if (!root.is_object() || !root.contains("products") || !root.contains("terms"))
      return {{}, "is no offer file: it lacks 'products' or 'terms'"};
    read_.file.offer = attribute_of(root, "offerCode");
    read_.file.date = attribute_of(root, "publicationDate").substr(0, length_of_date);
    const auto& terms = root.at("terms");
    const auto on_demand = terms.find("OnDemand");
    if (on_demand == terms.end()) return {{}, "has no prices on demand"};
    for (const auto& [sku, product] : root.at("products").items()) {
      const auto offers = on_demand->find(sku);
      if (offers == on_demand->end() || !product.contains("attributes")) continue;
      const auto price = product_of(sku, product.at("attributes"));
      for (const auto& [code, offer] : offers->items()) add_dimensions(price, offer);
    }
    return std::move(read_);
  }

 private:
  static OfferPrice product_of(const std::string& sku, const OfferJson& attributes) {
    OfferPrice price;
    price.sku = sku;
    price.usage_type = attribute_of(attributes, "usagetype");
    price.operation = attribute_of(attributes, "operation");
    price.region = attribute_of(attributes, "regionCode");
    for (const auto& is : plain_instance) {
      const auto value = attribute_of(attributes, is.json);
      price.plain = price.plain && (value.empty() || value == is.value);
    }
    return price;
  }
  void add_dimensions(OfferPrice price, const OfferJson& offer) {
    const auto dimensions = offer.find("priceDimensions");
    if (dimensions == offer.end()) return;
    for (const auto& [code, dimension] : dimensions->items()) {
      const auto amounts = dimension.find("pricePerUnit");
      if (amounts == dimension.end() || !amounts->contains("USD")) continue;
      const auto begin = range_or_price(attribute_of(dimension, "beginRange"));
      const auto end = range_or_price(attribute_of(dimension, "endRange"));
      const auto usd = range_or_price(attribute_of(*amounts, "USD"));
      if (!begin || !end || !usd) {
        read_.error = fmt::format("price {}: a range or an amount is no number", code);
        continue;
      }
      price.unit = attribute_of(dimension, "unit");
      price.begin = *begin;
      price.end = *end;
      price.usd = *usd;
      read_.file.prices.push_back(price);
    }
  }

  ReadOffer read_;
};

/// The rows before the titles say what it is; the titles begin with SKU.
class CsvOffer {
 public:
  ReadOffer read(const std::vector<CsvRow>& rows) {
    std::size_t at = 0;
    for (; at < rows.size() && rows[at].fields.front() != "SKU"; ++at) note(rows[at]);
    if (at == rows.size()) return {{}, "is no offer file: neither JSON nor CSV with a column SKU"};
    titles_ = &rows[at];
    for (const auto* const title :
         {"TermType", "StartingRange", "EndingRange", "Unit", "PricePerUnit", "usageType"}) {
      if (column_of(*titles_, title) < 0)
        return {{}, fmt::format("line {}: lacks the column {}", titles_->line, title)};
    }
    for (++at; at < rows.size(); ++at) add(rows[at]);
    return std::move(read_);
  }

 private:
  void note(const CsvRow& row) {
    if (row.fields.size() < 2) return;
    if (row.fields[0] == "OfferCode") read_.file.offer = row.fields[1];
    if (row.fields[0] == "Publication Date") read_.file.date = row.fields[1].substr(0, length_of_date);
  }
  std::string cell(const CsvRow& row, std::string_view title) const {
    const auto column = static_cast<std::size_t>(column_of(*titles_, title));
    return column < row.fields.size() ? row.fields[column] : std::string{};
  }
  void add(const CsvRow& row) {
    if (cell(row, "TermType") != "OnDemand") return;
    if (const auto currency = cell(row, "Currency"); !currency.empty() && currency != "USD") return;
    const auto begin = range_or_price(cell(row, "StartingRange"));
    const auto end = range_or_price(cell(row, "EndingRange"));
    const auto usd = range_or_price(cell(row, "PricePerUnit"));
    if (!begin || !end || !usd) {
      if (read_.error.empty())
        read_.error = fmt::format("line {}: a range or an amount is no number", row.line);
      return;
    }
    OfferPrice price{.sku = cell(row, "SKU"),
                     .usage_type = cell(row, "usageType"),
                     .operation = cell(row, "operation"),
                     .region = cell(row, "Region Code"),
                     .unit = cell(row, "Unit"),
                     .begin = *begin,
                     .end = *end,
                     .usd = *usd};
    for (const auto& is : plain_instance) {
      const auto value = cell(row, is.csv);
      price.plain = price.plain && (value.empty() || value == is.value);
    }
    read_.file.prices.push_back(std::move(price));
  }

  const CsvRow* titles_ = nullptr;
  ReadOffer read_;
};

}  // namespace

ReadOffer read_offer_file(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {{}, "is empty"};
  if (text[first] != '{') return CsvOffer{}.read(read_csv(text));
  const auto root = OfferJson::parse(text, nullptr, false);
  if (root.is_discarded()) return {{}, "is no JSON"};
  return JsonOffer{}.read(root);
}

}  // namespace garoa
