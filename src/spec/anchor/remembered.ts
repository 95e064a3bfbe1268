import type { MapNode } from "../yaml/spec-node.ts";

/** Answers by the tree of a file and by what was set beside it. */
export type Remembered<T> = WeakMap<MapNode, Map<string, T>>;

/** Settings by file that are remembered: samples that move all numbers at once would take more and more room. */
const MOST = 256;

export function remember<T>(
  answers: Remembered<T>,
  file: MapNode,
  { settings, value }: { readonly settings: string; readonly value: T },
): void {
  const ofFile = answers.get(file) ?? new Map<string, T>();
  if (ofFile.size >= MOST) ofFile.clear();
  answers.set(file, ofFile.set(settings, value));
}
