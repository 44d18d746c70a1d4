# Warnings for our own code; outside headers are system headers and stay silent.
add_library(selfopt_warnings INTERFACE)
target_compile_options(selfopt_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-align -Wformat=2
    -Wduplicated-cond -Wlogical-op -Wnull-dereference -Wunused>)
if(SELFOPT_WERROR)
  target_compile_options(selfopt_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set_target_properties(selfopt_warnings PROPERTIES INTERFACE_COMPILE_OPTIONS "-Wall;-Wextra")
endif()
