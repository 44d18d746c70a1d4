# Warnings for our own code; outside headers are system headers and stay silent.
# Not among them: -Wnull-dereference, -Wrestrict, -Warray-bounds and -Wstringop-overflow. Optimising,
# g++ 12 reports the standard library's own streambuf and string with them (bugs 105329, 105651).
add_library(selfopt_warnings INTERFACE)
target_compile_options(selfopt_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-align -Wformat=2
    -Wduplicated-cond -Wlogical-op -Wunused -Wno-restrict -Wno-array-bounds
    -Wno-stringop-overflow>)
if(SELFOPT_WERROR)
  target_compile_options(selfopt_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set_target_properties(selfopt_warnings PROPERTIES INTERFACE_COMPILE_OPTIONS "-Wall;-Wextra")
endif()
