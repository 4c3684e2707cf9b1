#include "models/ebs/volume_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

constexpr const char* iops_meaning = "provisioned I/O operations per second (gp3, io1, io2)";
constexpr const char* throughput_meaning = "provisioned throughput (gp3)";

bool is_hdd(VolumeType type) {
  return type == VolumeType::st1 || type == VolumeType::sc1;
}

/// A limit without credits.
Burst constant(double rate) {
  return {rate, rate, 0, 0};
}

/// A full bucket of credits, if there is anything to spend them on.
Burst bursting(double base, double burst, double credits) {
  if (burst <= base) return constant(base);
  return {base, burst, credits, credits};
}

Distribution ssd_latency(const std::string& type, Figures& figures) {
  const auto seconds = [&](const std::string& name) { return figures.get<Seconds>(name).count(); };
  const Distribution body{Distribution::Lognormal{seconds(type + ".latency.median"),
                                                  figures.get<double>(type + ".latency.sigma")},
                          seconds(type + ".latency.floor")};
  const Distribution tail{
      Distribution::Uniform{seconds("ssd.latency.tail_low"), seconds("ssd.latency.tail_high")}};
  const double share = figures.get<double>("ssd.latency.tail_share");
  return share > 0 && share < 1 ? Distribution::mixture({body, tail}, {1 - share, share}) : body;
}

Distribution hdd_latency(bool random, Figures& figures) {
  const auto seconds = [&](const char* name) { return figures.get<Seconds>(name).count(); };
  if (!random) return Distribution::constant(seconds("hdd.latency.sequential"));
  return {Distribution::Uniform{seconds("hdd.latency.random_low"), seconds("hdd.latency.random_high")}};
}

/// Reads what depends on the type, for one volume.
class TypeReader {
 public:
  TypeReader(EbsSettings& s, Fields& fields, Figures& figures)
      : s_{s}, fields_{fields}, figures_{figures}, type_{name_of(s.type)} {}

  void read() {
    s_.size = fields_.required<Bytes>("size", "size of the volume", limits<Bytes>("size"));
    gibibytes_ = static_cast<double>(s_.size.count()) / gibibyte;
    check_whole_gibibytes();
    switch (s_.type) {
      case VolumeType::gp2:
        return read_gp2();
      case VolumeType::gp3:
        return read_gp3();
      case VolumeType::io1:
        return read_io1();
      case VolumeType::io2:
        return read_io2();
      case VolumeType::st1:
        return read_hdd(Meter::ebs_st1_byte_seconds);
      case VolumeType::sc1:
        return read_hdd(Meter::ebs_sc1_byte_seconds);
    }
  }

 private:
  template <class T>
  T figure(const std::string& name) {
    return figures_.get<T>(type_ + '.' + name);
  }
  template <class T>
  Range<T> limits(const std::string& name) {
    return {figure<T>(name + ".min"), figure<T>(name + ".max"), fmt::format("{} allows", type_)};
  }

  /// AWS sells volumes by whole GiB, of which its console says GB.
  void check_whole_gibibytes() {
    if (gibibytes_ == std::floor(gibibytes_)) return;
    fields_.error("size",
                  fmt::format("'{}.size' is {:.2f} GiB; volumes have whole GiB, such as {} GiB or {} GiB",
                              fields_.path(), gibibytes_, std::floor(gibibytes_), std::ceil(gibibytes_)));
  }

  void read_gp3() {
    const auto included = figure<std::uint64_t>("iops.min");
    const auto iops = fields_.optional("iops", iops_meaning, included, limits<std::uint64_t>("iops"));
    check_iops_per_gib(iops);
    const auto included_rate = figure<BytesPerSecond>("throughput.min");
    const auto rate = fields_.optional("throughput", throughput_meaning, included_rate,
                                       limits<BytesPerSecond>("throughput"));
    const auto per_iops = figure<BytesPerSecond>("throughput.per_iops");
    const BytesPerSecond most{per_iops.count() * static_cast<double>(iops)};
    if (rate > most) {
      fields_.error(
          "throughput",
          fmt::format("'{}.throughput' is {}; gp3 allows {} per provisioned IOPS, here {}", fields_.path(),
                      format_quantity(rate), format_quantity(per_iops), format_quantity(most)));
    }
    s_.iops = constant(static_cast<double>(iops));
    s_.throughput = constant(rate.count());
    provide(Meter::ebs_gp3_byte_seconds, bytes());
    provide(Meter::ebs_gp3_iops_seconds, static_cast<double>(iops - std::min(iops, included)));
    provide(Meter::ebs_gp3_throughput_byte_seconds, (rate - included_rate).count());
  }

  /// With credits used up, the base rate of 256 KiB operations is what is left of the throughput: from 171 to
  /// 333 GiB that is less than the limit.
  void read_gp2() {
    const double base = std::floor(std::clamp(figure<double>("iops.per_gib") * gibibytes_,
                                              figure<double>("iops.min"), figure<double>("iops.max")));
    s_.iops = bursting(base, figure<double>("iops.burst"), figure<double>("credits"));
    const bool small = s_.size <= figure<Bytes>("throughput.small_up_to");
    s_.throughput = constant(figure<BytesPerSecond>(small ? "throughput.small" : "throughput.large").count());
    derive_both();
    provide(Meter::ebs_gp2_byte_seconds, bytes());
  }

