import type { Fidelity } from "../evaluate.ts";
import { measureEvaluation, measureInfeasible } from "../result/measure.ts";
import type { SavedInfeasible, SavedResult } from "../result/result.ts";
import { rounded } from "../result/rounded.ts";
import { formatQuantity } from "../units/format-quantity.ts";
import { metricRanges, movedReading } from "./corners.ts";
import type { Cell, Readings } from "./reading.ts";
import { brokenConstraints, type BrokenConstraint, type UserFormulas } from "./user-metrics.ts";

/** The results of one cell as saved, one for each fidelity asked for. */
export function savedCell(
  cell: Cell,
  fidelities: readonly Fidelity[],
  formulas: UserFormulas,
): readonly SavedResult[] {
  const { answer, system, workload } = cell;
  const name = { system: system.id, workload: workload.id };
  return fidelities.map((fidelity) => {
    if (answer.kind === "misfit") return measureInfeasible(answer.infeasible, { ...name, fidelity });
    const evaluation = fidelity === "event" ? answer.event : answer.analytic;
    const readings = cell.readings[fidelity];
    if (evaluation === undefined || readings === undefined) throw new Error(`${fidelity} was not run`);
    const inputs = [...system.loaded.provenance, ...workload.loaded.provenance];
    const measured = measureEvaluation(evaluation, inputs);
    const ranges = rangesOf(cell, readings);
    const [broken] = brokenConstraints(readings, formulas);
    return rounded({
      ...measured,
      ...name,
      ...(broken === undefined ? {} : { feasible: false, infeasible: asInfeasible(broken) }),
      metrics: readings,
      ...(Object.keys(ranges).length === 0 ? {} : { ranges }),
      diagnostics: [...measured.diagnostics, ...diagnosticsOf(cell)],
    });
  });
}

/** Ranges of the closed form, taken over to this fidelity in proportion. */
function rangesOf({ readings, corners }: Cell, nominal: Readings): NonNullable<SavedResult["ranges"]> {
  const analytic = readings.analytic;
  if (analytic === undefined) return {};
  const ranges = metricRanges(analytic, corners);
  return Object.fromEntries(
    Object.entries(ranges).flatMap(([id, [low, high]]) => {
      const [from, to] = [low, high].map((end) => movedReading(nominal[id], analytic[id], end));
      return Number.isFinite(from) && Number.isFinite(to) ? [[id, [from, to] as const]] : [];
    }),
  ) as NonNullable<SavedResult["ranges"]>;
}

function diagnosticsOf({ corners, answer }: Cell): SavedResult["diagnostics"] {
  const lost = corners.flatMap(({ input, low, high }) =>
    [low === undefined ? input.ends.low : undefined, high === undefined ? input.ends.high : undefined]
      .filter((end) => end !== undefined)
      .map((end) => ({
        level: "warning" as const,
        text: `at ${input.path} = ${formatQuantity(end, input.unit)} this plan no longer fits`,
      })),
  );
  const searched = { level: "note" as const, text: `plan chosen among ${answer.considered} candidates` };
  return [...lost, ...(answer.considered > 1 ? [searched] : [])];
}

/** A constraint that is not met makes the design infeasible, by how much it misses. */
function asInfeasible({ text, left, right, unit }: BrokenConstraint): SavedInfeasible {
  const [demand, bound] = [left ?? 0, right ?? 0];
  return {
    resource: `constraint ${text}`,
    demand,
    bound,
    gap: demand - bound,
    unit,
    breakdown: {},
    levers: [],
  };
}
