// The JSON form of a bill, as result_format.hpp has that of the rest.
#pragma once

#include "sim/results/cost_sums.hpp"
#include "sim/results/json_archive.hpp"
#include "sim/results/result.hpp"

namespace garoa {

template <class Archive, Form<AmountOfFlows> T>
void describe(Archive& json, T& part) {
  json.field("flows", part.flows).field("amount", part.amount).field("per_month", part.per_month);
}

template <class Archive, Form<SumOfService> T>
void describe(Archive& json, T& sum) {
  json.field("service", sum.service).field("amount", sum.amount).field("per_month", sum.per_month);
}

template <class Archive, Form<CostLine> T>
void describe(Archive& json, T& line) {
  json.field("service", line.service)
      .field("item", line.item)
      .field("quantity", line.quantity)
      .field("unit", line.unit)
      .field("unit_price", line.unit_price)
      .field("amount", line.amount)
      .field("source", line.source)
      .field("resource", line.resource)
      .field("region", line.region)
      .field("verified", line.verified)
      .field("basis", line.basis)
      .field("date", line.date)
      .field_if(true, "per_month", line.per_month)
      .field("growth_per_month", line.growth_per_month)
      .field("one_off", line.one_off)
      .field_if(line.low.has_value(), "low", line.low)
      .field_if(line.high.has_value(), "high", line.high)
      .field_if(!line.months.empty(), "months", line.months)
      .field_if(!line.of_flows.empty(), "of_flows", line.of_flows)
      .field_if(line.assumed, "assumed", line.assumed);
}

template <class Archive, Form<UpfrontPayment> T>
void describe(Archive& json, T& payment) {
  json.field("commitment", payment.commitment).field("amount", payment.amount);
}

template <class Archive, Form<AmountBand> T>
void describe(Archive& json, T& band) {
  json.field("low", band.low).field("high", band.high);
}

template <class Archive, Form<CostBand> T>
void describe(Archive& json, T& band) {
  json.field("assumption", band.assumption)
      .field("low", band.low)
      .field("high", band.high)
      .field_if(!band.months.empty(), "months", band.months)
      .field_if(band.steady.has_value(), "steady", band.steady);
}

template <class Archive, Form<MonthOfBill> T>
void describe(Archive& json, T& month) {
  json.field("month", month.month).field("amount", month.amount);
  if constexpr (Archive::reads) month.as_first = month.amount;
  json.field_if(true, "as_first", month.as_first)
      .field_if(!month.from.empty(), "from", month.from)
      .field_if(month.days > 0, "days", month.days);
}

template <class Archive, Form<Exchange> T>
void describe(Archive& json, T& exchange) {
  json.field("currency", exchange.currency).field("per_usd", exchange.per_usd);
}

template <class Archive, Form<Invoice> T>
void describe(Archive& json, T& cost) {
  json.field("currency", cost.currency)
      .field_if(cost.exchange.has_value(), "shown_in", cost.exchange)
      .field("price_date", cost.price_date)
      .field("per_day", cost.per_day)
      .field("per_month", cost.per_month)
      .field("growth_per_month", cost.growth_per_month)
      .derived("first_month", first_month(cost))
      .derived("twelfth_month", twelfth_month(cost))
      .field_if(!cost.months.empty(), "months", cost.months)
      .field_if(cost.steady.has_value(), "steady", cost.steady)
      .field_if(!cost.grows.empty(), "grows", cost.grows)
      .field_if(!cost.upfront.empty(), "upfront", cost.upfront)
      .field_if(!cost.bands.empty(), "bands", cost.bands)
      .field_if(cost.week_over_run != 1, "week_over_run", cost.week_over_run)
      .field("one_offs", cost.one_offs)
      .field("per_1000_documents", cost.per_1000_documents)
      .field("lines", cost.lines)
      .derived("by_service", sums_by_service(cost))
      .derived("by_flow", sums_by_flow(cost))
      .field("total", cost.total)
      .field("unpriced", cost.unpriced);
}

}  // namespace garoa
