#include "sim/results/cost_sums.hpp"

#include <algorithm>
#include <tuple>

namespace garoa {

std::vector<SumOfService> sums_by_service(const Invoice& cost) {
  std::vector<SumOfService> sums;
  for (const auto& line : cost.lines) {
    auto sum = std::find_if(sums.begin(), sums.end(),
                            [&](const SumOfService& one) { return one.service == line.service; });
    if (sum == sums.end()) sum = sums.insert(sums.end(), SumOfService{line.service});
    sum->amount += line.amount;
    sum->per_month += line.per_month;
  }
  return sums;
}

std::vector<AmountOfFlows> sums_by_flow(const Invoice& cost) {
  std::vector<AmountOfFlows> sums;
  for (const auto& line : cost.lines) add_amounts(sums, line.of_flows);
  const auto place = [](const AmountOfFlows& sum) {
    return std::tuple{sum.flows.empty(), sum.flows.size(), sum.flows};
  };
  std::sort(sums.begin(), sums.end(),
            [&](const AmountOfFlows& a, const AmountOfFlows& b) { return place(a) < place(b); });
  return sums;
}

bool has_several_flows(const Invoice& cost) {
  return sums_by_flow(cost).size() > 1;
}

void add_amounts(std::vector<AmountOfFlows>& sums, const std::vector<AmountOfFlows>& more, double by_amount,
                 double by_month) {
  for (const auto& one : more) {
    auto sum = std::find_if(sums.begin(), sums.end(),
                            [&](const AmountOfFlows& other) { return other.flows == one.flows; });
    if (sum == sums.end()) sum = sums.insert(sums.end(), AmountOfFlows{one.flows});
    sum->amount += by_amount * one.amount;
    sum->per_month += by_month * one.per_month;
  }
}

}  // namespace garoa
