// What crosses from zone to zone, and is billed in each direction.
//
//   NAT gateways  stand in one zone each, those of instances first; what passes from instances of further zones crosses. Instances are
//                 taken to bring as much each.
//   likewise      of functions whose subnets lie in more zones than there are gateways
//   nothing       between a balancer and its instances, to interface and gateway endpoints (AWS bills nothing there), between
//                 volumes, snapshots, buckets and tables, which belong to the region
// Not modelled: traffic of an application's own between its instances.
#pragma once

#include <vector>

#include "models/pricing/invoice.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// Adds it to `usage`, the run's.
void add_zone_traffic(const Scenario& scenario, std::vector<Usage>& usage);

}  // namespace garoa
