import { partCount, partRange } from "../store/part-layout.ts";
import { evaluateBatch, evaluatePart, type EvaluatedPart } from "./evaluate-part.ts";
import type { PreparedSweep } from "./prepare-sweep.ts";
import { askedBatch, outcomesTold, toldOutcomes } from "./search-points.ts";
import { summarize } from "./summarize.ts";

/** The parts of a sweep one after the other, in this thread and without a folder. */
export async function* sweepParts({
  identity,
  plan,
  points,
}: PreparedSweep): AsyncGenerator<EvaluatedPart, void, undefined> {
  if (points.kind === "list") {
    const { design } = points;
    const perPart = identity.pointsPerPart ?? design.points;
    for (let part = 0; part < partCount(design.points, perPart); part++)
      yield await evaluatePart({ ...plan, design }, partRange(part, design.points, perPart));
    return;
  }
  const search = points.start();
  let first = 0;
  let step = search.next();
  for (let part = 0; step.done !== true; part++) {
    const asked = askedBatch(step.value, { first, axes: points.axes });
    const evaluated = await evaluateBatch(plan, asked);
    first += asked.batch.count;
    yield { ...evaluated, summary: summarize(plan, evaluated, part) };
    const told = toldOutcomes(evaluated, plan.objectives, plan.columns);
    step = search.next(outcomesTold(told, plan.objectives));
  }
}
