# Warnings for our own code; outside headers are system headers and stay silent.
add_library(selfopt_warnings INTERFACE)
set(selfopt_warning_flags -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-align -Wformat=2)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Not among them: -Wnull-dereference, -Wrestrict, -Warray-bounds and -Wstringop-overflow. Optimising,
  # g++ 12 reports the standard library's own streambuf and string with them (bugs 105329, 105651).
  list(APPEND selfopt_warning_flags -Wduplicated-cond -Wlogical-op -Wunused -Wno-restrict
       -Wno-array-bounds -Wno-stringop-overflow)
endif()
if(SELFOPT_WERROR)
  list(APPEND selfopt_warning_flags -Werror)
endif()
target_compile_options(selfopt_warnings INTERFACE
                       "$<$<COMPILE_LANGUAGE:CXX>:${selfopt_warning_flags}>")
