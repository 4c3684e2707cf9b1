// Runs a program as a user would: arguments, working folder, what it says and how it ends.
#pragma once

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

namespace garoa::test {

struct ProgramEnd {
  int exit_code = 0;  // minus the signal if one ended the program
  std::string output;
  std::string errors;
};

/// Waits for the program to end. `folder` is its working folder.
[[nodiscard]] ProgramEnd run_program(const std::string& program, const std::vector<std::string>& arguments,
                                     const std::filesystem::path& folder);

/// The same, with a signal as soon as the program listens to interrupts.
[[nodiscard]] ProgramEnd run_and_interrupt(const std::string& program,
                                           const std::vector<std::string>& arguments,
                                           const std::filesystem::path& folder, int signal = SIGINT);

/// The same, killed after so many seconds if it has not ended by then.
[[nodiscard]] ProgramEnd run_and_kill(const std::string& program, const std::vector<std::string>& arguments,
                                      const std::filesystem::path& folder, double seconds);

/// An empty folder that goes away with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Paths of all files and folders in it, relative and sorted.
  [[nodiscard]] std::vector<std::string> content() const;

 private:
  std::filesystem::path path_;
};

/// The whole file; empty if it cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& text);
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);
[[nodiscard]] bool contains(const std::string& text, const std::string& part);

}  // namespace garoa::test
