#include "models/ebs/delivered_settings.hpp"

#include <fmt/format.h>

namespace garoa {

DeliveredSettings read_delivered(Fields& fields, Figures& figures, const std::string& type) {
  const bool provisioned = type.starts_with("io");
  DeliveredSettings s;
  s.period = figures.get<Seconds>("delivered.period");
  const Range<double> share{0.0, 1.0, ""};
  s.share = fields.optional("share", "of the provisioned performance that is delivered most of the time",
                            figures.fallback<double>("delivered.share"), share);
  s.time =
      fields.optional("time", "share of the time for which that holds",
                      figures.fallback<double>(provisioned ? "delivered.time.io" : "delivered.time"), share);
  s.slow = fields.optional("slow", "share of the provisioned performance that is delivered in the rest",
                           figures.fallback<double>("delivered.slow"), {0.001, 1.0, ""});
  if (!(s.share > 0))
    fields.error("share", fmt::format("'{}.share' is 0: the volume would never work", fields.path()));
  if (s.slow > s.share)
    fields.error("slow", fmt::format("'{}.slow' is more than the share of most of the time", fields.path()));
  return s;
}

}  // namespace garoa
