// Tasks in child processes beside each other, in whatever order they end.
#include "sim/run/tasks_in_children.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>
#include <new>
#include <stdexcept>
#include <thread>

#include "sim/run/run.hpp"
#include "sim/run/runs_in_children.hpp"
#include "tests/support/run_program.hpp"

namespace tasks_in_children_test {

using namespace garoa;
using State = ChildProcess::State;

namespace {

void pause_for(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>{seconds});
}

std::string do_as_told(std::size_t number, const ChildProcess::Tell&) {
  if (number == 1) throw std::runtime_error{"no"};
  if (number == 2) throw std::bad_alloc{};
  if (number == 3) {
    std::signal(SIGSEGV, SIG_DFL);  // not the test runner's
    std::raise(SIGSEGV);
  }
  if (number == 4) std::raise(SIGKILL);
  if (number == 5) pause_for(20);
  return fmt::format("task {}", number);
}

}  // namespace

TEST_CASE("tasks in children: each ends in its own way, and none of them ends the others") {
  std::map<std::size_t, ChildProcess::End> ends;
  TasksInChildren tasks{.count = 9, .at_once = 3, .work = do_as_told, .ended = {}};
  tasks.limits.seconds = 1;
  tasks.ended = [&](std::size_t number, const ChildProcess::End& end) { ends[number] = end; };
  run_in_children(tasks);
  REQUIRE(ends.size() == 9);
  CHECK(ends[0].text == "task 0");
  CHECK(ends[1].state == State::failed);
  CHECK(ends[1].text == "no");
  CHECK(ends[2].state == State::out_of_memory);
  CHECK(ends[3].state == State::crashed);
  CHECK(ends[4].state == State::killed);
  CHECK(ends[5].state == State::timed_out);
  CHECK(ends[8].state == State::answered);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);  // nothing is left
}

TEST_CASE("tasks in children: a slow one does not keep the others back") {
  std::vector<std::size_t> order;
  TasksInChildren tasks{.count = 6, .at_once = 2, .work = {}, .ended = {}};
  tasks.work = [](std::size_t number, const ChildProcess::Tell&) {
    if (number == 0) pause_for(1);
    return std::string{};
  };
  tasks.ended = [&](std::size_t number, const ChildProcess::End&) { order.push_back(number); };
  run_in_children(tasks);
  REQUIRE(order.size() == 6);
  CHECK(order.back() == 0);
}

TEST_CASE("tasks in children: stops when it is told to, with nothing left behind") {
  TasksInChildren tasks{.count = 100, .at_once = 2, .work = {}, .ended = {}};
  std::size_t ended = 0;
  tasks.work = [](std::size_t, const ChildProcess::Tell&) {
    pause_for(0.02);
    return std::string{};
  };
  tasks.ended = [&](std::size_t, const ChildProcess::End&) { ++ended; };
  tasks.keep_going = [&] { return ended < 3; };
  CHECK_THROWS_AS(run_in_children(tasks), Interrupted);
  CHECK(ended < 10);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
}

TEST_CASE("tasks in children: no more begin than may, and those at work are stopped when it is enough") {
  TasksInChildren tasks{.count = 100, .at_once = 4, .work = {}, .ended = {}};
  std::size_t ended = 0;
  std::vector<std::string> told;
  tasks.work = [](std::size_t number, const ChildProcess::Tell& tell) {
    tell(fmt::format("begun {}", number));
    if (number % 2 == 1) pause_for(20);
    return std::string{};
  };
  tasks.told = [&](std::size_t, const std::string& text) { told.push_back(text); };
  tasks.ended = [&](std::size_t, const ChildProcess::End&) { ++ended; };
  tasks.may_begin = [&](std::size_t number) { return number < ended + 3; };
  tasks.enough = [&] { return ended == 2; };
  run_in_children(tasks);
  CHECK(ended == 2);
  CHECK(told.size() <= 4);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
}

TEST_CASE(
    "runs in children: outcomes come in order, while a slow run keeps the others from nothing but running "
    "far ahead") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "ended";
  std::vector<std::size_t> order;
  run_in_children({.most = 40,
                   .at_once = 2,
                   .run =
                       [&](std::size_t number, const KeepGoing&) {
                         if (number == 0) pause_for(1.5);
                         std::ofstream{file, std::ios::app} << fmt::format("{}\n", number);
                         RunResult result;
                         result.scenario.seed = number;
                         return result;
                       },
                   .take =
                       [&](std::size_t number, RunOutcome outcome) {
                         CHECK(outcome.result->scenario.seed == number);
                         order.push_back(number);
                         return number < 29;
                       }},
                  {});
  std::ifstream ended{file};
  std::vector<std::string> lines;
  for (std::string line; std::getline(ended, line);) lines.push_back(line);
  const auto slow = std::find(lines.begin(), lines.end(), "0") - lines.begin();
  CHECK(slow == 15);
  REQUIRE(order.size() == 30);
  CHECK(std::is_sorted(order.begin(), order.end()));
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
}

}  // namespace tasks_in_children_test
