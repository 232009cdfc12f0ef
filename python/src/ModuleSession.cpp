//===- ModuleSession.cpp - sessions in the module of Python ---------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Desk.h"
#include "Module.h"
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace ridge::python;
using nb::literals::operator""_a;

/// (format, shape, elements as bytes): read only, shared with Ridge, which
/// frees them after the last array.
static nb::tuple arrayOf(const Tensor &tensor) {
  size_t size = size_t(tensor.bytesPerElement);
  for (int64_t extent : tensor.shape)
    size *= size_t(extent);
  using Owner = std::shared_ptr<const void>;
  nb::capsule owner(new Owner(tensor.owner), [](void *held) noexcept {
    delete static_cast<Owner *>(held);
  });
  nb::ndarray<nb::numpy, const uint8_t, nb::ndim<1>> bytes(tensor.bytes, {size},
                                                           owner);
  return nb::make_tuple(tensor.format, tensor.shape, bytes);
}

static nb::list arraysOf(const std::vector<Tensor> &tensors) {
  nb::list arrays;
  for (const Tensor &tensor : tensors)
    arrays.append(arrayOf(tensor));
  return arrays;
}

static void bindMachine(nb::module_ &m) {
  nb::class_<Machine>(m, "Machine")
      .def_prop_ro("name", &Machine::name)
      .def_prop_ro("hash", &Machine::hash)
      .def_prop_ro("text", &Machine::text)
      .def("describe", &Machine::describe)
      .def("json", &Machine::json);
  m.def("shipped_machines", &shippedMachines);
}

static void bindModel(nb::module_ &m) {
  nb::class_<Model>(m, "Model")
      .def_prop_ro("file", &Model::file)
      .def_prop_ro("text", &Model::text)
      .def_prop_ro("argument_types", &Model::argumentTypes)
      .def_prop_ro("result_types", &Model::resultTypes);
  nb::class_<Values>(m, "Values")
      .def("arguments", [](const Values &v) { return arraysOf(v.arguments()); })
      .def("results", [](const Values &v) { return arraysOf(v.results()); });
}

static void bindOptions(nb::module_ &m) {
  nb::class_<RunOptions>(m, "RunOptions")
      .def(nb::init<>())
      .def_rw("check", &RunOptions::check)
      .def_rw("check_stages", &RunOptions::checkStages)
      .def_rw("executes", &RunOptions::executes)
      .def_rw("evaluates", &RunOptions::evaluates)
      .def_rw("input_files", &RunOptions::inputFiles)
      .def_rw("names_file", &RunOptions::namesFile)
      .def_rw("seed", &RunOptions::seed)
      .def_rw("weights", &RunOptions::weights)
      .def_rw("error_budget", &RunOptions::errorBudget)
      .def_rw("minimizes_energy", &RunOptions::minimizesEnergy)
      .def_rw("narrow_logits", &RunOptions::narrowLogits)
      .def_rw("codecs", &RunOptions::codecs)
      .def_rw("trace_path", &RunOptions::tracePath)
      .def_rw("last", &RunOptions::last)
      .def_rw("remarks", &RunOptions::remarks)
      .def("set_formats",
           [](RunOptions &o, std::string file, std::string text) {
             o.formats = Text{std::move(file), std::move(text)};
           })
      .def("set_mapping",
           [](RunOptions &o, std::string file, std::string text) {
             o.mapping = Text{std::move(file), std::move(text)};
           })
      .def("give", [](RunOptions &o, int64_t number, std::string format,
                      std::vector<int64_t> shape, BytesIn bytes) {
        Tensor tensor{std::move(format), std::move(shape), bytes.data(), {}, 1};
        o.given.emplace_back(number, unwrap(copyOf(tensor)));
      });
}

static void bindRun(nb::module_ &m) {
  nb::class_<Program>(m, "Program")
      .def_prop_ro("text", &Program::text)
      .def_prop_ro("file", &Program::file)
      .def_prop_ro("machine", &Program::machine);
  nb::class_<Run>(m, "Run")
      .def("json", &Run::json)
      .def("page", &Run::page)
      .def("report", &Run::report)
      .def("text", &Run::text)
      .def("pareto", &Run::pareto)
      .def("mapping", &Run::mapping)
      .def_prop_ro("check_detail", &Run::checkDetail)
      .def_prop_ro("program", &Run::program)
      .def_prop_ro("values", &Run::values)
      .def_prop_ro("machine", &Run::machine)
      .def_ro("messages", &Run::messages)
      .def("outputs", [](const Run &run) { return arraysOf(run.outputs()); });
}