  std::uint64_t read_provisioned_iops() {
    const auto iops = fields_.required<std::uint64_t>("iops", iops_meaning, limits<std::uint64_t>("iops"));
    check_iops_per_gib(iops);
    s_.iops = constant(static_cast<double>(iops));
    return iops;
  }

  void read_io1() {
    const auto iops = static_cast<double>(read_provisioned_iops());
    const auto rate = [&](const char* name) { return figure<BytesPerSecond>(name).count(); };
    const double large = std::min(iops * rate("throughput.per_iops"), rate("throughput.large_io_max"));
    s_.throughput =
        constant(std::min(std::max(large, iops * rate("throughput.per_iops_above")), rate("throughput.max")));
    derive_throughput();
    provide(Meter::ebs_io1_byte_seconds, bytes());
    provide(Meter::ebs_io1_iops_seconds, iops);
  }

  void read_io2() {
    const auto iops = static_cast<double>(read_provisioned_iops());
    s_.throughput = constant(std::min(iops * figure<BytesPerSecond>("throughput.per_iops").count(),
                                      figure<BytesPerSecond>("throughput.max").count()));
    derive_throughput();
    provide(Meter::ebs_io2_byte_seconds, bytes());
    const auto first = figure<double>("iops.first_tier");
    const auto second = figure<double>("iops.second_tier");
    provide(Meter::ebs_io2_iops_seconds, std::min(iops, first));
    provide(Meter::ebs_io2_iops_second_tier_seconds, std::clamp(iops - first, 0.0, second - first));
    provide(Meter::ebs_io2_iops_third_tier_seconds, std::max(iops - second, 0.0));
  }

  void read_hdd(Meter storage) {
    const double tebibytes = gibibytes_ / 1024;
    const auto by_size = [&](const char* per_tib, const char* most) {
      return std::min(tebibytes * figure<BytesPerSecond>(per_tib).count(),
                      figure<BytesPerSecond>(most).count());
    };
    s_.iops = constant(figure<double>("iops.max"));
    s_.throughput = bursting(by_size("throughput.base_per_tib", "throughput.base_max"),
                             by_size("throughput.burst_per_tib", "throughput.burst_max"), bytes());
    derive_both();
    provide(storage, bytes());
  }

  void check_iops_per_gib(std::uint64_t iops) {
    const auto per_gib = figure<double>("iops.per_gib");
    // What comes with any volume needs no size.
    const double included = s_.type == VolumeType::gp3 ? figure<double>("iops.min") : 0;
    const double most = std::max(included, per_gib * gibibytes_);
    if (s_.size.count() == 0 || static_cast<double>(iops) <= most) return;
    fields_.error("iops", fmt::format("'{}.iops' is {}; {} allows {} per GiB, here {}", fields_.path(), iops,
                                      type_, per_gib, static_cast<std::uint64_t>(most)));
  }

  void derive_both() {
    refuse("iops", "its size");
    (void)fields_.maybe<std::uint64_t>("iops", iops_meaning);
    fields_.resolve("iops", fmt::format("{}", s_.iops.base));
    derive("its size");
  }
  void derive_throughput() { derive("its IOPS"); }
  void derive(const char* from) {
    refuse("throughput", from);
    (void)fields_.maybe<BytesPerSecond>("throughput", throughput_meaning);
    fields_.resolve("throughput", format_quantity(BytesPerSecond{s_.throughput.base}));
  }
  void refuse(const char* key, const char* from) {
    if (!fields_.given(key)) return;
    fields_.error(
        key, fmt::format("'{}.{}' cannot be set: {} derives it from {}", fields_.path(), key, type_, from));
  }

  [[nodiscard]] double bytes() const { return static_cast<double>(s_.size.count()); }
  void provide(Meter meter, double level) {
    if (level > 0) s_.provisions.push_back({meter, level});
  }

  EbsSettings& s_;
  Fields& fields_;
  Figures& figures_;
  std::string type_;
  double gibibytes_ = 0;
};

void multiply(Burst& limit, double by) {
  limit = {limit.base * by, limit.burst * by, limit.credits * by, limit.maximum * by};
}

/// Stripes spread the load evenly, so the set is one volume of all sizes and limits together.
void make_set(EbsSettings& s, std::uint32_t volumes) {
  s.volumes = volumes;
  s.size = Bytes{s.size.count() * volumes};
  multiply(s.iops, volumes);
  multiply(s.throughput, volumes);
  for (auto& provision : s.provisions) provision.level *= volumes;
  s.annual_failure_rate = -std::expm1(volumes * std::log1p(-s.annual_failure_rate));
}

