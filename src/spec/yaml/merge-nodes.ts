import { childOf, textAt, type MapEntry, type MapNode, type SpecNode } from "./spec-node.ts";

/** What belongs to one file alone and is never inherited. */
const OWN_KEYS = new Set(["id", "name", "aliases", "extends", "source", "status"]);
/** Keys that say which variant of a map this is; another variant replaces the whole map. */
const VARIANT_KEYS = ["kind", "architecture"];

/** Of two keys that say the same in different words, the one that is written takes the other's place. */
const INSTEAD_OF: Readonly<Partial<Record<string, string>>> = { tokens: "steps", steps: "tokens" };

/** A spec that `extends` another: the base with what differs. `key: null` removes what was inherited. */
export function extendSpec(base: MapNode, derived: MapNode): MapNode {
  const inherited = new Map([...base.entries].filter(([key]) => !OWN_KEYS.has(key)));
  return mergeMaps({ ...base, entries: inherited }, derived);
}

function mergeMaps(base: MapNode, derived: MapNode): MapNode {
  const entries = new Map<string, MapEntry>(base.entries);
  for (const [key, entry] of derived.entries) {
    const before = base.entries.get(key);
    entries.delete(INSTEAD_OF[key] ?? "");
    if (before !== undefined && isNull(entry.node)) entries.delete(key);
    else if (before === undefined) entries.set(key, entry);
    else entries.set(key, { keyPlace: entry.keyPlace, node: mergeNodes(before.node, entry.node) });
  }
  return { kind: "map", place: derived.place, entries };
}

function mergeNodes(base: SpecNode, derived: SpecNode): SpecNode {
  if (base.kind !== "map" || derived.kind !== "map") return derived;
  if (isQuantity(base) || isQuantity(derived) || isOtherVariant(base, derived)) return derived;
  return mergeMaps(base, derived);
}

/** `{ value, source, status, low, high }` is one number: a new value never keeps the old one's source. */
function isQuantity(node: MapNode): boolean {
  return node.entries.has("value");
}

function isOtherVariant(base: MapNode, derived: MapNode): boolean {
  return VARIANT_KEYS.some((key) => {
    const variant = textAt(derived, key);
    return variant !== undefined && variant !== textAt(base, key);
  });
}

function isNull(node: SpecNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** `root` with `node` at `path`; maps on the way are made where they are missing. */
export function replaceNode(root: MapNode, path: readonly string[], node: SpecNode): MapNode {
  const [key = "", ...rest] = path;
  const before = childOf(root, key);
  const entries = new Map(root.entries);
  entries.delete(INSTEAD_OF[key] ?? "");
  const replaced = replaceBelow(before, rest, node);
  entries.set(key, { keyPlace: root.entries.get(key)?.keyPlace ?? node.place, node: replaced });
  return { ...root, entries };
}

/** What stood there with `node` at the rest of the path: itself, or an item of a list, or a key of a map. */
function replaceBelow(before: SpecNode | undefined, path: readonly string[], node: SpecNode): SpecNode {
  const [key = "", ...rest] = path;
  if (path.length === 0) return node;
  if (before?.kind === "list") {
    const items = before.items.map((item, index) =>
      String(index) === key ? replaceBelow(item, rest, node) : item,
    );
    return { ...before, items };
  }
  const empty: MapNode = { kind: "map", place: node.place, entries: new Map<string, MapEntry>() };
  return replaceNode(before?.kind === "map" ? before : empty, path, node);
}
