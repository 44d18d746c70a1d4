#include "sql/depth.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <pthread.h>
#include <vector>

#include <selfopt/error.hpp>

#include "sql/lexer.hpp"

namespace selfopt::sql {
namespace {

// Twenty times what one level takes in a release build, five times what it takes with sanitizers.
// Only pages that are touched take memory.
constexpr std::size_t k_deep_stack_bytes = std::size_t{1} << 30;

// A text with more comment openings in one gap than this is no text of a person; PostgreSQL's
// scanner takes quadratic time for nested ones.
constexpr std::size_t k_most_comments = 1000;

bool makes_a_level(std::string_view word) {
  constexpr std::array<std::string_view, 17> words{
      "and",    "at",   "between", "case", "collate", "else", "ilike",    "in",     "is",
      "isnull", "join", "like",    "not",  "notnull", "or",   "operator", "similar"};
  return std::ranges::any_of(words, [&](auto known) { return equals_keyword(word, known); });
}
bool combines_queries(std::string_view word) {
  return equals_keyword(word, "union") || equals_keyword(word, "intersect") ||
         equals_keyword(word, "except");
}

// One bracket: how deep its parts can be. A comma begins a new part; only set operations reach
// across commas.
struct Level {
  std::size_t set_operations = 0;
  std::size_t links = 0;    // in this part
  std::size_t inside = 0;   // the deepest bracket in this part
  std::size_t deepest = 0;  // of the parts before

  std::size_t depth() const { return set_operations + std::max(deepest, links + inside); }
  void comma() {
    deepest = std::max(deepest, links + inside);
    links = inside = 0;
  }
};

std::size_t count_comments(std::string_view space) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = space.find("/*", at)) != std::string_view::npos; at += 2)
    ++count;
  return count;
}

// The thread with the large stack lives as long as the program: libpg_query spends a thread-local
// key on every thread that it sees, and there are only a thousand.
class DeepThread {
 public:
  static DeepThread& instance() {
    static auto* const thread = new DeepThread;  // never destroyed: the thread may outlive main
    return *thread;
  }

  void run(const std::function<void()>& work) {
    const std::lock_guard one_at_a_time(m_callers);
    std::unique_lock lock(m_mutex);
    start();
    m_work = &work;
    m_failure = nullptr;
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return m_work == nullptr; });
    if (m_failure) std::rethrow_exception(m_failure);
  }

 private:
  void start() {
    if (m_started) return;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, k_deep_stack_bytes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread{};
    const int failure = pthread_create(&thread, &attributes, &DeepThread::main, this);
    pthread_attr_destroy(&attributes);
    if (failure != 0)
      throw Error(ErrorKind::internal, "could not start a thread for a deeply nested statement");
    m_started = true;
  }

  static void* main(void* self) {
    static_cast<DeepThread*>(self)->serve();
    return nullptr;
  }

  [[noreturn]] void serve() {
    std::unique_lock lock(m_mutex);
    for (;;) {
      m_changed.wait(lock, [this] { return m_work != nullptr; });
      try {
        (*m_work)();
      } catch (...) {
        m_failure = std::current_exception();
      }
      m_work = nullptr;
      m_changed.notify_all();
    }
  }

  std::mutex m_callers;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  const std::function<void()>* m_work = nullptr;
  std::exception_ptr m_failure;
  bool m_started = false;
};

}  // namespace

Extent extent_of(std::string_view statement) {
  std::size_t tokens = 0;
  std::vector<Level> levels(1);
  Lexer lexer(statement);
  for (;;) {
    const Token token = lexer.next();
    const std::string_view text = lexer.text_of(token);
    const bool in_gap = token.kind == TokenKind::space || text.starts_with("/*");
    if (in_gap && count_comments(text) > k_most_comments)
      return {.depth = k_deepest + 1, .tokens = tokens};
    if (token.kind == TokenKind::end || token.kind == TokenKind::invalid) break;
    if (token.kind != TokenKind::space) ++tokens;
    if (token.kind == TokenKind::word) {
      if (combines_queries(text)) ++levels.back().set_operations;
      if (makes_a_level(text)) ++levels.back().links;
    }
    if (token.kind != TokenKind::mark) continue;
    if (text == "(" || text == "[") {
      levels.emplace_back();
    } else if (text == ")" || text == "]") {
      if (levels.size() == 1) continue;
      const std::size_t depth = levels.back().depth();
      levels.pop_back();
      levels.back().inside = std::max(levels.back().inside, depth + 1);
    } else if (text == ",") {
      levels.back().comma();
    } else if (text != ".") {
      ++levels.back().links;
    }
  }
  while (levels.size() > 1) {
    const std::size_t depth = levels.back().depth();
    levels.pop_back();
    levels.back().inside = std::max(levels.back().inside, depth + 1);
  }
  return {.depth = levels.front().depth(), .tokens = tokens};
}

void run_on_deep_stack(const std::function<void()>& work) {
  DeepThread::instance().run(work);
}

}  // namespace selfopt::sql
