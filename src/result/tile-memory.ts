import { chipBytes } from "../plan/memory/shortage.ts";
import type { BlockStep, Plan, ProgramPart, Residence } from "../plan/plan.ts";
import { programStep, stepName } from "../plan/memory/program-steps.ts";
import type { MetricContext } from "./metric-context.ts";
import type { SavedResult } from "./saved/result.ts";

type SavedTiles = NonNullable<SavedResult["tiles"]>;

/** Which tiles of the fullest chip are fullest and when, and how memory goes up and down over its program. */
export function tilesOf({ phases }: MetricContext): SavedTiles | undefined {
  const plans = phases.map(({ plan }) => plan);
  const plan = plans.reduce((most, one) => (fullness(one) > fullness(most) ? one : most));
  const { chip } = plan.arch;
  const held = plan.residence[plan.fullestChip];
  if (chip.architecture !== "tiled" || held?.peak === undefined) return undefined;
  const tiles = chip.tiles - plan.choice.ioTiles;
  return {
    chip: plan.fullestChip,
    phase: plan.graph.phase,
    step: stepName(held.peak),
    limitBytes: chip.sramBytesPerTile,
    classes: held.tileClasses ?? [],
    steps: (held.program ?? []).flatMap((part) => partSteps(part, standingBytes(held), tiles)),
  };
}

function fullness({ residence, fullestChip }: Plan): number {
  const held = residence[fullestChip];
  return held === undefined ? 0 : chipBytes(held);
}

/** What stands all the time: all that is held in the fullest step but what lives in it. */
function standingBytes(held: Residence): number {
  const live = Object.values(held.peak?.live ?? {}).reduce((sum, bytes) => sum + bytes, 0);
  return chipBytes(held) - live;
}

/** The fullest step of a block in each direction, bytes of the fullest tile. */
function partSteps(part: ProgramPart, standing: number, tiles: number): SavedTiles["steps"] {
  const fullest = new Map<string, BlockStep>();
  for (const step of part.steps) {
    const known = fullest.get(step.direction);
    if (known === undefined || bytesOf(step) > bytesOf(known)) fullest.set(step.direction, step);
  }
  return [...fullest.values()].map((step) => {
    const { weights, gradients, stash, gaps, activations, temporaries } = programStep(part, step).live;
    return {
      block: part.block,
      direction: step.direction,
      operator: step.operator?.id ?? "",
      bytes: {
        standing: (standing + weights + gradients + gaps) / tiles,
        stash: stash / tiles,
        activations: activations / tiles,
        temporaries: temporaries / tiles,
      },
    };
  });
}

function bytesOf({ activations, temporaries }: BlockStep): number {
  return activations + temporaries;
}
