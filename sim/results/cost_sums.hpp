// A bill by service and by flow. Each sum of amounts is the bill's own: nothing is counted twice, nothing is left out.
//
//   service   that of the line; discounts and taxes stand by themselves ("billing")
//   flow      whose documents the resource of a line works for. What several share is split by what each used where the meter says so
//             (requests of buckets and their bytes, of queues, units of tables, runs of functions, publications and notices, ingested records, calls
//             of keys for objects, bytes through gateways and between zones, downloads), else it stands as theirs together (what is stored or
//             runs by time, data keys); what goes with no flow stands as no flow's.
// Amounts in USD.
#pragma once

#include <string>
#include <vector>

#include "sim/results/cost.hpp"

namespace garoa {

struct SumOfService {
  std::string service;
  double amount = 0;     // of the run
  double per_month = 0;  // without one-offs, as if nothing grew
};

/// In the order of the bill's lines.
[[nodiscard]] std::vector<SumOfService> sums_by_service(const Invoice& cost);
/// Of single flows first, then what several share, and at last what is no flow's; by name.
[[nodiscard]] std::vector<AmountOfFlows> sums_by_flow(const Invoice& cost);
/// Does the bill tell of more than one flow, or of what is none's?
[[nodiscard]] bool has_several_flows(const Invoice& cost);
/// Adds `by_amount` and `by_month` of each of `more` to that of the same flows in `sums`.
void add_amounts(std::vector<AmountOfFlows>& sums, const std::vector<AmountOfFlows>& more,
                 double by_amount = 1, double by_month = 1);

}  // namespace garoa
