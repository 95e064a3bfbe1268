import { NOT_MEMORIES } from "../kinds/memory-spec.ts";
import type { SpecError } from "./spec-error.ts";
import { childOf, errorAt, textAt, type MapEntry, type MapNode, type SpecNode } from "./spec-node.ts";

/**
 * A chip or machine with its list of `memories` as a map by their ids: a spec that extends it then changes one of them,
 * and `chip.memories.hbm.bandwidth` names a number.
 */
export function memoriesById(root: MapNode): {
  readonly root: MapNode;
  readonly errors: readonly SpecError[];
} {
  const entry = root.entries.get("memories");
  if (entry?.node.kind !== "list") return { root, errors: [] };
  const { node } = entry;
  const errors: SpecError[] = [];
  const entries = new Map<string, MapEntry>();
  node.items.forEach((item, at) => {
    const id = textAt(item, "id");
    const place = childOf(item, "id")?.place ?? item.place;
    const problem = id === undefined ? WITHOUT_ID : idProblem(id, entries);
    if (problem !== undefined) errors.push(errorAt(place, { path: ["memories", at, "id"], ...problem }));
    else entries.set(id!, { keyPlace: place, node: item });
  });
  const map: SpecNode = { kind: "map", place: node.place, entries };
  const changed = new Map(root.entries).set("memories", { ...entry, node: map });
  return { root: { ...root, entries: changed }, errors };
}

interface Problem {
  readonly expected: string;
  readonly message: string;
}

const WITHOUT_ID: Problem = { expected: "the id of the memory, as in id: hbm", message: "nothing" };

function idProblem(id: string, known: ReadonlyMap<string, unknown>): Problem | undefined {
  if (NOT_MEMORIES.includes(id))
    return {
      expected: "an id of its own",
      message: `"${id}", which names something else in plans and machines`,
    };
  if (known.has(id)) return { expected: "another id for each memory", message: `"${id}" a second time` };
  return undefined;
}
