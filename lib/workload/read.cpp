#include "workload/read.hpp"

#include <algorithm>
#include <utility>

#include "env/files.hpp"
#include "sql/splitter.hpp"

namespace selfopt {
namespace {

constexpr std::size_t k_batch_bytes = std::size_t{1} << 18;

// What is handed on at a time: enough to be worth a thread, little enough to be shared out evenly
// and to stay in the processor's cache. Four times as much makes fifteen times the page faults.
constexpr std::size_t k_raw_bytes = std::size_t{1} << 14;
constexpr std::size_t k_raw_count = 64;

// A byte order mark, as Windows editors put it before UTF-8.
constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";

// Reads one file line by line; its first character that is no white space tells what it holds.
class Reader {
 public:
  Reader(const std::string& path, const std::function<void(RawQueries&&)>& on_queries)
      : m_path(path), m_name(path == "-" ? "standard input" : path), m_on_queries(on_queries) {}

  void run() {
    env::read_lines(m_path, [this](std::string_view line, std::int64_t number) {
      if (number == 1 && line.starts_with(k_byte_order_mark))
        line.remove_prefix(k_byte_order_mark.size());
      const std::size_t first = line.find_first_not_of(" \t\r\f\v");
      if (m_form == Form::unknown && first != std::string_view::npos)
        m_form = line[first] == '{' ? Form::lines : Form::sql;
      if (m_form != Form::lines)
        sql_line(line);
      else if (first != std::string_view::npos)
        workload_line(line, number);
    });
    if (m_form == Form::sql) take_statements(true);
    if (m_raw.count() > 0) m_on_queries(std::move(m_raw));
  }

 private:
  enum class Form { unknown, lines, sql };

  void workload_line(std::string_view line, std::int64_t number) {
    m_raw.add_line(line, number);
    hand_on_if_full();
  }

  // Statements are taken out in batches. When a batch ends no statement, the next is twice as
  // large, so that a statement of any length is looked through a few times only.
  void sql_line(std::string_view line) {
    m_pending.append(line);
    m_pending += '\n';
    if (m_pending.size() < m_batch_bytes) return;
    take_statements(false);
    m_batch_bytes = std::max(k_batch_bytes, 2 * m_pending.size());
  }

  void take_statements(bool complete) {
    sql::Splitter splitter(m_pending, complete, m_line);
    for (sql::Statement statement; splitter.next(statement);) {
      m_raw.add_statement(statement.text, statement.name, statement.calls);
      hand_on_if_full();
    }
    m_line = splitter.line();
    m_pending.erase(0, splitter.consumed());
  }

  void hand_on_if_full() {
    if (m_raw.bytes() < k_raw_bytes && m_raw.count() < k_raw_count) return;
    m_on_queries(std::exchange(m_raw, RawQueries(m_name)));
  }

  const std::string& m_path;
  std::string m_name;
  const std::function<void(RawQueries&&)>& m_on_queries;
  RawQueries m_raw{m_name};
  Form m_form = Form::unknown;
  std::string m_pending;  // SQL that no statement has been made of yet
  std::int64_t m_line = 1;
  std::size_t m_batch_bytes = k_batch_bytes;
};

}  // namespace

void read_raw_queries(const std::vector<std::string>& paths,
                      const std::function<void(RawQueries&&)>& on_queries) {
  for (const std::string& path : paths)
    Reader(path, on_queries).run();
}

Workload read_workload(const std::vector<std::string>& paths) {
  Workload workload;
  read_raw_queries(paths, [&](const RawQueries& raw) {
    raw.read(MissingHash::compute,
             [&](WorkloadQuery&& query) { workload.push_back(std::move(query)); });
  });
  return workload;
}

}  // namespace selfopt
