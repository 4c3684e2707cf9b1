// A page of garoa: one file that needs no network, with everything in it. A policy in its head forbids the browser to load anything else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/render/html/charts.hpp"
#include "sim/results/result.hpp"

namespace garoa {

/// A part with a heading that links name; left out where it is empty.
struct PageSection {
  std::string id;
  std::string title;
  std::string content;  // HTML
};

struct Page {
  std::string title;
  std::string header;  // HTML
  std::vector<PageSection> sections;
  std::string footer;  // HTML
  std::vector<Chart> charts;
  const std::vector<Series>* series = nullptr;  // what charts name; null if there are none
  ScenarioInfo scenario;                        // whose time it is
};

/// Why no page can be made, or empty.
[[nodiscard]] std::string why_no_page();

/// Needs a program that has its parts (why_no_page()).
[[nodiscard]] std::string html_page(const Page& page);

/// Where a chart stands, with its words and numbers; `extra` is HTML above it.
[[nodiscard]] std::string html_figure(const Chart& chart, const std::string& extra = "");

/// The same of a chart that the page then draws; empty without one.
[[nodiscard]] std::string drawn(Page& page, std::optional<Chart> chart, const std::string& extra = "");

}  // namespace garoa
