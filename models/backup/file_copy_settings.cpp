#include "models/backup/file_copy_settings.hpp"

namespace garoa {
namespace {

void read_scan(FileCopySettings::Scan& s, Fields& fields, Figures& figures) {
  fields.section("scan", "the walk over everything on the volume, before a run copies", [&](Fields& f) {
    const Range<Seconds> cpu_times{Seconds{0}, 1_h, ""};
    s.per_file = f.optional("per_file", "time of one core for each file",
                            figures.fallback<Seconds>("file_copy.scan.per_file"), cpu_times);
    s.per_directory = f.optional("per_directory", "time of one core for each directory",
                                 figures.fallback<Seconds>("file_copy.scan.per_directory"), cpu_times);
    s.directories = f.optional<std::uint64_t>("directories", "on the volume", 0, {0, 1'000'000'000, ""});
  });
}

void read_memory(std::optional<FileCopySettings::Memory>& memory, Fields& fields, Figures& figures) {
  fields.maybe_section("memory", "of the tool (default: enough)", [&](Fields& f) {
    FileCopySettings::Memory m{};
    m.limit = f.required<Bytes>("limit", "at more the tool is killed and the run fails",
                                {Bytes{1'000'000}, Bytes{100'000'000'000'000}, ""});
    m.per_entry =
        f.optional("per_entry", "for each file and directory that was walked over",
                   figures.fallback<Bytes>("file_copy.memory.per_entry"), {Bytes{1}, Bytes{1'000'000}, ""});
    memory = m;
  });
}

/// A tool whose time is of the files compresses within it.
void read_compression(FileCopySettings& s, Fields& fields, Figures& figures) {
  fields.maybe_section("compression", "files are made smaller before they are sent", [&](Fields& f) {
    auto& pack = s.compression.pack;
    auto& unpack = s.compression.unpack;
    pack.ratio = f.optional("ratio", "bytes of the files over what is stored",
                            figures.fallback<double>("file_copy.compression.ratio"), {1.0, 1000.0, ""});
    const Range<Seconds> cpu_times{Seconds{0}, 1_h, ""};
    const bool within = s.tool.hashes_data;
    const auto usual = within ? Fallback<Seconds>{Seconds{0}, [] {}}
                              : figures.fallback<Seconds>("file_copy.compression.cpu");
    pack.cpu_per_mb =
        f.optional("cpu_per_mb", "time of one core for each 1,000,000 bytes of the files", usual, cpu_times);
    unpack.ratio = pack.ratio;
    if (!within) unpack.cpu_per_mb = figures.get<Seconds>("file_copy.compression.unpacking");
  });
}

void read_stream(FileCopySettings::Stream& s, Fields& fields) {
  fields.section("stream", "one connection to the bucket", [&](Fields& f) {
    s.rate = f.maybe<BytesPerSecond>("rate", "of the tool's own making (default: what S3 gives)",
                                     {BytesPerSecond{1}, BytesPerSecond{1e12}, ""});
    s.latency = f.optional("latency", "of a round trip, beyond that of a bucket in the region", Seconds{0},
                           {Seconds{0}, 10_s, ""});
    s.round_trips =
        f.optional<std::uint32_t>("round_trips", "of that latency for each request", 1, {0, 1000, ""});
  });
}

}  // namespace

FileCopySettings read_file_copy(Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("backup");
  FileCopySettings s;
  s.mode = fields.optional("mode", "copy what is new, or all that is there", CopyMode::incremental);
  s.compare = fields.optional(
      "compare", "with pages of a listing of the bucket, or with a HEAD for each file on the volume",
      CopyCompare::list);
  s.tool = read_s3_tool(fields, catalogue, {S3Tool::aws_cli_v2, S3Direction::up});
  s.connections = read_s3_connections(catalogue);
  s.pack = fields.maybe<Bytes>("pack",
                               "small files are sent together in objects of this size (default: the tool's)",
                               {Bytes{1}, Bytes{5'000'000'000}, "a single PUT takes"});
  if (!s.pack && s.tool.pack.count() > 0) s.pack = s.tool.pack;
  if (s.pack && s.compare == CopyCompare::head)
    fields.error("compare", "a file in a pack has no object of its own to ask for");
  read_scan(s.scan, fields, figures);
  read_memory(s.memory, fields, figures);
  read_stream(s.stream, fields);
  read_compression(s, fields, figures);
  return s;
}

}  // namespace garoa
