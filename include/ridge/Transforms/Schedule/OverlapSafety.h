//===- OverlapSafety.h - conditions for buffers with several slots --------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Fills of one slot may overlap uses of another only if all of these hold.
/// They are proved on the result, trusting no pass; an error names the
/// condition.
///
///  * overlap-c1 written before read: some queue begins every instance with a
///    plain write, so no sum is split over slots;
///  * overlap-c2 one fill: that queue fills every instance that is used; loops
///    have constant trip counts;
///  * overlap-c3 known effects: nothing but isa.issue and isa.move touches it;
///  * overlap-c4 loops around accesses carry no values;
///  * overlap-c5 instances are counted: the instance of every access grows from
///    iteration to iteration of the loops around it and never starts again; a
///    loop where it does disqualifies all loops outside it;
///  * overlap-c6 order is there: semaphores lead from the fill to every user
///    and, where slots are used again, from every user back to the fill.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TRANSFORMS_SCHEDULE_OVERLAPSAFETY_H
#define RIDGE_TRANSFORMS_SCHEDULE_OVERLAPSAFETY_H

#include "dialects/Isa/IsaDialect.h"
#include "llvm/ADT/StringSet.h"

namespace ridge {

/// Checks every buffer with more than one slot that several queues touch, but
/// for those in `serialised`, whose accesses are all in one order. Errors stand
/// at the buffer or the access.
mlir::LogicalResult checkOverlapSafety(isa::ProgramOp program,
                                       const llvm::StringSet<> &serialised);

} // namespace ridge

#endif // RIDGE_TRANSFORMS_SCHEDULE_OVERLAPSAFETY_H
