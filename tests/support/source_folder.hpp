// Where the project's own files lie, for tests that read scenarios, fixtures and references.
#pragma once

#include <filesystem>

namespace garoa::test {

[[nodiscard]] std::filesystem::path source_folder();

}  // namespace garoa::test
