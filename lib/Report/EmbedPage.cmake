# Writes a page as one raw string literal of C++.
#   cmake -DOUTPUT=file -DPAGE=report.html -P EmbedPage.cmake
# Its text must not hold the delimiter.
file(READ ${PAGE} text)
file(WRITE ${OUTPUT} "R\"page(${text})page\"\n")
