#include "sim/run/child_process.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>

namespace garoa {
namespace {

/// A message: its kind, its length, its text.
enum class Kind : char { told = 't', answer = 'a', error = 'e', memory = 'm' };
constexpr std::size_t head_size = 1 + sizeof(std::uint64_t);

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::system_error last_fault(const char* what) {
  return std::system_error{errno, std::generic_category(), what};
}

/// False if nobody reads any more.
bool send(int pipe, Kind kind, const std::string& text) {
  std::string message(head_size, '\0');
  const std::uint64_t length = text.size();
  message[0] = static_cast<char>(kind);
  std::memcpy(message.data() + 1, &length, sizeof length);
  message += text;
  for (std::size_t sent = 0; sent < message.size();) {
    const auto part = write(pipe, message.data() + sent, message.size() - sent);
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) return false;
    sent += static_cast<std::size_t>(part);
  }
  return true;
}

void limit_memory(const std::optional<std::uint64_t>& bytes) {
  rlimit limit{};
  if (!bytes || getrlimit(RLIMIT_AS, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(*bytes, limit.rlim_max);
  setrlimit(RLIMIT_AS, &limit);
}

/// What says that the memory is used up needs some.
void lift_memory_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_AS, &limit);
}

/// Of the child, for who ends without coming back to do_work().
int pipe_to_parent = -1;

/// A lack of memory while destructors run is one too.
[[noreturn]] void tell_end() {
  try {
    if (const auto error = std::current_exception()) std::rethrow_exception(error);
  } catch (const std::bad_alloc& error) {
    lift_memory_limit();
    send(pipe_to_parent, Kind::memory, error.what());
    _exit(0);
  } catch (...) {
    std::abort();
  }
  std::abort();
}

/// In the child. Its exit code tells nothing: the last message does.
void do_work(const ChildProcess::Work& work, const ChildProcess::Limits& limits, int pipe) {
  std::signal(SIGPIPE, SIG_IGN);
  pipe_to_parent = pipe;
  std::set_terminate(tell_end);
  limit_memory(limits.memory_bytes);
  try {
    send(pipe, Kind::answer, work([pipe](const std::string& text) { send(pipe, Kind::told, text); }));
  } catch (const std::bad_alloc& error) {
    lift_memory_limit();
    send(pipe, Kind::memory, error.what());
  } catch (const std::exception& error) {
    send(pipe, Kind::error, error.what());
  } catch (...) {
    send(pipe, Kind::error, "an error without a message");
  }
}

}  // namespace

ChildProcess::ChildProcess(const Work& work, const Limits& limits)
    : limits_{limits}, started_{seconds_now()} {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw last_fault("cannot make a pipe");
  std::fflush(nullptr);  // what waits to be written would be written twice
  const pid_t parent = getpid();
  child_ = fork();
  if (child_ < 0) {
    const auto fault = last_fault("cannot start a process");
    close(ends[0]);
    close(ends[1]);
    throw fault;
  }
  if (child_ == 0) {
    close(ends[0]);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent) do_work(work, limits, ends[1]);
    _exit(0);  // no destructors of the parent's objects, no second flush of its output
  }
  close(ends[1]);
  pipe_ = ends[0];
}

ChildProcess::~ChildProcess() {
  if (child_ > 0) {
    kill_child();
    waitpid(child_, nullptr, 0);
  }
  if (pipe_ >= 0) close(pipe_);
}

void ChildProcess::kill_child() {
  if (child_ > 0) kill(child_, SIGKILL);
}

std::optional<double> ChildProcess::seconds_left() const {
  if (!limits_.seconds) return std::nullopt;
  return started_ + *limits_.seconds - seconds_now();
}

/// False when there are none, and there is no time to wait for them.
bool ChildProcess::wait_for_bytes(bool at_all) const {
  for (;;) {
    int milliseconds = at_all ? -1 : 0;
    if (const auto left = seconds_left(); left && at_all)
      milliseconds = static_cast<int>(std::clamp(*left * 1000 + 1, 0.0, 1e9));
    pollfd waiting{pipe_, POLLIN, 0};
    const int ready = poll(&waiting, 1, milliseconds);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // read() says what is wrong
    if (ready == 0 && (!at_all || *seconds_left() <= 0)) return false;
  }
}

/// False when the child is to be stopped.
bool ChildProcess::take_messages(const std::function<bool(const std::string&)>& told) {
  while (received_.size() >= head_size) {
    std::uint64_t length = 0;
    std::memcpy(&length, received_.data() + 1, sizeof length);
    if (received_.size() - head_size < length) return true;
    const auto kind = static_cast<Kind>(received_[0]);
    auto text = received_.substr(head_size, length);
    received_.erase(0, head_size + length);
    if (kind == Kind::told) {
      if (told && !told(text)) return false;
      continue;
    }
    answered_ = true;
    end_.text = std::move(text);
    end_.state = kind == Kind::answer  ? State::answered
                 : kind == Kind::error ? State::failed
                                       : State::out_of_memory;
  }
  return true;
}

ChildProcess::End ChildProcess::end_of_child() {
  if (timed_out_ || stopped_) kill_child();
  int status = 0;
  while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  if (answered_) return std::move(end_);
  if (timed_out_) {
    end_.state = State::timed_out;
    return std::move(end_);
  }
  end_.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  const bool from_outside = end_.signal == SIGKILL || end_.signal == SIGTERM || end_.signal == SIGINT;
  end_.state = stopped_ || from_outside ? State::killed : State::crashed;
  return std::move(end_);
}

/// Of what is there. False when nothing more is to come.
bool ChildProcess::take_bytes(const std::function<bool(const std::string&)>& told) {
  std::array<char, 65536> buffer{};
  const auto size = read(pipe_, buffer.data(), buffer.size());
  if (size < 0 && errno == EINTR) return true;
  if (size <= 0) return false;
  received_.append(buffer.data(), static_cast<std::size_t>(size));
  stopped_ = !take_messages(told);
  return !stopped_;
}

ChildProcess::End ChildProcess::wait(const std::function<bool(const std::string&)>& told) {
  do {
    timed_out_ = !wait_for_bytes(true);
  } while (!timed_out_ && take_bytes(told));
  return end_of_child();
}

std::optional<ChildProcess::End> ChildProcess::look(const std::function<bool(const std::string&)>& told) {
  while (wait_for_bytes(false)) {
    if (!take_bytes(told)) return end_of_child();
  }
  timed_out_ = seconds_left().value_or(1) <= 0;
  if (timed_out_) return end_of_child();
  return std::nullopt;
}

}  // namespace garoa
