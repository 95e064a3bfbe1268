import type { MapEntry, MapNode, ScalarNode, SourceText, SpecNode } from "./spec-node.ts";

/**
 * A tree of a spec as JSON, without the text that its places point into: scalars as [start, end, value], with a 0
 * behind it where the value was left out; lists as ["list", start, end, …items]; maps as ["map", start, end, …] with
 * key, start and end of the key, and node, one after another.
 */
export type CompiledTree = readonly (CompiledTree | string | number | boolean | null)[];

export function compileTree(node: SpecNode): CompiledTree {
  const { start, end } = node.place;
  if (node.kind === "scalar") return [start, end, node.value, ...(node.written === "" ? [0] : [])];
  if (node.kind === "list") return ["list", start, end, ...node.items.map(compileTree)];
  const entries = [...node.entries].flatMap(([key, { keyPlace, node: child }]) => [
    key,
    keyPlace.start,
    keyPlace.end,
    compileTree(child),
  ]);
  return ["map", start, end, ...entries];
}

/** The tree of a text that has been compiled; its places point into `source`. */
export function treeOf(compiled: CompiledTree, source: SourceText): SpecNode {
  if (compiled[0] !== "map" && compiled[0] !== "list") return scalarOf(compiled, source);
  const [kind, start, end, ...rest] = compiled as readonly [string, number, number, ...CompiledTree];
  const place = { source, start, end };
  if (kind === "list")
    return {
      kind: "list",
      place,
      items: (rest as readonly CompiledTree[]).map((item) => treeOf(item, source)),
    };
  return { kind: "map", place, entries: entriesOf(rest, source) } satisfies MapNode;
}

function entriesOf(flat: CompiledTree, source: SourceText): Map<string, MapEntry> {
  const entries = new Map<string, MapEntry>();
  for (let at = 0; at < flat.length; at += 4) {
    const [key, start, end, node] = flat.slice(at, at + 4) as unknown as [
      string,
      number,
      number,
      CompiledTree,
    ];
    entries.set(key, { keyPlace: { source, start, end }, node: treeOf(node, source) });
  }
  return entries;
}

function scalarOf(compiled: CompiledTree, source: SourceText): ScalarNode {
  const [start, end, value, leftOut] = compiled as readonly [number, number, ScalarNode["value"], 0?];
  const written = leftOut === 0 ? "" : source.text.slice(start, end);
  return { kind: "scalar", place: { source, start, end }, value, written };
}
