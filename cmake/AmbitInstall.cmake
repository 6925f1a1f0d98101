# What `cmake --install` puts where, and the package that plugins find:
#   bin/            the tools
#   lib/            libAmbit.so, libAmbitRuntime.a, cmake/Ambit/
#   include/ambit/  public headers, and dialects/ with the generated ones
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Ambit)
set(ambit_include ${CMAKE_INSTALL_INCLUDEDIR}/ambit)

# Headers say "ambit/…" and "dialects/…".
target_include_directories(Ambit INTERFACE
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
  $<INSTALL_INTERFACE:${ambit_include}>)
target_include_directories(AmbitRuntime INTERFACE
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

install(TARGETS Ambit AmbitRuntime EXPORT AmbitTargets)
install(EXPORT AmbitTargets DESTINATION ${package_dir} NAMESPACE Ambit::)
foreach(root ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  install(DIRECTORY ${root}/include/ambit/ DESTINATION ${ambit_include}
    FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.inc"
    PATTERN CMakeFiles EXCLUDE)
  install(DIRECTORY ${root}/dialects DESTINATION ${ambit_include}
    FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.inc"
    PATTERN CMakeFiles EXCLUDE)
endforeach()

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/AmbitConfig.cmake.in AmbitConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(AmbitConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/AmbitConfig.cmake
  ${PROJECT_BINARY_DIR}/AmbitConfigVersion.cmake
  DESTINATION ${package_dir})
