#include "tests/support/run_program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace garoa::test {
namespace {

namespace fs = std::filesystem;

/// In the child: files instead of pipes, so that nobody has to read while the program writes.
[[noreturn]] void become(std::vector<char*> words, const fs::path& folder, const fs::path& output,
                         const fs::path& errors) {
  const auto redirect = [](int stream, const fs::path& path) {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    return file >= 0 && dup2(file, stream) >= 0;
  };
  // While a program takes over, the test's own handler would pass for the program's.
  std::signal(SIGINT, SIG_DFL);
  const int nothing = open("/dev/null", O_RDONLY);
  const bool ready = nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && redirect(STDOUT_FILENO, output) &&
                     redirect(STDERR_FILENO, errors) && chdir(folder.c_str()) == 0;
  if (ready) execv(words.front(), words.data());
  _exit(127);
}

/// Is the process the program by now, and does it catch the signal?
bool listens_to(pid_t process, const std::string& program, int signal) {
  const auto folder = "/proc/" + std::to_string(process);
  std::error_code fault;
  if (!fs::equivalent(folder + "/exe", program, fault)) return false;
  std::ifstream status{folder + "/status"};
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with("SigCgt:")) continue;
    return ((std::stoull(line.substr(line.find(':') + 1), nullptr, 16) >> (signal - 1)) & 1U) != 0;
  }
  return false;
}

void interrupt(pid_t process, const std::string& program, int signal) {
  using namespace std::chrono_literals;
  constexpr int most_tries = 5000;
  for (int tries = 0; tries < most_tries && !listens_to(process, program, signal); ++tries)
    std::this_thread::sleep_for(2ms);
  kill(process, signal);
}

/// `meanwhile` is called with the running program.
ProgramEnd run(const std::string& program, const std::vector<std::string>& arguments, const fs::path& folder,
               const std::function<void(pid_t)>& meanwhile) {
  const TemporaryFolder said;
  const auto output = said.path() / "output";
  const auto errors = said.path() / "errors";
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);

  const pid_t process = fork();
  if (process < 0) throw std::runtime_error{"cannot start a process"};
  if (process == 0) become(pointers, folder, output, errors);
  meanwhile(process);
  int status = 0;
  waitpid(process, &status, 0);
  const int code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  return {code, read_file(output), read_file(errors)};
}

}  // namespace

ProgramEnd run_program(const std::string& program, const std::vector<std::string>& arguments,
                       const fs::path& folder) {
  return run(program, arguments, folder, [](pid_t) {});
}

ProgramEnd run_and_interrupt(const std::string& program, const std::vector<std::string>& arguments,
                             const fs::path& folder, int signal) {
  return run(program, arguments, folder, [&](pid_t process) { interrupt(process, program, signal); });
}

ProgramEnd run_and_kill(const std::string& program, const std::vector<std::string>& arguments,
                        const fs::path& folder, double seconds) {
  return run(program, arguments, folder, [seconds](pid_t process) {
    std::this_thread::sleep_for(std::chrono::duration<double>{seconds});
    kill(process, SIGKILL);
  });
}

TemporaryFolder::TemporaryFolder() {
  auto name = (fs::temp_directory_path() / "garoa-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"cannot make a temporary folder"};
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::vector<std::string> TemporaryFolder::content() const {
  std::vector<std::string> names;
  for (const auto& item : fs::recursive_directory_iterator{path_})
    names.push_back(fs::relative(item.path(), path_).string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_file(const fs::path& path) {
  std::ifstream stream{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream{path, std::ios::binary} << text;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace garoa::test
