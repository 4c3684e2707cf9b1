// What a scenario says of a tool that speaks to S3.
#include "models/s3_client/s3_tool_settings.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "models/s3_client/s3_clients_settings.hpp"

namespace s3_tool_settings_test {

using namespace garoa;

namespace {

/// Gives what `reader` makes of the text, and what is said of it.
template <class Reader>
auto read_with(const std::string& text, const Reader& reader) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto node = parse_yaml(text, "t.yaml", diagnostics);
  FieldRecord record;
  ReadContext context{diagnostics};
  Fields fields{&*node, "backup.b", node->where, record, context};
  const auto settings = reader(fields, catalogue);
  return std::pair{settings, diagnostics.text()};
}

S3ToolSettings read(const std::string& text) {
  const auto [tool, said] = read_with(text, [](Fields& fields, Catalogue& catalogue) {
    return read_s3_tool(fields, catalogue, {S3Tool::aws_cli_v2, S3Direction::up});
  });
  CHECK(said == "");
  return tool;
}

std::string said_of_clients(const std::string& text) {
  return read_with(text,
                   [](Fields& fields, Catalogue& catalogue) {
                     return read_s3_programs(fields, catalogue, S3Direction::up);
                   })
      .second;
}

}  // namespace

TEST_CASE("s3 tool: several processes have their requests, files and cores each, and cut files as one does") {
  const auto one = read("{ tool: boto3 }");
  const auto four = read("{ tool: boto3, processes: 4 }");
  CHECK(one.cpu_threads > 0);
  CHECK(four.concurrency == 4 * one.concurrency);
  CHECK(four.files == 4 * one.files);
  CHECK(four.cpu_threads == 4 * one.cpu_threads);
  CHECK(four.parts == one.parts);
  CHECK(four.multipart_part == one.multipart_part);
  CHECK(read("{ tool: s5cmd, processes: 2 }").cpu_threads == 0);  // all cores as before
}

TEST_CASE("s3 tool: a time for each megabyte that is given is all that the bytes take") {
  CHECK(read("{ tool: boto3 }").cpu_per_part.count() > 0);
  CHECK(read("{ tool: boto3, cpu_per_mb: 4 ms }").cpu_per_part.count() == 0);
}

TEST_CASE("s3 tool: s5cmd lets S3 copy what other tools copy in parts in one request") {
  CHECK(read("{ tool: s5cmd }").copy_threshold > read("{ tool: s5cmd }").multipart_threshold);
  CHECK(read("{ tool: boto3 }").copy_threshold == read("{ tool: boto3 }").multipart_threshold);
}

TEST_CASE("s3 tool: clients whose tool uses all cores of a machine that nobody describes are told of") {
  CHECK(said_of_clients("{ tool: s5cmd }").find("say them with 'cpu_threads'") != std::string::npos);
  CHECK(said_of_clients("{ tool: s5cmd, cpu_threads: 8 }") == "");
  CHECK(said_of_clients("{ tool: boto3 }") == "");
  CHECK(said_of_clients("{}") == "");
}

}  // namespace s3_tool_settings_test
