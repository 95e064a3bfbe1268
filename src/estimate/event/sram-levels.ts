import type { Direction, Plan, ProgramPart, Residence } from "../../plan/plan.ts";

/** Bytes of on-chip memory in use at most while a stage's segment of this label runs; undefined where that is not known. */
export type SramLevels = (stage: number, label: string, backward: boolean) => number | undefined;

/**
 * What each block of a stage's program needs of its chip's memory in each direction: what stands all the time, what lives
 * through the block, and the most that one of its steps adds. The program is laid out before it runs, so that nothing
 * else comes or goes.
 */
export function sramLevels({ stages, residence }: Plan): SramLevels {
  const known = residence.map(levelsOfChip);
  return (stage, label, backward) => {
    const [block, ...words] = label.split(" ");
    const direction = words.includes("recompute") ? "recompute" : backward ? "backward" : "forward";
    return known[stages[stage]?.chip ?? 0]?.get(`${block!} ${direction}`);
  };
}

function levelsOfChip({ sram, program = [], peak }: Residence): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  if (peak === undefined) return levels;
  const standing = total(sram) - total(peak.live);
  for (const part of program)
    for (const direction of ["forward", "recompute", "backward"] as const) {
      const most = mostOf(part, direction);
      if (most !== undefined) levels.set(`${part.block} ${direction}`, standing + total(part.through) + most);
    }
  return levels;
}

function mostOf({ steps }: ProgramPart, direction: Direction): number | undefined {
  const own = steps.filter((step) => step.direction === direction);
  if (own.length === 0) return undefined;
  return own.reduce((most, { activations, temporaries }) => Math.max(most, activations + temporaries), 0);
}

const total = (bytes: Readonly<Record<string, number>>): number =>
  Object.values(bytes).reduce((sum, part) => sum + part, 0);
