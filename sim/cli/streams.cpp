#include "sim/cli/streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>

#include "sim/cli/cli.hpp"

namespace garoa::cli {
namespace {

int output_fault = 0;  // the first errno; 0 while all is well
int errors_fault = 0;

void note(int& fault) {
  if (fault == 0) fault = errno == 0 ? EIO : errno;
}

void write(std::FILE* stream, std::string_view text, int& fault) {
  if (fault != 0) return;
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stream) != text.size()) note(fault);
}

void flush(std::FILE* stream, int& fault) {
  errno = 0;
  if (fault == 0 && std::fflush(stream) != 0) note(fault);
}

}  // namespace

void prepare_streams() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file above the limit of 'ulimit -f' fails to be written, which is told
  // The lowest free number is taken, which is that of the closed stream; writing to it fails.
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDONLY) < 0) return;
  }
}

void say(std::string_view text) {
  write(stdout, text, output_fault);
}

void tell(std::string_view text) {
  write(stderr, text, errors_fault);
  flush(stderr, errors_fault);
}

int code_after_streams(int code) {
  flush(stdout, output_fault);
  if (output_fault != 0 && output_fault != EPIPE)
    tell("garoa: cannot write to the standard output: {}\n", std::generic_category().message(output_fault));
  const bool is_lost = output_fault != 0 || errors_fault != 0;
  const bool has_fault = code == exit_usage || code == exit_fault || code == exit_interrupted;
  return is_lost && !has_fault ? exit_usage : code;
}

}  // namespace garoa::cli
