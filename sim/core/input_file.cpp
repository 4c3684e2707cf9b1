#include "sim/core/input_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <iterator>
#include <system_error>

namespace garoa {
namespace {

std::string_view kind_of(std::filesystem::file_type type) {
  using std::filesystem::file_type;
  switch (type) {
    case file_type::directory:
      return "a folder";
    case file_type::fifo:
      return "a pipe";
    case file_type::socket:
      return "a socket";
    case file_type::block:
    case file_type::character:
      return "a device";
    default:
      return "something else";
  }
}

}  // namespace

InputFile open_input(const std::string& path) {
  std::error_code fault;
  const auto status = std::filesystem::status(path, fault);
  if (status.type() == std::filesystem::file_type::not_found) return {{}, "no such file"};
  if (fault) return {{}, fault.message()};
  if (status.type() != std::filesystem::file_type::regular)
    return {{}, fmt::format("{}, not a file", kind_of(status.type()))};
  errno = 0;
  InputFile file{std::ifstream{path, std::ios::binary}, ""};
  if (!file.stream) file.fault = std::generic_category().message(errno == 0 ? EIO : errno);
  return file;
}

InputText read_input(const std::string& path, std::uintmax_t largest) {
  auto file = open_input(path);
  if (!file.fault.empty()) return {"", std::move(file.fault)};
  std::error_code fault;
  if (std::filesystem::file_size(path, fault) > largest)
    return {"", fmt::format("larger than {} MiB", largest >> 20U)};
  std::string text{std::istreambuf_iterator<char>{file.stream}, {}};
  if (file.stream.bad()) return {"", "the reading failed"};
  return {std::move(text), ""};
}

}  // namespace garoa
