import type { PowerSpan } from "../power/power-trace.ts";

/** Rounds in a row, repeated. */
export interface PowerBlock {
  readonly seconds: number;
  readonly count: number;
  readonly runs: readonly { readonly seconds: number; readonly power: readonly PowerSpan[] }[];
}

/**
 * Dynamic power of `repeats` runs of a program as spans. Repetitions shorter than a `pieces`-th of the whole are
 * not told apart: their average stands for all of them.
 */
export function powerOfBlocks(
  blocks: readonly PowerBlock[],
  repeats: number,
  pieces: number,
): readonly PowerSpan[] {
  const once = blocks.reduce((sum, { seconds, count }) => sum + seconds * count, 0);
  const finest = (once * repeats) / pieces;
  const spans: PowerSpan[] = [];
  if (repeats > 1 && once < finest) {
    const joules = blocks.reduce((sum, block) => sum + block.count * joulesOf(block), 0);
    return once > 0 ? [{ start: 0, end: once * repeats, watts: joules / once }] : [];
  }
  for (let repeat = 0; repeat < repeats; repeat++) {
    let at = repeat * once;
    for (const block of blocks) at = addBlock(spans, block, at, finest);
  }
  return spans;
}

function addBlock(spans: PowerSpan[], block: PowerBlock, from: number, finest: number): number {
  const { seconds, count, runs } = block;
  const end = from + seconds * count;
  if (seconds < finest) {
    if (seconds > 0) spans.push({ start: from, end, watts: joulesOf(block) / seconds });
    return end;
  }
  for (let iteration = 0; iteration < count; iteration++) {
    let at = from + iteration * seconds;
    for (const run of runs) {
      for (const { start, end, watts } of run.power) spans.push({ start: at + start, end: at + end, watts });
      at += run.seconds;
    }
  }
  return end;
}

function joulesOf({ runs }: PowerBlock): number {
  let joules = 0;
  for (const { power } of runs) for (const { start, end, watts } of power) joules += watts * (end - start);
  return joules;
}
