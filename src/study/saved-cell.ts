import type { Fidelity } from "../evaluate.ts";
import { metricIdsIn } from "../result/metric-tables.ts";
import { measureEvaluation, measureNoPlan } from "../result/measure.ts";
import type { SavedInfeasible, SavedResult } from "../result/saved/result.ts";
import { rounded } from "../result/rounded.ts";
import { formatQuantity } from "../units/format-quantity.ts";
import { metricSwings } from "../uncertainty/sensitivities.ts";
import { metricRanges, movedReading } from "./corners.ts";
import type { Cell, Readings } from "./reading.ts";
import {
  brokenConstraints,
  valuelessMetrics,
  type BrokenConstraint,
  type UserFormulas,
} from "./user-metrics.ts";

/** The results of one cell as saved, one for each fidelity asked for. */
export function savedCell(
  cell: Cell,
  fidelities: readonly Fidelity[],
  formulas: UserFormulas,
): readonly SavedResult[] {
  const { answer, system, workload } = cell;
  const name = { system: system.id, workload: workload.id };
  return fidelities.map((fidelity) => {
    if (answer.kind === "misfit") return measureNoPlan(answer.noPlan, { ...name, fidelity });
    const evaluation = fidelity === "event" ? answer.event : answer.analytic;
    const readings = cell.readings[fidelity];
    if (evaluation === undefined || readings === undefined) throw new Error(`${fidelity} was not run`);
    const inputs = [...system.loaded.provenance, ...workload.loaded.provenance];
    const measured = measureEvaluation(evaluation, inputs);
    const deciles = decilesOf(cell, readings);
    const ranges = deciles === undefined ? rangesOf(cell, readings) : outerDeciles(deciles);
    const [broken] = brokenConstraints(readings, formulas);
    return rounded({
      ...measured,
      ...name,
      ...(broken === undefined ? {} : { feasible: false, infeasible: asInfeasible(broken) }),
      plansConsidered: answer.considered,
      metrics: readings,
      ...(Object.keys(ranges).length === 0 ? {} : { ranges }),
      ...(deciles && { deciles }),
      ...sensitivitiesOf(cell, readings),
      diagnostics: [
        ...measured.diagnostics,
        ...diagnosticsOf(cell),
        ...valuelessMetrics(readings, formulas).map((text) => ({ level: "warning" as const, text })),
      ],
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

/** Deciles of the closed form, taken over to this fidelity in proportion. */
function decilesOf({ readings, samples }: Cell, nominal: Readings): SavedResult["deciles"] {
  const { analytic } = readings;
  if (samples === undefined || analytic === undefined) return undefined;
  const entries = Object.entries(samples.deciles).flatMap(([id, { p10, p50, p90 }]) => {
    const [low, middle, high] = [p10, p50, p90].map((one) => movedReading(nominal[id], analytic[id], one));
    const moved = { p10: low ?? Number.NaN, p50: middle ?? Number.NaN, p90: high ?? Number.NaN };
    return Object.values(moved).every(Number.isFinite) ? [[id, moved] as const] : [];
  });
  return Object.fromEntries(entries);
}

function outerDeciles(deciles: NonNullable<SavedResult["deciles"]>): NonNullable<SavedResult["ranges"]> {
  const entries = Object.entries(deciles).filter(([, { p10, p90 }]) => p10 !== p90);
  return Object.fromEntries(entries.map(([id, { p10, p90 }]) => [id, [p10, p90] as const]));
}

/** How many swings of a metric are saved. */
const SAVED_SWINGS = 8;

function sensitivitiesOf(
  { corners, readings }: Cell,
  nominal: Readings,
): { readonly sensitivities?: NonNullable<SavedResult["sensitivities"]> } {
  const { analytic } = readings;
  if (analytic === undefined) return {};
  const scaled = (id: string, value: number | null): number | null =>
    value === null ? null : movedReading(nominal[id], analytic[id], value);
  const entries = metricIdsIn("swings")
    .filter((id) => typeof nominal[id] === "number")
    .map((id) => [
      id,
      metricSwings(id, analytic, corners)
        .slice(0, SAVED_SWINGS)
        .map(({ input, low, high }) => ({ input: input.path, low: scaled(id, low), high: scaled(id, high) })),
    ]);
  const some = entries.filter(([, swings]) => (swings?.length ?? 0) > 0);
  return some.length === 0 ? {} : { sensitivities: Object.fromEntries(some) };
}

function diagnosticsOf({ corners, answer, samples }: Cell): SavedResult["diagnostics"] {
  const moved = corners.flatMap(({ input, low, high, replanned }) => {
    const where = (end: "low" | "high"): string =>
      `at ${input.path} = ${formatQuantity(input.ends[end], input.unit)}`;
    const lost = [...(low ? [] : ["low" as const]), ...(high ? [] : ["high" as const])];
    return [
      ...lost.map((end) => ({ level: "warning" as const, text: `${where(end)} nothing fits` })),
      ...replanned.map((end) => ({
        level: "note" as const,
        text: `${where(end)} this plan does not fit; the range has the fastest that does`,
      })),
    ];
  });
  const sampled =
    samples !== undefined && samples.fitting < samples.of
      ? [
          {
            level: "warning" as const,
            text: `the plan fits in ${samples.fitting} of ${samples.of} samples of the uncertain inputs; P10, P50 and P90 are of those`,
          },
        ]
      : [];
  const searched = { level: "note" as const, text: `the fastest of ${answer.considered} plans` };
  return [...moved, ...sampled, ...(answer.considered > 1 ? [searched] : [])];
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
