// The data files of the models: figures, prices, profiles, types. They live in `models/**/*.yaml`, are embedded into the
// program when it is built, and a folder of the same shape (`--models DIR`) is laid over them.
//
// A file's tree is made when it is first asked for and stays; nothing a load does changes it, so one object serves any number of
// loads. Not for several threads at once.
// Errors, all found when it is made: a folder that is none, a file that matches no embedded path, a figure or price that the
// embedded file does not have. Faults within a file's text are told to each load that reads it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostics.hpp"
#include "sim/core/yaml_node.hpp"

namespace garoa {

/// A file of the user's, by its content.
struct HashedFile {
  std::string path;    // below `models/`, or a name
  std::string sha256;  // of its text
};

class ModelFiles {
 public:
  /// `directory` empty: only what is embedded.
  ModelFiles(std::string directory, Diagnostics& diagnostics);
  ModelFiles(const ModelFiles&) = delete;
  ModelFiles& operator=(const ModelFiles&) = delete;

  struct Parsed {
    YamlNode root;       // null if there is no such file
    Diagnostics faults;  // of its text
  };
  [[nodiscard]] const Parsed& file(const std::string& path) const;
  /// What is embedded under the path, whatever is laid over it; a null node if nothing is.
  [[nodiscard]] static YamlNode built_in(const std::string& path);
  /// The embedded paths below a folder ("pricing/prices/").
  [[nodiscard]] std::vector<std::string> paths_below(std::string_view folder) const;
  /// The files that are laid over embedded ones, by path.
  [[nodiscard]] const std::vector<HashedFile>& replaced() const { return replaced_; }
  /// What is made of the files and is the same for every load: `make` gives it the first time. One type a key.
  template <class T, class Make>
  [[nodiscard]] const T& made_once(const std::string& key, Make make) const {
    auto& slot = made_[key];
    if (!slot) slot = std::make_shared<const T>(make());
    return *static_cast<const T*>(slot.get());
  }
  [[nodiscard]] bool is_replaced(std::string_view path) const;
  /// Is it `<service>/<service>.yaml`, whose keys are figures?
  [[nodiscard]] static bool holds_figures(std::string_view path);

 private:
  void look_at(const std::string& path, Diagnostics& diagnostics);

  std::string directory_;
  std::vector<HashedFile> replaced_;
  mutable std::map<std::string, std::unique_ptr<const Parsed>> parsed_;
  mutable std::map<std::string, std::shared_ptr<const void>> made_;
};

}  // namespace garoa
