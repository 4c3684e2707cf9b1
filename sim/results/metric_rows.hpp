// The rows of the metric table, by section.
#pragma once

#include <span>

#include "sim/results/metric_table.hpp"

namespace garoa::metric_rows {

constexpr auto distribution = MetricRow::Kind::distribution;

/// What clients see: uploads, downloads, losses.
[[nodiscard]] std::span<const MetricRow> requests();
/// A restore; their patterns follow that of a drill or of a flow's recovery.
[[nodiscard]] std::span<const MetricRow> restores();
/// What becomes of a flow's documents.
[[nodiscard]] std::span<const MetricRow> documents();
/// What is measured at one resource.
[[nodiscard]] std::span<const MetricRow> services();

/// The bill.
[[nodiscard]] std::span<const MetricRow> cost();

}  // namespace garoa::metric_rows
