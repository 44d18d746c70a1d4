#include "workload/read.hpp"

#include <algorithm>
#include <utility>

#include "env/files.hpp"
#include "exchange/workload_jsonl.hpp"
#include "sql/splitter.hpp"
#include "sql/statement.hpp"

namespace selfopt {
namespace {

constexpr std::size_t k_batch_bytes = std::size_t{1} << 18;

// A byte order mark, as Windows editors put it before UTF-8.
constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";

// Reads one file line by line; its first character that is no white space tells what it holds.
class Reader {
 public:
  Reader(std::string path, MissingHash missing_hash,
         const std::function<void(WorkloadQuery&&)>& on_query)
      : m_path(std::move(path)), m_missing_hash(missing_hash), m_on_query(on_query) {}

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
  }

 private:
  enum class Form { unknown, lines, sql };

  void workload_line(std::string_view line, std::int64_t number) {
    const std::string name = m_path == "-" ? "standard input" : m_path;
    emit(exchange::read_workload_line(line, name + ":" + std::to_string(number)));
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
      WorkloadQuery query;
      query.name = statement.name;
      query.sql = statement.text;
      query.calls = statement.calls;
      query.source = "sql";
      emit(std::move(query));
    }
    m_line = splitter.line();
    m_pending.erase(0, splitter.consumed());
  }

  void emit(WorkloadQuery query) {
    if (m_missing_hash == MissingHash::compute && query.query_hash.empty())
      query.query_hash = sql::fingerprint(query.sql);
    m_on_query(std::move(query));
  }

  std::string m_path;
  MissingHash m_missing_hash;
  const std::function<void(WorkloadQuery&&)>& m_on_query;
  Form m_form = Form::unknown;
  std::string m_pending;  // SQL that no statement has been made of yet
  std::int64_t m_line = 1;
  std::size_t m_batch_bytes = k_batch_bytes;
};

}  // namespace

void read_workload(const std::vector<std::string>& paths,
                   const std::function<void(WorkloadQuery&&)>& on_query, MissingHash missing_hash) {
  for (const std::string& path : paths)
    Reader(path, missing_hash, on_query).run();
}

Workload read_workload(const std::vector<std::string>& paths) {
  Workload workload;
  read_workload(paths, [&](WorkloadQuery&& query) { workload.push_back(std::move(query)); });
  return workload;
}

}  // namespace selfopt
