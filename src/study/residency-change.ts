import type { Arch } from "../arch/arch.ts";
import type { PlanChoice } from "../plan/plan.ts";

/** A plan on a system, and how fast it is in any unit. */
export interface Paced {
  readonly arch: Arch;
  readonly choice: PlanChoice;
  readonly rate: number;
}

/** Choices that say what a chip holds, and where. */
const HOLDS = [
  "weights",
  "expertWeights",
  "optimizerState",
  "kvCache",
  "recompute",
  "checkpointFormat",
  "microBatch",
  "availableMemoryProportion",
] as const satisfies readonly (keyof PlanChoice)[];

/** What one plan's chips hold otherwise than another's: "optimizerState streaming → sharded". */
export function residencyChange(from: PlanChoice, to: PlanChoice): readonly string[] {
  const [before, after] = [from, to].map(held);
  return Object.entries(after ?? {}).flatMap(([name, value]) =>
    before?.[name] === value ? [] : [`${name} ${String(before?.[name])} → ${String(value)}`],
  );
}

/** What chips hold follows from these choices, and from how many of them divide the model. */
function held(choice: PlanChoice): Readonly<Record<string, unknown>> {
  return {
    "chips of a replica": choice.tensorParallel * choice.pipelineParallel,
    "layers of its stages": choice.layersPerStage.join(", "),
    ...Object.fromEntries(HOLDS.map((name) => [name, choice[name]])),
  };
}

/**
 * Work that chips divide is done at most in proportion to their number while each holds what it held: more than that
 * comes of what a chip of the larger system holds, or of links that neighbours meet there. undefined: no more than that.
 */
export function beyondProportion(base: Paced, other: Paced): string | undefined {
  const chips = other.arch.chips / base.arch.chips;
  const faster = other.rate / base.rate;
  const alike = JSON.stringify(other.arch.chip) === JSON.stringify(base.arch.chip);
  if (!alike || chips <= 1 || !(faster > chips * ROUNDING)) return undefined;
  const changes = residencyChange(base.choice, other.choice);
  const cause =
    changes.length > 0
      ? `memory residency changed: ${changes.join(", ")}`
      : "neighbours meet over faster links";
  return `${times(faster)} as fast with ${times(chips)} the chips: ${cause}`;
}

const ROUNDING = 1 + 1e-6;
const times = (factor: number): string => `${String(Number(factor.toPrecision(3)))}×`;
