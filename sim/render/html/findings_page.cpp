#include "sim/render/html/findings_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "sim/core/build.hpp"
#include "sim/core/language.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/html/page.hpp"
#include "sim/render/html/report_sections.hpp"
#include "sim/render/status_counts.hpp"
#include "sim/results/origin.hpp"

namespace garoa {
namespace {

using compliance::Status;

std::string findings_header(const ToldFindings& told, const std::string& file) {
  const auto& compliance = told.compliance;
  return fmt::format("<h1>{}</h1>\n<p class=\"meta\">{}</p>\n<p class=\"answer{}\">{}; {}, {}, {}</p>\n",
                     escaped(tr("Findings of {}", file)),
                     escaped(tr("static controls, {}; nothing was simulated", told.region)),
                     count_of(compliance, Status::fail) == 0 ? "" : " bad",
                     count_text(compliance, Status::fail), count_text(compliance, Status::warn),
                     count_text(compliance, Status::not_evaluated), count_text(compliance, Status::pass));
}

}  // namespace

std::string findings_page(const ToldFindings& told) {
  const auto file = std::filesystem::path{told.scenario}.filename().string();
  Page page;
  page.title = tr("Findings of {}", file);
  page.scenario.start = told.start;
  page.header = findings_header(told, file);
  page.sections.push_back({"gaps", tr("Gaps"), gaps_html(told.compliance, "")});
  page.footer =
      fmt::format("<p class=\"note\">garoa {}</p>\n", program_in_words(GAROA_VERSION, build_hash()));
  return html_page(page);
}

}  // namespace garoa
