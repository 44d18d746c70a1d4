#include "env/process_meter.hpp"

#include <charconv>
#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>

namespace selfopt::env {
namespace {

std::string proc_path(pid_t pid, const char* file) {
  return fmt::format("/proc/{}/{}", pid, file);
}

std::optional<std::string> read_proc(pid_t pid, const char* file) {
  std::ifstream in(proc_path(pid, file), std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) return std::nullopt;
  return text.str();
}

// The number behind "FIELD:" in /proc/PID/status, in kB there.
std::optional<std::int64_t> status_bytes(std::string_view status, std::string_view field) {
  const std::string wanted = fmt::format("\n{}:", field);
  const auto at = status.find(wanted);
  if (at == std::string_view::npos) return std::nullopt;
  const auto digits = status.find_first_of("0123456789", at + wanted.size());
  if (digits == std::string_view::npos) return std::nullopt;
  std::int64_t kilobytes = 0;
  std::from_chars(status.data() + digits, status.data() + status.size(), kilobytes);
  return kilobytes * 1024;
}

}  // namespace

std::optional<ProcessMeter> ProcessMeter::find(pid_t pid, std::string_view command) {
  const auto found = read_proc(pid, "cmdline");
  if (!found || !found->starts_with(command)) return std::nullopt;
  return ProcessMeter(pid);
}

std::optional<double> ProcessMeter::cpu_ms() const {
  // Nanoseconds on a CPU. The older /proc/PID/stat counts in steps of 10 ms, too coarse for this.
  const auto text = read_proc(m_pid, "schedstat");
  if (!text) return std::nullopt;
  std::int64_t nanoseconds = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), nanoseconds);
  if (read.ec != std::errc()) return std::nullopt;
  return static_cast<double>(nanoseconds) / 1e6;
}

bool ProcessMeter::restart_peak() const {
  std::ofstream out(proc_path(m_pid, "clear_refs"));
  out << "5" << std::flush;  // proc(5): resets the peak resident set size
  return out.good();
}

std::optional<std::int64_t> ProcessMeter::peak_private_bytes() const {
  const auto status = read_proc(m_pid, "status");
  if (!status) return std::nullopt;
  const auto peak = status_bytes(*status, "VmHWM");
  const auto shared = status_bytes(*status, "RssShmem");
  if (!peak || !shared) return std::nullopt;
  return *peak - *shared;
}

}  // namespace selfopt::env
