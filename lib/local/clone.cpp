#include <cstdlib>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include <selfopt/clone.hpp>
#include <selfopt/connect.hpp>
#include <selfopt/error.hpp>

#include "local/place.hpp"
#include "local/programs.hpp"
#include "local/relation_files.hpp"
#include "local/server.hpp"
#include "local/settings.hpp"
#include "pg/clone_database.hpp"
#include "pg/distribution.hpp"
#include "pg/extended_statistics.hpp"
#include "pg/schema_copy.hpp"
#include "pg/statistics_copy.hpp"

namespace selfopt {
namespace {

using local::Place;
using local::Programs;

// Ends the server at once, for it has nothing to lose, and removes its folder.
constexpr const char* k_remove = R"(
  cat
  server=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$server" 2>/dev/null &&
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      kill -0 "$server" 2>/dev/null || break
      sleep 0.1
    done
  rm -rf -- "$1" "$2")";

// Lives as long as the clone, or until this program ends, and then removes it.
struct Remover {
  explicit Remover(const Place& place)
      : companion(
            {{"/bin/sh", "-c", k_remove, "selfopt", place.folder, place.socket_folder}, {}, -1}) {}
  env::Companion companion;
};

// The same version plans alike; else the newest.
Programs programs_for(int server_version) {
  try {
    return local::server_programs(fmt::to_string(server_version / 10000));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused) throw;
  }
  return local::server_programs({});
}

// Pages that are lengthened afterwards have no checksums.
std::vector<std::string> initdb_options(const Programs& programs) {
  std::vector<std::string> options{"--no-sync", "--encoding=UTF8", "--locale=C"};
  if (std::atoi(local::version_of(programs.path("postgres")).c_str()) >= 18)
    options.emplace_back("--no-data-checksums");
  return options;
}

Database as_owner(const Place& place) {
  const std::string conninfo = local::database_at(place, pg::k_clone).conninfo;
  return {merge_conninfo({conninfo, {}, {}, pg::k_clone}), place.title};
}

void append(std::vector<std::string>& all, std::vector<std::string> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

struct Clone::Impl {
  explicit Impl(const Database& original) {
    read(original);
    const Programs programs = programs_for(m_original_version);
    m_remover.emplace(m_place = local::make_passing_place("the clone"));
    local::make_data(m_place, programs, initdb_options(programs), -1);
    start(programs);
    copy_schema();
    lengthen_files(programs);
    append(planner.about.differences, m_statistics.unread);
    append(planner.about.differences, m_extended.unread);
  }

  void read(const Database& original) {
    pg::Session session(original);
    session.forbid_writes();
    if (!pg::read_distribution(session).empty())
      throw Error(ErrorKind::refused, "a Citus cluster cannot be cloned", {},
                  "Install HypoPG on all its nodes.");
    m_original_version = session.server_version();
    m_statistics = pg::read_statistics_copy(session);
    m_extended = pg::read_extended_statistics(session);
    m_schema = pg::read_schema_copy(session);
  }

  void start(const Programs& programs) {
    local::start_server(
        m_place, programs,
        local::passing_settings_text(m_place.socket_folder, m_place.cluster_name()));
  }

  void copy_schema() {
    compare_versions(pg::Session(local::database_at(m_place, "postgres")).server_version());
    planner.database = as_owner(m_place);
    const Database superuser = local::database_at(m_place, pg::k_clone);
    append(planner.about.differences,
           pg::make_clone_database(local::database_at(m_place, "postgres"), m_schema));
    append(planner.about.differences, pg::install_clone_extensions(superuser, m_schema));
    append(planner.about.differences, pg::set_up_clone(planner.database, m_schema));
    append(planner.about.differences, pg::make_objects(planner.database, m_schema.objects));
    pg::write_statistics_copy(superuser, m_statistics);
    pg::write_extended_statistics(superuser, m_extended);
  }

  void compare_versions(int version) {
    planner.about.server_version = version;
    auto& differences = planner.about.differences;
    if (version / 10000 != m_original_version / 10000)
      differences.push_back(fmt::format("the planner is that of PostgreSQL {}, not {}",
                                        version / 10000, m_original_version / 10000));
    constexpr int k_first_with_skip_scan = 180000;
    if (m_original_version >= k_first_with_skip_scan && version < k_first_with_skip_scan)
      differences.emplace_back(
          "no search skips through the few values of a leading column, as PostgreSQL 18 does: an "
          "index may serve more than it seems to");
  }

  void lengthen_files(const Programs& programs) {
    const auto files = pg::find_files(local::database_at(m_place, pg::k_clone), m_statistics);
    local::stop_server(m_place);
    for (const pg::RelationFile& file : files)
      local::lengthen(m_place.data() + "/" + file.path, m_statistics.sizes[file.size],
                      m_place.server_user);
    start(programs);
  }

  PlannerClone planner;

 private:
  int m_original_version = 0;
  pg::SchemaCopy m_schema;
  pg::StatisticsCopy m_statistics;
  pg::ExtendedStatisticsCopy m_extended;
  Place m_place;
  std::optional<Remover> m_remover;
};

Clone::Clone(const Database& original) : m_impl(std::make_unique<Impl>(original)) {}
Clone::~Clone() = default;

const PlannerClone& Clone::planner() const {
  return m_impl->planner;
}

}  // namespace selfopt
