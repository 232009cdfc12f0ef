# Ridge's wrappers of add_library: one library a folder, the same flags for all.

# -fno-rtti matches the packaged LLVM. -ffp-contract=off keeps Exec and the
# reference bit-true: a fused multiply-add would round once where the model
# rounds twice.
set(RIDGE_CXX_FLAGS -fno-rtti -fno-exceptions -ffp-contract=off
    -Wall -Wextra -Wno-unused-parameter)
# GCC 12 sees uninitialised reads in LLVM's containers where there are none.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND RIDGE_CXX_FLAGS -Wno-maybe-uninitialized)
endif()
# Clang blames the user for what libstdc++'s own stable_sort calls.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  list(APPEND RIDGE_CXX_FLAGS -Wno-deprecated-declarations)
endif()
if(RIDGE_WARNINGS_AS_ERRORS)
  list(APPEND RIDGE_CXX_FLAGS -Werror)
endif()

# ridge_precompile(TARGET Core|Compiler|CoreTests|CompilerTests
#                  [FLAGS flags that the target has] [LINK libs of the headers])
# Puts cmake/Precompiled<SET>.h before each source of the target. A set is
# compiled once for each choice of flags, by the first target that asks for it,
# and shared by all others.
# g++ reads all of a precompiled header for each file: half a gigabyte of MLIR.
set(precompile OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(precompile ON)
endif()
option(RIDGE_PRECOMPILE "Precompile the headers of LLVM, MLIR and GoogleTest"
       ${precompile})
function(ridge_precompile target set)
  cmake_parse_arguments(ARG "" "" "FLAGS;LINK" ${ARGN})
  if(NOT RIDGE_PRECOMPILE)
    return()
  endif()
  string(MAKE_C_IDENTIFIER "RidgePrecompiled${set}${ARG_FLAGS}" owner)
  if(NOT TARGET ${owner})
    add_library(${owner} OBJECT ${PROJECT_SOURCE_DIR}/cmake/Precompiled.cpp)
    target_compile_options(${owner} PRIVATE ${RIDGE_CXX_FLAGS} ${ARG_FLAGS})
    target_link_libraries(${owner} PRIVATE ${ARG_LINK})
    # What the header is made of, for ccache.
    file(READ ${PROJECT_SOURCE_DIR}/cmake/Precompiled${set}.h text)
    string(TOUPPER "CMAKE_CXX_FLAGS_${CMAKE_BUILD_TYPE}" typeFlags)
    string(SHA256 sum "${text} ${CMAKE_CXX_COMPILER_ID} ${LLVM_PACKAGE_VERSION}
      ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_CXX_FLAGS} ${CMAKE_BUILD_TYPE}
      ${${typeFlags}} ${ARG_FLAGS}")
    file(CONFIGURE CONTENT "${sum}" OUTPUT
      ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${owner}.dir/cmake_pch.hxx.pch.sum)
    target_precompile_headers(${owner} PRIVATE
      ${PROJECT_SOURCE_DIR}/cmake/Precompiled${set}.h)
  endif()
  target_precompile_headers(${target} REUSE_FROM ${owner})
endfunction()

# ridge_add_core_library(NAME SOURCES... LINK libs...)
# A library that knows nothing of MLIR: llvm/ADT and llvm/Support alone.
function(ridge_add_core_library name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_compile_options(${name} PRIVATE ${RIDGE_CXX_FLAGS})
  target_link_libraries(${name} PUBLIC ${ARG_LINK} LLVM)
  ridge_precompile(${name} Core)
  set_property(GLOBAL APPEND PROPERTY RIDGE_CORE_LIBS ${name})
endfunction()

# ridge_add_compiler_library(NAME SOURCES... LINK libs... DEPENDS targets...)
# A library that uses MLIR. `ridge-headers` generates every dialect's .inc files.
function(ridge_add_compiler_library name)
  cmake_parse_arguments(ARG "" "" "LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_compile_options(${name} PRIVATE ${RIDGE_CXX_FLAGS})
  target_link_libraries(${name} PUBLIC ${ARG_LINK} MLIR LLVM)
  ridge_precompile(${name} Compiler)
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  add_dependencies(${name} ridge-headers)
  set_property(GLOBAL APPEND PROPERTY RIDGE_COMPILER_LIBS ${name})
endfunction()

# ridge_tablegen(TARGET td-file  out gen-flags  [out gen-flags]...)
# One mlir-tblgen run per pair; the outputs hang off ridge-headers.
if(NOT TARGET ridge-headers)
  add_custom_target(ridge-headers)
endif()
function(ridge_tablegen target td)
  set(LLVM_TARGET_DEFINITIONS ${td})
  set(pairs ${ARGN})
  list(LENGTH pairs count)
  math(EXPR last "${count} - 1")
  foreach(i RANGE 0 ${last} 2)
    math(EXPR j "${i} + 1")
    list(GET pairs ${i} out)
    list(GET pairs ${j} flags)
    separate_arguments(flags)
    mlir_tablegen(${out} ${flags})
  endforeach()
  add_public_tablegen_target(${target})
  add_dependencies(ridge-headers ${target})
endfunction()

# ridge_add_unit_test(LIB SOURCES... LINK libs... [OPTIMIZE]): a GoogleTest
# executable test/Unit/<LIB>, run by lit and by CTest. Tests are compiled without
# optimisation, in a third of the time: what takes time in them is the libraries.
# OPTIMIZE is for those that walk through all codes of a format.
function(ridge_add_unit_test name)
  cmake_parse_arguments(ARG "OPTIMIZE" "" "LINK" ${ARGN})
  set(level -O0)
  if(ARG_OPTIMIZE AND NOT RIDGE_CORE_ONLY)
    set(level -O1)
  endif()
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_compile_options(${name} PRIVATE ${RIDGE_CXX_FLAGS} ${level})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest GTest::gtest_main)
  # Tests of core libraries do without MLIR's headers, as they link without it.
  set(set CoreTests)
  get_property(core GLOBAL PROPERTY RIDGE_CORE_LIBS)
  foreach(library IN LISTS ARG_LINK)
    if(NOT library IN_LIST core)
      set(set CompilerTests)
    endif()
  endforeach()
  ridge_precompile(${name} ${set} FLAGS ${level} LINK GTest::gtest)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/test/Unit)
  add_test(NAME ${name} COMMAND ${name})
  set_property(GLOBAL APPEND PROPERTY RIDGE_UNIT_TESTS ${name})
endfunction()

# ridge_add_tool(NAME SOURCES... LINK libs...): an executable in build/bin that
# is installed with the libraries.
function(ridge_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_compile_options(${name} PRIVATE ${RIDGE_CXX_FLAGS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} MLIR LLVM)
  ridge_precompile(${name} Compiler)
  add_dependencies(${name} ridge-headers)
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()