static void bindQuestions(nb::module_ &m) {
  nb::class_<Question>(m, "Question")
      .def(nb::init<>())
      .def_rw("verb", &Question::verb)
      .def_rw("edits", &Question::edits)
      .def_rw("prefixes", &Question::prefixes)
      .def_rw("step", &Question::step)
      .def_rw("number", &Question::number)
      .def_rw("first", &Question::first)
      .def_rw("last", &Question::last)
      .def_rw("until", &Question::until)
      .def_rw("layer", &Question::layer)
      .def_rw("jobs", &Question::jobs);
  nb::class_<Answer>(m, "Answer")
      .def_ro("json", &Answer::json)
      .def_ro("page", &Answer::page);
  // (file, text) of each document.
  using Source = std::pair<std::string, std::string>;
  m.def("compare_runs", [](const Source &before, const Source &after) {
    return unwrap(compareRuns({before.first, before.second},
                              {after.first, after.second}));
  });
  m.def("comparison_page", [](const Source &before, const Source &after) {
    return unwrap(comparisonPage({before.first, before.second},
                                 {after.first, after.second}));
  });
  m.def("tradeoff_page", &tradeoffPage);
}

static void bindMachines(nb::class_<Desk> &desk) {
  desk.def(
          "load_machine",
          [](Desk &desk, std::string name) {
            return desk.call(nb::none(), [=](Session &session) {
              return session.loadMachine(name);
            });
          },
          "name"_a)
      .def("parse_machine",
           [](Desk &desk, std::string text, std::string file) {
             return desk.call(nb::none(), [=](Session &session) {
               return session.parseMachine({file, text});
             });
           })
      .def("derive_machine",
           [](Desk &desk, Machine base,
              std::vector<std::vector<std::string>> changes) {
             std::vector<MachineChange> all;
             for (const auto &change : changes)
               all.push_back(
                   {change.at(0), change.at(1), change.at(2), change.at(3)});
             return desk.call(nb::none(), [=](Session &session) {
               return session.deriveMachine(base, all);
             });
           })
      .def("derive_machine_text",
           [](Desk &desk, Machine base, std::string text, std::string file) {
             return desk.call(nb::none(), [=](Session &session) {
               return session.deriveMachine(base, Text{file, text});
             });
           });
}

using Dims = std::vector<std::pair<std::string, int64_t>>;

static void bindModels(nb::class_<Desk> &desk) {
  desk.def("load_model",
           [](Desk &desk, std::string path, std::string function, bool draw,
              bool wider, Dims dims) {
             return desk.call(nb::none(), [=](Session &session) {
               return session.loadModel(path, {function, draw, wider, dims});
             });
           })
      .def("parse_model",
           [](Desk &desk, std::string text, std::string file,
              std::string function, bool draw, bool wider, Dims dims) {
             return desk.call(nb::none(), [=](Session &session) {
               return session.parseModel({file, text},
                                         {function, draw, wider, dims});
             });
           })
      .def(
          "run",
          [](Desk &desk, Model model, std::optional<Machine> machine,
             RunOptions options, nb::object progress) {
            return desk.call(progress, [=](Session &session) {
              return session.run(model, machine, options);
            });
          },
          "model"_a, "machine"_a.none(), "options"_a, "progress"_a.none())
      .def(
          "ask",
          [](Desk &desk, Model model, Machine machine, Question question,
             nb::object progress) {
            return desk.call(progress, [=](Session &session) {
              return session.ask(model, machine, question);
            });
          },
          "model"_a, "machine"_a, "question"_a, "progress"_a.none())
      .def(
          "evaluate",
          [](Desk &desk, Model model, RunOptions options, nb::object progress) {
            return desk.call(progress, [=](Session &session) {
              return session.evaluate(model, options);
            });
          },
          "model"_a, "options"_a, "progress"_a.none());
}

static void bindPrograms(nb::class_<Desk> &desk) {
  desk.def("parse_program",
           [](Desk &desk, std::string text, std::string file, Machine machine) {
             return desk.call(nb::none(), [=](Session &session) {
               return session.parseProgram({file, text}, machine);
             });
           })
      .def("estimate",
           [](Desk &desk, Program program) {
             return desk.call(nb::none(), [=](Session &session) {
               return session.estimate(program);
             });
           })
      .def("simulate",
           [](Desk &desk, Program program, std::string tracePath) {
             return desk.call(nb::none(), [=](Session &session) {
               return session.simulate(program, tracePath);
             });
           })
      .def("execute",
           [](Desk &desk, Program program, RunOptions options) {
             return arraysOf(desk.call(nb::none(), [=](Session &session) {
               return session.execute(program, options);
             }));
           })
      .def("execute_on",
           [](Desk &desk, Program program, Values values) {
             return arraysOf(desk.call(nb::none(), [=](Session &session) {
               return session.execute(program, values);
             }));
           })
      .def("compare", [](Desk &desk, Program program, Values values) {
        return desk.call(nb::none(), [=](Session &session) {
          return session.compare(program, values);
        });
      });
}

void ridge::python::bindSession(nb::module_ &m) {
  bindMachine(m);
  bindModel(m);
  bindOptions(m);
  bindRun(m);
  bindQuestions(m);
  nb::class_<Desk> desk(m, "Session");
  desk.def(nb::new_([] { return std::make_shared<Desk>(); }));
  bindMachines(desk);
  bindModels(desk);
  bindPrograms(desk);
}