/// `meaning` says whose I/O; the type's unit unless given.
IoPattern read_io_size(Fields& fields, std::string_view meaning, VolumeType type, Figures& figures) {
  const bool hdd = is_hdd(type);
  const auto unit = figures.get<Bytes>(hdd ? "io_unit.hdd" : "io_unit.ssd");
  const auto smallest = figures.get<Bytes>("io_size.min");
  IoPattern io;
  io.size = fields.optional("io_size", meaning, unit,
                            {smallest, unit, fmt::format("{} counts operations of", name_of(type))});
  const bool random = io.size < unit;
  io.charged = hdd && random ? unit : io.size;
  io.latency = hdd ? hdd_latency(random, figures) : ssd_latency(std::string{name_of(type)}, figures);
  return io;
}

/// It lies elsewhere than the data: on HDD each of its I/Os is in no order and takes a unit.
JournalIo read_journal_io(VolumeType type, Figures& figures) {
  if (!is_hdd(type)) return {};
  return {static_cast<double>(figures.get<Bytes>("io_unit.hdd").count()), hdd_latency(true, figures)};
}

/// What is provisioned stays so on the bill.
void read_delivered(EbsSettings& s, Fields& fields, Figures& figures) {
  fields.maybe_section(
      "delivered", "the least performance that AWS says; without it, all that is provisioned",
      [&](Fields& f) { s.delivered = read_delivered(f, figures, std::string{name_of(s.type)}); });
  if (!s.delivered) return;
  for (auto* const limit : {&s.iops, &s.throughput}) {
    limit->base *= s.delivered->share;
    limit->burst *= s.delivered->share;
  }
}

VolumeBackgroundSettings read_background(const EbsSettings& s, Fields& fields, Figures& figures) {
  VolumeBackgroundSettings b;
  b.io = read_io_size(fields, "size of each operation", s.type, figures);
  b.operations_per_second = fields.maybe<double>(
      "iops", "operations per second that it asks for; without it, as many as it gets", {0.01, 1e6, ""});
  b.reads = fields.optional("reads",
                            "share of the operations that read; the others overwrite data at random places",
                            1.0, {0.0, 1.0, ""});
  // Enough for the demand below the limits.
  const double deep =
      std::ceil(b.operations_per_second.value_or(1) *
                (b.io.latency.mean() + static_cast<double>(b.io.charged.count()) / s.throughput.base));
  b.slots =
      fields.optional<std::uint32_t>("queue_depth", "operations that it has on the volume at once, at most",
                                     static_cast<std::uint32_t>(std::clamp(deep, 1.0, 256.0)), {1, 4096, ""});
  fields.section("hours", "local time of day at which it runs", [&](Fields& f) {
    const Range<Seconds> day{Seconds{0}, 1_d, "a day has"};
    b.from = f.optional("from", "after midnight", Seconds{0}, day);
    b.to = f.optional("to", "after midnight", 1_d, day);
    if (b.to <= b.from) f.error("to", fmt::format("'{}.to' is not later than 'from'", f.path()));
  });
  return b;
}

}  // namespace

EbsSettings read_ebs(const std::string& name, Fields& fields, Catalogue& catalogue,
                     const MomentClock& clock) {
  auto& figures = catalogue.figures("ebs");
  EbsSettings s;
  s.name = name;
  s.where = fields.where();
  s.attach = fields.reference("attach", "EC2 instance that the volume is attached to");
  s.type = fields.optional("type", "volume type", VolumeType::gp3);
  TypeReader{s, fields, figures}.read();
  s.annual_failure_rate = figures.get<double>(fmt::format("{}.annual_failure_rate", name_of(s.type)));
  make_set(s, fields.optional<std::uint32_t>(
                  "raid0", "volumes of these settings that are striped to one", 1,
                  {1, figures.limit<std::uint32_t>("attached.max"), "an instance takes"}));
  read_delivered(s, fields, figures);
  s.io = read_io_size(fields, "size of the application's I/O; below the type's unit it is in no order",
                      s.type, figures);
  s.journal = read_journal_io(s.type, figures);
  fields.maybe_section("background", "other software that uses the volume",
                       [&](Fields& f) { s.background = read_background(s, f, figures); });
  s.encrypted = fields.optional("encrypted", "encrypted at rest", false);
  s.customer_key = fields.optional("customer_key", "encrypted with a key of the customer's own", false);
  s.delete_on_termination =
      fields.optional("delete_on_termination", "the volume goes with its instance", false);
  if (fields.maybe_section(
          "from_snapshot", "the volume is made from a snapshot at the start",
          [&](Fields& f) { s.from_snapshot = read_from_snapshot(f, catalogue, s.size, name_of(s.type)); }) &&
      s.volumes > 1)
    fields.error("raid0", fmt::format("'{}.raid0': a set cannot be made from one snapshot", fields.path()));
  s.data =
      read_volume_data(fields, figures, s.size, s.from_snapshot ? s.from_snapshot->size : Bytes{0}, clock);
  s.keep = read_keep(fields, figures);
  const bool background_writes = s.background && s.background->reads < 1;
  if (background_writes && s.data.rewritten.count() == 0) s.data.rewritten = s.data.at_start;
  return s;
}

}  // namespace garoa
