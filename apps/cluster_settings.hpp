#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <selfopt/cluster.hpp>
#include <selfopt/compress.hpp>

#include "command_line.hpp"
#include "shared_options.hpp"

namespace selfopt::app {

/// What the command line of cluster says.
class ClusterSettings {
 public:
  ClusterSettings();
  void declare(CommandLine& line);
  /// Looks at what was given, and makes options() of it.
  /// \throws Error{usage} for values out of range and for options that exclude each other
  void read();

  const ClusterOptions& options() const { return m_options; }
  /// \throws Error{usage} if neither a file is named nor anything piped in
  std::vector<std::string> inputs() const;
  /// \throws Error{usage} if --compress cannot be read
  CompressOptions compress_options() const;

  OutputOptions output;
  std::string model;     ///< where to write one; empty: nowhere, as with all files below
  std::string predict;   ///< a model to label statements with
  std::string compare;   ///< a model to compare with
  std::string compress;  ///< how far to compress; empty: not at all
  std::string svg;
  std::string html;

 private:
  void check_method() const;
  void check_results() const;

  ClusterOptions m_options;
  std::vector<std::string> m_inputs;
  std::string m_method = "kmeans";
  std::string m_features = "structure";
  std::string m_weight = "calls";
  std::string m_k = "auto";
  std::int64_t m_seed = 42;
  std::int64_t m_jobs;
  bool m_no_stability = false;
};

}  // namespace selfopt::app
