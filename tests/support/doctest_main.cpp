#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>

/// Programs that tests start speak English, whatever the language of who runs the tests.
int main(int argc, char** argv) {
  for (const char* const variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) unsetenv(variable);
  return doctest::Context{argc, argv}.run();
}
