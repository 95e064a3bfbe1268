import { BASE_UNIT } from "../units/dimension.ts";
import type { z } from "zod";
import { replaceNode } from "./yaml/merge-nodes.ts";
import { quantityKind } from "./yaml/quantity.ts";
import { keysOf, leafPaths, schemaAt } from "./yaml/schema-tree.ts";
import { hasControlCharacters } from "./yaml/text-errors.ts";
import type { SpecError } from "./yaml/spec-error.ts";
import {
  errorAt,
  suggest,
  type MapEntry,
  type MapNode,
  type Place,
  type ScalarNode,
  type SpecNode,
} from "./yaml/spec-node.ts";

/** Values that replace those of specs: `{ "chip.clock": "1.5 GHz", "system.pod": 16 }`. A number is in base units. */
export type Overrides = Readonly<Record<string, string | number>>;

/** What of a path leads to the laws of the die: `process.n7.defects.density`, `silicon.bondYield`. */
export const SILICON_ROOTS: ReadonlySet<string> = new Set(["process", "silicon"]);

/**
 * The words an override path may begin with: those of an arch spec with the laws of its die, and those of a workload.
 */
export const ARCH_ROOTS: ReadonlySet<string> = new Set([
  ...["system", "machine", "chip", "software"],
  ...SILICON_ROOTS,
]);
export const WORKLOAD_ROOTS: ReadonlySet<string> = new Set(["model", "task", "published"]);

/** One override with its place: errors about it show the override itself. */
export interface Override {
  readonly path: readonly string[];
  readonly written: string | number;
  /** Of the value, in the text `path=value`. */
  readonly place: Place;
  readonly pathPlace: Place;
}

export function readOverrides(overrides: Overrides): readonly Override[] {
  return Object.entries(overrides).map(([path, written]) => {
    const source = { file: "--set", text: `${path}=${written}` };
    return {
      path: path.split("."),
      written,
      place: { source, start: path.length + 1, end: source.text.length },
      pathPlace: { source, start: 0, end: path.length },
    };
  });
}

/** A spec tree with overrides put in; `prefix` is the part of their paths that named the spec. */
export function applyOverrides(
  root: MapNode,
  schema: z.core.$ZodType,
  { overrides, prefix }: { overrides: readonly Override[]; prefix: string },
): { root: MapNode; errors: readonly SpecError[] } {
  const errors: SpecError[] = [];
  let result = root;
  for (const override of overrides) {
    const path = override.path.slice(prefix === "" ? 0 : prefix.split(".").length);
    const leaf = schemaAt(schema, result, path);
    const isLeaf = leaf !== undefined && (quantityKind(leaf) !== undefined || keysOf(leaf) === undefined);
    if (hasControlCharacters(String(override.written)))
      errors.push(
        errorAt(override.pathPlace, { path, expected: "text without control characters", message: "some" }),
      );
    else if (path.length > 0 && isLeaf) result = replaceNode(result, path, overrideNode(override, leaf));
    else errors.push(unknownOverride(override, knownPaths(schema, result, prefix)));
  }
  return { root: result, errors };
}

/** Paths that an override of this spec may name. */
export function knownPaths(schema: z.core.$ZodType, root: MapNode, prefix: string): readonly string[] {
  return leafPaths(schema, root, prefix).filter(
    (path) => !/(^|[.])(id|kind|extends|aliases|name|notes)$/.test(path),
  );
}

export function unknownOverride(override: Override, known: readonly string[]): SpecError {
  const written = override.path.join(".");
  const expected = "the path of a value in a spec";
  return errorAt(override.pathPlace, {
    path: [],
    expected,
    message: `"${written}"`,
    ...suggest(written, known),
  });
}

export const OVERRIDE_SOURCE = "set for this run";

/** The node an override stands for; of a quantity, one that says it was set for this run. */
function overrideNode(override: Override, leaf: z.core.$ZodType): SpecNode {
  const { written, place } = override;
  const kind = quantityKind(leaf);
  if (kind === undefined)
    return typeof written === "string" ? plainNode(place, written) : scalar(place, written);
  const text = typeof written === "number" ? `${written} ${BASE_UNIT[kind.dimension]}`.trim() : written;
  const entry = (node: ScalarNode): MapEntry => ({ keyPlace: place, node });
  return {
    kind: "map",
    place,
    entries: new Map([
      ["value", entry({ kind: "scalar", place, value: text, written: text })],
      ["source", entry(scalar(place, OVERRIDE_SOURCE))],
      ["status", entry(scalar(place, "assumed"))],
    ]),
  };
}

function scalar(place: Place, value: ScalarNode["value"]): ScalarNode {
  return { kind: "scalar", place, value, written: String(value) };
}

/** A word, a number, true or false; in brackets a list of them. */
function plainNode(place: Place, text: string): SpecNode {
  const inside = /^\[(.*)\]$/.exec(text.trim())?.[1];
  if (inside === undefined) return scalar(place, plainScalar(text));
  const items = inside.split(",").map((item) => scalar(place, plainScalar(item.trim())));
  return { kind: "list", place, items };
}

function plainScalar(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
