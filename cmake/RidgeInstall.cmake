# `cmake --install build --prefix X` gives X what an outside project needs:
#
#   include/ridge-0.1/{ridge,dialects}   headers, included as inside Ridge
#   lib/                                 static libraries
#   lib/cmake/Ridge/                     find_package(Ridge), with two targets
#       Ridge::Core      machine, program, cost, simulator: free of MLIR
#       Ridge::Compiler  dialects, passes and pipelines on top of it
#   bin/                                 tools
#   share/ridge-0.1/machines             machine files to copy and change
#
# Included once every library is declared.

include(CMakePackageConfigHelpers)

set(RIDGE_VERSION_NAME ridge-${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(RIDGE_INSTALL_INCLUDE ${CMAKE_INSTALL_INCLUDEDIR}/${RIDGE_VERSION_NAME})
set(RIDGE_INSTALL_CMAKE ${CMAKE_INSTALL_LIBDIR}/cmake/Ridge)

get_property(core_libraries GLOBAL PROPERTY RIDGE_CORE_LIBS)
get_property(compiler_libraries GLOBAL PROPERTY RIDGE_COMPILER_LIBS)

add_library(RidgeCore INTERFACE)
target_link_libraries(RidgeCore INTERFACE ${core_libraries})
set_target_properties(RidgeCore PROPERTIES EXPORT_NAME Core)

add_library(RidgeCompiler INTERFACE)
target_link_libraries(RidgeCompiler INTERFACE ${compiler_libraries} RidgeCore)
set_target_properties(RidgeCompiler PROPERTIES EXPORT_NAME Compiler)

# The packaged LLVM is built without run-time type information; what derives
# from its classes has to be as well.
foreach(target RidgeCore RidgeCompiler)
  target_compile_features(${target} INTERFACE cxx_std_17)
  target_compile_options(${target} INTERFACE -fno-rtti)
  target_include_directories(${target} INTERFACE
    $<INSTALL_INTERFACE:${RIDGE_INSTALL_INCLUDE}>)
endforeach()

install(TARGETS ${core_libraries} ${compiler_libraries} RidgeCore RidgeCompiler
  EXPORT RidgeTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT RidgeTargets NAMESPACE Ridge:: DESTINATION ${RIDGE_INSTALL_CMAKE})

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/RidgeConfig.cmake.in
  ${PROJECT_BINARY_DIR}/cmake/RidgeConfig.cmake
  INSTALL_DESTINATION ${RIDGE_INSTALL_CMAKE}
  PATH_VARS CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/cmake/RidgeConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/cmake/RidgeConfig.cmake
  ${PROJECT_BINARY_DIR}/cmake/RidgeConfigVersion.cmake
  DESTINATION ${RIDGE_INSTALL_CMAKE})

# Headers as written, and those that TableGen wrote under the same names.
set(header_patterns FILES_MATCHING PATTERN "*.h" PATTERN "*.h.inc"
  PATTERN "*.def" PATTERN "*.td" PATTERN CMakeFiles EXCLUDE)
foreach(folder
    ${PROJECT_SOURCE_DIR}/include/ridge
    ${PROJECT_SOURCE_DIR}/dialects ${PROJECT_BINARY_DIR}/dialects)
  install(DIRECTORY ${folder} DESTINATION ${RIDGE_INSTALL_INCLUDE}
    ${header_patterns})
endforeach()
foreach(folder ridge lib/Transforms)
  get_filename_component(parent ${RIDGE_INSTALL_INCLUDE}/${folder} DIRECTORY)
  install(DIRECTORY ${PROJECT_BINARY_DIR}/${folder} DESTINATION ${parent}
    OPTIONAL ${header_patterns})
endforeach()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/lib/Target/machines
  DESTINATION ${CMAKE_INSTALL_DATADIR}/${RIDGE_VERSION_NAME}
  FILES_MATCHING PATTERN "*.mlir")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE
  DESTINATION ${CMAKE_INSTALL_DATADIR}/${RIDGE_VERSION_NAME})
