/** A run of neighbouring points that is evaluated, written and, after an interruption, skipped as a whole. */
export interface PartRange {
  readonly part: number;
  /** Index of its first point. */
  readonly first: number;
  readonly count: number;
}

const SMALLEST_PART = 1;
const LARGEST_PART = 65_536;
/** About so many parts: enough to share out evenly, few enough files. Each point of a small sweep is a part: whenever it is stopped, what was evaluated is kept. */
const PARTS_WANTED = 256;

/** Points per part: a power of two that follows from the size of the sweep alone, never from who computes it. */
export function pointsPerPart(points: number): number {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, points / PARTS_WANTED)));
  return Math.min(LARGEST_PART, Math.max(SMALLEST_PART, wanted));
}

export const partCount = (points: number, perPart: number): number => Math.ceil(points / perPart);

export function partRange(part: number, points: number, perPart: number): PartRange {
  const first = part * perPart;
  if (part < 0 || first >= points) throw new Error(`part ${part} is outside of ${points} points`);
  return { part, first, count: Math.min(perPart, points - first) };
}

/** `part-00007`: sorts as the points do. */
export const partName = (part: number): string => `part-${String(part).padStart(5, "0")}`;

/** Parts of one shard of `shards`: every n-th, so that neighbours, which cost alike, are spread. */
export function partsOfShard(parts: number, shard: number, shards: number): readonly number[] {
  const own: number[] = [];
  for (let part = shard; part < parts; part += shards) own.push(part);
  return own;
}
