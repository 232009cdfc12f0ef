// RUN: ridge-opt %s --ridge-print-machine=machine=toy -o /dev/null | FileCheck %s --check-prefix=TOY
// RUN: ridge-opt %s --ridge-print-machine=machine=%s -o /dev/null | FileCheck %s --check-prefix=FILE

// TOY: machine @toy: 1000000000 Hz

// Of a file with several machines the last one counts.
// FILE-NOT: machine @first
// FILE: machine @last: 3000000000 Hz
arch.machine @first derives @toy {}
arch.machine @last derives @first attributes {clock = "3 GHz", source = "assumed"} {}
