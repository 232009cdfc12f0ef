# Writes a page as one raw string literal of C++.
#   cmake -DOUTPUT=file -DPAGE=run.html -P EmbedPage.cmake
# INCLUDE(FILE) stands for a file beside it. No text may hold the delimiter.
cmake_path(GET PAGE PARENT_PATH folder)
file(READ ${PAGE} text)
while(text MATCHES "INCLUDE\\(([a-z]+\\.[a-z]+)\\)")
  set(name ${CMAKE_MATCH_1})
  file(READ ${folder}/${name} included)
  string(REPLACE "INCLUDE(${name})" "${included}" text "${text}")
endwhile()
file(WRITE ${OUTPUT} "R\"page(${text})page\"\n")
