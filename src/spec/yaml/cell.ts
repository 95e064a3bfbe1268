import type { z } from "zod";
import { quantityKind, type QuantityKind } from "./quantity.ts";
import { childSchema, schemaFor } from "./schema-tree.ts";
import { childOf, textAt, type MapNode, type ScalarNode, type SpecNode, type SpecPath } from "./spec-node.ts";
import { STATUSES, type Status } from "./provenance.ts";

/** One quantity of a spec as written: what `value`, `low` and `high` say, not yet a number. */
export interface Cell {
  readonly path: SpecPath;
  readonly kind: QuantityKind;
  readonly node: SpecNode;
  readonly value: ScalarNode;
  readonly low?: ScalarNode;
  readonly high?: ScalarNode;
  readonly source?: string;
  readonly status?: Status;
}

/** All quantities of a tree by dotted path, in file order. What has not the shape of one is left to the schema. */
export function collectCells(schema: z.core.$ZodType, root: MapNode): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  const visit = (outer: z.core.$ZodType, node: SpecNode, path: SpecPath): void => {
    const own = schemaFor(outer, node);
    const kind = quantityKind(own);
    if (kind !== undefined) {
      const cell = readCell(node, path, kind);
      if (cell !== undefined) cells.set(path.join("."), cell);
    } else if (node.kind === "list") {
      node.items.forEach((item, index) => visitChild(own, item, [...path, index]));
    } else if (node.kind === "map") {
      for (const [key, entry] of node.entries) visitChild(own, entry.node, [...path, key]);
    }
  };
  const visitChild = (own: z.core.$ZodType, node: SpecNode, path: SpecPath): void => {
    const schemaOfChild = childSchema(own, path.at(-1) ?? "");
    if (schemaOfChild !== undefined) visit(schemaOfChild, node, path);
  };
  visit(schema, root, []);
  return cells;
}

function readCell(node: SpecNode, path: SpecPath, kind: QuantityKind): Cell | undefined {
  if (isNumberOrText(node)) return { path, kind, node, value: node };
  if (node.kind !== "map") return undefined;
  const value = childOf(node, "value");
  const [low, high] = [childOf(node, "low"), childOf(node, "high")];
  const source = textAt(node, "source");
  const status = textAt(node, "status") as Status | undefined;
  if (!isNumberOrText(value)) return undefined;
  return {
    path,
    kind,
    node,
    value,
    ...(isNumberOrText(low) ? { low } : {}),
    ...(isNumberOrText(high) ? { high } : {}),
    ...(source === undefined ? {} : { source }),
    ...(status !== undefined && STATUSES.includes(status) ? { status } : {}),
  };
}

function isNumberOrText(node: SpecNode | undefined): node is ScalarNode {
  return node?.kind === "scalar" && (typeof node.value === "string" || typeof node.value === "number");
}
