import { collectCells } from "./cell.ts";
import { nearestName } from "../../units/nearest-name.ts";
import { SPEC_SCHEMAS, type SpecKind } from "../kinds/kinds.ts";
import {
  findSpec,
  isSpecError,
  knownNames,
  referenceError,
  type Library,
  type SpecDocument,
} from "../library.ts";
import { extendSpec } from "./merge-nodes.ts";
import { applyOverrides, type Override } from "../override.ts";
import { defaultErrors, parameterValues } from "../parameters.ts";
import type { Sheet } from "./sheet.ts";
import type { SpecError } from "./spec-error.ts";
import { childOf, errorAt, textAt, type MapNode } from "./spec-node.ts";

/** A spec that may extend another, from the file itself to the last base. */
export type Chain = readonly [SpecDocument, ...SpecDocument[]];

/** What building sheets leaves behind besides the sheet: files read and errors found. */
export interface Building {
  readonly library: Library;
  readonly documents: Set<SpecDocument>;
  readonly errors: SpecError[];
}

/** Specs in a chain of `extends`: more are nothing that anyone could read. */
const LONGEST_CHAIN = 32;

/** Follows `extends` to the last base. Undefined where a file cannot be read, with its errors recorded. */
export function followExtends(document: SpecDocument, building: Building): Chain | undefined {
  const chain: [SpecDocument, ...SpecDocument[]] = [document];
  for (let current = document; ;) {
    if (!building.documents.has(current)) {
      building.documents.add(current);
      building.errors.push(...current.errors);
    }
    if (current.root === undefined || current.kind === undefined || !current.readable) return undefined;
    const node = childOf(current.root, "extends");
    const id = textAt(current.root, "extends");
    if (node === undefined || id === undefined) return chain;
    const base = findBase(current, { id, place: node.place, path: ["extends"] }, building);
    if (base === undefined) return undefined;
    if (chain.includes(base)) {
      const message = `a cycle: ${[...chain, base].map((one) => one.id).join(" -> ")}`;
      building.errors.push(errorAt(node.place, { path: ["extends"], expected: "a base", message }));
      return undefined;
    }
    if (chain.length === LONGEST_CHAIN) {
      const expected = `at most ${LONGEST_CHAIN} specs that extend one another`;
      building.errors.push(errorAt(node.place, { path: ["extends"], expected, message: "more" }));
      return undefined;
    }
    chain.push(base);
    current = base;
  }
}

function findBase(
  from: SpecDocument,
  reference: Parameters<typeof referenceError>[0],
  { library, errors }: Building,
): SpecDocument | undefined {
  const group =
    from.kind === "workload" || from.kind === "process" || from.kind === "software" ? from.kind : "arch";
  const found = findSpec(library, reference, group);
  if (isSpecError(found)) {
    errors.push(found);
    return undefined;
  }
  if (found === undefined) {
    const names = knownNames(library, group).filter((name) => name !== from.id);
    errors.push(unknownReference(reference, `the id of a ${from.kind} spec`, names));
    return undefined;
  }
  if (found.kind !== from.kind && found.errors.length === 0) {
    const message = `"${reference.id}", which is a ${found.kind}`;
    errors.push(referenceError(reference, { expected: `the id of a ${from.kind} spec`, message }));
    return undefined;
  }
  return found;
}

/** A reference to nothing, with the nearest name there is. */
export function unknownReference(
  reference: Parameters<typeof referenceError>[0],
  expected: string,
  names: readonly string[],
): SpecError {
  const suggestion = nearestName(reference.id, names);
  return referenceError(reference, { expected, message: `"${reference.id}"`, suggestion });
}

/** The tree of a spec with its bases merged in. */
export function mergedRoot(chain: Chain): MapNode | undefined {
  const roots = chain.map(({ root }) => root);
  return roots.reduceRight((base, derived) =>
    base && derived ? extendSpec(base, derived) : (derived ?? base),
  );
}

export interface SheetOptions {
  readonly overrides: readonly Override[];
  readonly prefix: string;
  readonly references: Sheet["references"];
  readonly parameters: Readonly<Record<string, number>>;
  readonly base: Sheet | undefined;
}

/** The sheet of a followed spec: schema, cells, overrides put in. */
export function makeSheet(chain: Chain, root: MapNode, options: SheetOptions, errors: SpecError[]): Sheet {
  const [document] = chain;
  const schema = SPEC_SCHEMAS[document.kind as SpecKind];
  const applied = applyOverrides(root, schema, options);
  errors.push(...applied.errors);
  if (document.kind === "system") errors.push(...defaultErrors(applied.root));
  return {
    schema,
    root: applied.root,
    own: document.root as MapNode,
    source: document.source,
    cells: collectCells(schema, applied.root),
    references: options.references,
    parameters: parameterValues(applied.root, options.parameters),
    ...(options.base === undefined ? {} : { base: options.base }),
  };
}
