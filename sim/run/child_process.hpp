// A function that runs in a child process and answers with a text.
//
// The child is forked, so it has everything the parent had; it must not wait for threads of the parent's. What it prints goes
// where the parent's output goes. It tells its progress in between, and its end however that comes. It does not outlive the
// thread that started it: whoever kills a parent has killed its children too.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace garoa {

class ChildProcess {
 public:
  /// Sends a text to the parent before the answer.
  using Tell = std::function<void(const std::string& text)>;
  using Work = std::function<std::string(const Tell& tell)>;
  struct Limits {
    std::optional<double> seconds{};
    std::optional<std::uint64_t> memory_bytes{};
  };

  enum class State { answered, failed, crashed, killed, out_of_memory, timed_out };
  struct End {
    State state = State::crashed;
    std::string text;  // the answer, or the message of what the work threw
    int signal = 0;    // of crashed and killed; 0 if it ended otherwise
  };

  /// Starts the work. Errors: std::system_error.
  ChildProcess(const Work& work, const Limits& limits);
  /// Kills the child if it is still at work.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Waits for the end. `told` gets what the child tells; false from it kills the child, which then counts as killed.
  [[nodiscard]] End wait(const std::function<bool(const std::string&)>& told = {});
  [[nodiscard]] pid_t id() const { return child_; }

  // For callers that have several of them at work.

  /// Can be read from when there is something to take.
  [[nodiscard]] int pipe() const { return pipe_; }
  /// Until its time is over; nothing without a limit.
  [[nodiscard]] std::optional<double> seconds_left() const;
  /// Takes what is there, without waiting; its end if it has come.
  [[nodiscard]] std::optional<End> look(const std::function<bool(const std::string&)>& told = {});

 private:
  [[nodiscard]] bool wait_for_bytes(bool at_all) const;
  [[nodiscard]] bool take_bytes(const std::function<bool(const std::string&)>& told);
  [[nodiscard]] bool take_messages(const std::function<bool(const std::string&)>& told);
  [[nodiscard]] End end_of_child();
  void kill_child();

  Limits limits_;
  double started_;
  pid_t child_ = -1;
  int pipe_ = -1;
  std::string received_;
  End end_;
  bool answered_ = false;
  bool stopped_ = false;
  bool timed_out_ = false;
};

}  // namespace garoa
