#include "models/dynamodb/dynamodb.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

TableSettings read_table(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("dynamodb");
  TableSettings s;
  s.name = name;
  s.where = fields.where();
  s.item = fields.optional("item", "size of the item written for each document",
                           figures.get<Bytes>("item.default"),
                           {1_B, figures.get<Bytes>("item.max"), "DynamoDB allows"});
  const auto unit = std::max<std::uint64_t>(1, figures.get<Bytes>("write.unit").count());
  s.units_per_write = (s.item.count() + unit - 1) / unit;
  s.encrypted = fields.optional("encrypted", "encrypted at rest (always so on AWS)", true);
  s.point_in_time_recovery = fields.optional("point_in_time_recovery", "continuous backups", false);
  s.write_latency = Distribution::lognormal(figures.get<Seconds>("write.latency.median").count(),
                                            figures.get<double>("write.latency.sigma"));
  return s;
}

Table::Table(const Run& run, TableSettings settings)
    : run_{run},
      settings_{std::move(settings)},
      stream_{run.stream(fmt::format("dynamodb.{}.write", settings_.name))},
      name_{run.journal.intern(fmt::format("dynamodb.{}", settings_.name))} {}

double Table::write_time(DocumentId id, std::uint32_t attempt) const {
  return settings_.write_latency.quantile(stream_.uniform(id, attempt));
}

void Table::written(bool fresh) {
  ++writes_;
  ++unbilled_;
  if (fresh) ++items_;
}

void Table::sample(double interval) {
  const auto bill = [&](Meter meter, std::uint64_t units) {
    if (units > 0) run_.journal.report(events::Billed{name_, meter, units});
  };
  bill(Meter::dynamodb_write_units, std::exchange(unbilled_, 0) * settings_.units_per_write);
  bill(Meter::dynamodb_byte_seconds,
       storage_.take(static_cast<double>(items_) * static_cast<double>(settings_.item.count()), interval));
}

void Table::finish(const MetricSink& metrics) {
  metrics(fmt::format("dynamodb.{}.writes", settings_.name), static_cast<double>(writes_));
}

}  // namespace garoa
