# Writes machine files as rows of a C++ table: {name, text}.
#   cmake -DOUTPUT=file -DMACHINES="toy.mlir;..." -P EmbedMachines.cmake
# A file becomes one raw string literal, so its text must not hold the delimiter.
set(rows "")
foreach(file IN LISTS MACHINES)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text)
  string(APPEND rows "{\"${name}\", R\"machine(${text})machine\"},\n")
endforeach()
file(WRITE ${OUTPUT} "${rows}")
