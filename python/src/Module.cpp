//===- Module.cpp - the module of Python ----------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Module.h"

#include "Desk.h"
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace ridge::python;

//===----------------------------------------------------------------------===//
// Waiting
//===----------------------------------------------------------------------===//

namespace {
/// Of all desks: a step is short work beside what it waits for.
std::mutex desks;
std::condition_variable freed;
int64_t running = 0;
} // namespace

void Desk::take() {
  while (true) {
    waitAMoment(desks, freed, [&] { return !isBusy; });
    std::lock_guard<std::mutex> lock(desks);
    if (isBusy)
      continue;
    isBusy = true;
    ++running;
    return;
  }
}

void Desk::release() {
  std::lock_guard<std::mutex> lock(desks);
  isBusy = false;
  --running;
  freed.notify_all();
}

void Desk::finish() {
  for (bool isOver = false; !isOver;) {
    waitAMoment(desks, freed, [] { return running == 0; });
    std::lock_guard<std::mutex> lock(desks);
    isOver = running == 0;
  }
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

/// "FILE:LINE:COL" in parts; names of files may have colons.
static nb::tuple placeOf(const Diagnostic &diagnostic) {
  const std::string &place = diagnostic.place;
  size_t second = place.rfind(':');
  size_t first =
      second == std::string::npos ? second : place.rfind(':', second - 1);
  if (first == std::string::npos)
    return nb::make_tuple(place, 0, 0);
  return nb::make_tuple(
      place.substr(0, first),
      std::atoll(place.substr(first + 1, second - first - 1).c_str()),
      std::atoll(place.substr(second + 1).c_str()));
}

static void bindErrors(nb::module_ &m) {
  nb::class_<Diagnostic>(m, "Diagnostic",
                         "Something that is said about an input.")
      .def_ro("kind", &Diagnostic::kind,
              "'error', 'warning', 'remark' or 'note'.")
      .def_ro("place", &Diagnostic::place, "'FILE:LINE:COLUMN', or ''.")
      .def_ro("text", &Diagnostic::text, "One line, without the place.")
      .def_ro("notes", &Diagnostic::notes, "More about it, at other places.")
      .def_prop_ro(
          "file", [](const Diagnostic &d) { return nb::object(placeOf(d)[0]); })
      .def_prop_ro(
          "line", [](const Diagnostic &d) { return nb::object(placeOf(d)[1]); })
      .def_prop_ro(
          "column",
          [](const Diagnostic &d) { return nb::object(placeOf(d)[2]); })
      .def("__str__", &Diagnostic::print)
      .def("__repr__", [](const Diagnostic &d) {
        return "<Diagnostic " + d.print() + ">";
      });
  nb::register_exception_translator([](const std::exception_ptr &p, void *) {
    try {
      std::rethrow_exception(p);
    } catch (const Refused &refused) {
      nb::object type = nb::module_::import_("ridge.errors").attr("Error");
      nb::list diagnostics;
      diagnostics.append(nb::cast(refused.said));
      PyErr_SetObject(type.ptr(), type(diagnostics).ptr());
    }
  });
}

NB_MODULE(_native, m) {
  m.doc() = "What of Ridge is C++; the package around it is what to use.";
  bindErrors(m);
  bindSession(m);
  bindNumerics(m);
  m.def("finish", &Desk::finish,
        "Waits until no step runs any more, of any session.");
}
