#pragma once

// The definitions of PostgreSQL's parse tree, of the version that libpg_query was made from
// (cmake/dependencies.cmake sees to that), in a form that C++ takes.
extern "C" {
#include <pg_query.h>
#undef PG_MAJORVERSION
#undef PG_VERSION
#undef PG_VERSION_NUM
// clang-format off
#include <postgres.h>
#include <nodes/parsenodes.h>
#include <nodes/pg_list.h>
#include <nodes/primnodes.h>
#include <pg_query/pg_query_internal.h>
// clang-format on

// Exported by libpg_query, but declared in a header that is not installed.
uint64_t pg_query_fingerprint_node(const void* node);
}

// PostgreSQL's headers redefine these for the server; they would break fmt and the standard
// library.
#undef printf
#undef fprintf
#undef vprintf
#undef vfprintf
#undef snprintf
#undef vsnprintf
#undef sprintf
#undef vsprintf
#undef strerror
#undef strerror_r
#undef gettext
#undef dgettext
#undef ngettext
#undef dngettext
#undef _
#undef Min
#undef Max
#undef Abs
#undef foreach
