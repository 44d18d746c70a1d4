# How everything is compiled and linked, whatever it is.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(THREADS_PREFER_PTHREAD_FLAG ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

# Both are optional: they only save time. -D SELFOPT_CCACHE=OFF and -D SELFOPT_MOLD=OFF do without.
find_program(SELFOPT_CCACHE ccache)
if(SELFOPT_CCACHE)
  # The settings let ccache serve precompiled headers and builds in other folders.
  set(selfopt_launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${SELFOPT_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${selfopt_launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${selfopt_launcher})
endif()
find_program(SELFOPT_MOLD mold)
if(SELFOPT_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()

# A release build holds no paths of the machine it was made on, and one with symbols shall not, either:
# two builds give the same bits wherever they were made (scripts/reproducible).
add_compile_options($<$<CONFIG:RelWithDebInfo>:-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.>)

add_compile_options($<$<CONFIG:Debug>:-O1> -fno-omit-frame-pointer)
if(SELFOPT_SANITIZE)
  add_compile_options(-fsanitize=${SELFOPT_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SELFOPT_SANITIZE})
else()
  add_compile_options($<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2> -fstack-protector-strong)
endif()
if(SELFOPT_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
