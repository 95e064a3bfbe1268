import type { Plan } from "../../plan/plan.ts";
import type { Sequence } from "../pipeline/segment-sums.ts";

/** Of each block that a stage holds, by its id: how many of the kind earlier stages hold. By stage. */
export type LayersBefore = readonly ReadonlyMap<string, number>[];

export function layersBefore({ stages }: Plan): LayersBefore {
  const counts = new Map<string, number>();
  return stages.map(({ blocks }) => {
    const before = new Map(blocks.map(({ block: { id } }) => [id, counts.get(id) ?? 0]));
    for (const { block, count } of blocks) counts.set(block.id, (counts.get(block.id) ?? 0) + count);
    return before;
  });
}

/** Segments from `from` to before `to` that are one run of a block, or several blocks' run of one part: "layer 12". */
export interface LayerRun {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The runs of blocks in the segments of a stage, numbered through all stages, from the first layer of the model: forward
 * upwards, backward downwards. Segments of no block are in no run.
 */
export function layerRuns(
  segments: Sequence,
  before: ReadonlyMap<string, number> = NONE,
  backward: boolean,
): readonly LayerRun[] {
  const runs = before.size === 0 ? [] : leaves(segments, 0).filter(({ label }) => before.has(blockOf(label)));
  const totals = new Map<string, number>();
  for (const { label } of runs) totals.set(label, (totals.get(label) ?? 0) + 1);
  const seen = new Map<string, number>();
  return runs.map((run) => {
    const total = totals.get(run.label)!;
    const first = before.get(blockOf(run.label))!;
    const index = seen.get(run.label) ?? 0;
    seen.set(run.label, index + 1);
    if (total + first === 1) return run;
    const number = first + (backward ? total - 1 - index : index);
    const [block, ...part] = run.label.split(" ");
    return { ...run, label: [block, number, ...part].join(" ") };
  });
}

const NONE: ReadonlyMap<string, number> = new Map();
const blockOf = (label: string): string => label.split(" ")[0]!;

function leaves(segments: Sequence, start: number): LayerRun[] {
  if (segments.parts === undefined)
    return segments.length === 0
      ? []
      : [{ label: segments[0]!.label, from: start, to: start + segments.length }];
  const runs: LayerRun[] = [];
  let at = start;
  for (const { segments: part, times } of segments.parts)
    for (let time = 0; time < times; time++) {
      runs.push(...leaves(part, at));
      at += part.length;
    }
  return runs;
}
