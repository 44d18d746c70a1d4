# Every outside library, one target each. CONTRIBUTING.md says why each was chosen.
find_package(Threads REQUIRED)

# Stops with the one line that repairs the machine.
function(selfopt_missing what package)
  message(FATAL_ERROR "${what} was not found.\n"
          "  Run scripts/setup, or: apt-get install ${package}")
endfunction()

find_package(PkgConfig QUIET)
if(NOT PKG_CONFIG_FOUND)
  selfopt_missing(pkg-config pkgconf)
endif()
macro(selfopt_find_pkg target module package)
  pkg_check_modules(${target} QUIET IMPORTED_TARGET ${module})
  if(NOT ${target}_FOUND)
    selfopt_missing(${module} ${package})
  endif()
endmacro()

find_package(fmt QUIET)
if(NOT fmt_FOUND)
  selfopt_missing(fmt libfmt-dev)
endif()
find_package(CLI11 QUIET)
if(NOT CLI11_FOUND)
  selfopt_missing(CLI11 libcli11-dev)
endif()
find_package(nlohmann_json QUIET)
if(NOT nlohmann_json_FOUND)
  selfopt_missing(nlohmann_json nlohmann-json3-dev)
endif()
selfopt_find_pkg(LIBPQXX libpqxx libpqxx-dev)
selfopt_find_pkg(LIBPQ libpq libpq-dev)
selfopt_find_pkg(ZLIB zlib zlib1g-dev)
selfopt_find_pkg(ZSTD libzstd libzstd-dev)
selfopt_find_pkg(XXHASH libxxhash libxxhash-dev)
selfopt_find_pkg(YAMLCPP yaml-cpp libyaml-cpp-dev)
# Its classes have other sizes without the flags of its own build, which pkg-config knows.
selfopt_find_pkg(HTTPLIB cpp-httplib libcpp-httplib-dev)

find_package(Eigen3 QUIET NO_MODULE)
if(NOT Eigen3_FOUND)
  selfopt_missing(Eigen3 libeigen3-dev)
endif()

# dlib without its CMake file, which asks for libjpeg, BLAS and LAPACK: its forest needs none of them.
find_library(DLIB_LIBRARY libdlib.a)
find_path(DLIB_INCLUDE_DIR dlib/random_forest.h)
if(NOT DLIB_LIBRARY OR NOT DLIB_INCLUDE_DIR)
  selfopt_missing(dlib libdlib-dev)
endif()
add_library(dlib INTERFACE)
target_link_libraries(dlib INTERFACE ${DLIB_LIBRARY} Threads::Threads)

# CBC without its command-line driver (libCbcSolver), which would take over SIGINT. Linked statically where
# that is possible: looking up the names of its six libraries takes the dynamic linker a fifth of what
# "selfopt --version" takes in all.
add_library(cbc INTERFACE)
foreach(name Cbc Cgl OsiClp Clp Osi CoinUtils)
  find_library(${name}_LIBRARY NAMES lib${name}.a ${name})
  if(NOT ${name}_LIBRARY)
    selfopt_missing(lib${name} coinor-libcbc-dev)
  endif()
  target_link_libraries(cbc INTERFACE ${${name}_LIBRARY})
endforeach()
# What they use themselves, which Debian's package brings along.
foreach(name lapack bz2)
  find_library(${name}_LIBRARY ${name})
  if(NOT ${name}_LIBRARY)
    selfopt_missing(lib${name} coinor-libcbc-dev)
  endif()
  target_link_libraries(cbc INTERFACE ${${name}_LIBRARY})
endforeach()
target_link_libraries(cbc INTERFACE PkgConfig::ZLIB)

# libpg_query brings no CMake file. Its tree is made of PostgreSQL's own node structs, so its major
# version and that of the server headers have to be the same.
find_path(PG_QUERY_INCLUDE_DIR pg_query.h)
find_library(PG_QUERY_LIBRARY pg_query)
if(NOT PG_QUERY_INCLUDE_DIR OR NOT PG_QUERY_LIBRARY)
  selfopt_missing(libpg_query libpg-query-dev)
endif()
file(STRINGS ${PG_QUERY_INCLUDE_DIR}/pg_query.h pg_query_major_line
     REGEX "#define PG_MAJORVERSION \"[0-9]+\"")
string(REGEX MATCH "[0-9]+" SELFOPT_GRAMMAR_VERSION "${pg_query_major_line}")
find_path(PG_SERVER_INCLUDE_DIR postgres.h
          PATHS /usr/include/postgresql/${SELFOPT_GRAMMAR_VERSION}/server NO_DEFAULT_PATH)
if(NOT PG_SERVER_INCLUDE_DIR)
  selfopt_missing("PostgreSQL ${SELFOPT_GRAMMAR_VERSION}'s server headers"
                  postgresql-server-dev-${SELFOPT_GRAMMAR_VERSION})
endif()
add_library(pg_query INTERFACE)
target_include_directories(pg_query SYSTEM INTERFACE ${PG_SERVER_INCLUDE_DIR})
target_link_libraries(pg_query INTERFACE ${PG_QUERY_LIBRARY})

# What the analysis library is made of, beside fmt and threads, which its headers show.
set(SELFOPT_LIBRARIES pg_query cbc dlib Eigen3::Eigen nlohmann_json::nlohmann_json PkgConfig::LIBPQXX
    PkgConfig::LIBPQ PkgConfig::ZLIB PkgConfig::ZSTD PkgConfig::XXHASH PkgConfig::YAMLCPP
    ${HTTPLIB_LINK_LIBRARIES})
