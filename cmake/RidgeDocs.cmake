# `ridge-docs` writes reference pages of dialects and passes into build/docs,
# from the descriptions in their .td files. `make docs` commits copies.

add_custom_target(ridge-docs)

# ridge_add_doc(PAGE td-file flags...): one mlir-tblgen run.
function(ridge_add_doc page td)
  if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${td})
    return()
  endif()
  set(LLVM_TARGET_DEFINITIONS ${PROJECT_SOURCE_DIR}/${td})
  tablegen(MLIR ${page}.md ${ARGN} -I ${PROJECT_SOURCE_DIR}
    -I ${PROJECT_SOURCE_DIR}/include)
  add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/docs/${page}.md
    COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_CURRENT_BINARY_DIR}/${page}.md
            ${PROJECT_BINARY_DIR}/docs/${page}.md
    DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/${page}.md)
  add_custom_target(ridge-docs-${page}
    DEPENDS ${PROJECT_BINARY_DIR}/docs/${page}.md)
  add_dependencies(ridge-docs ridge-docs-${page})
endfunction()

ridge_add_doc(ArchDialect dialects/Arch/ArchOps.td -gen-dialect-doc -dialect=arch)
ridge_add_doc(RidgeDialect dialects/Ridge/RidgeOps.td -gen-dialect-doc -dialect=ridge)
ridge_add_doc(IsaDialect dialects/Isa/IsaOps.td -gen-dialect-doc -dialect=isa)
ridge_add_doc(TargetPasses include/ridge/Target/Passes.td -gen-pass-doc)
foreach(stage Import Precision Tile Place Select Schedule Verify)
  foreach(td include/ridge/Transforms/${stage}/Passes.td
             lib/Transforms/${stage}/Passes.td)
    ridge_add_doc(${stage}Passes ${td} -gen-pass-doc)
  endforeach()
endforeach()
