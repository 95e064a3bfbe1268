import { z } from "zod";
import { quantityKind } from "./quantity.ts";
import { childOf, textAt, type SpecNode, type SpecPath } from "./spec-node.ts";

type Schema = z.core.$ZodType;

/** The schema inside `.optional()`, `.default()` and the like. */
function unwrap(schema: Schema): Schema {
  if (quantityKind(schema) !== undefined) return schema;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return unwrap(schema.unwrap());
  return schema;
}

/** The schema that applies to `node`: the variant its discriminator names, or the map of a union for a map. */
export function schemaFor(schema: Schema, node: SpecNode | undefined): Schema {
  const inner = unwrap(schema);
  if (quantityKind(inner) !== undefined || !(inner instanceof z.ZodUnion)) return inner;
  const options: readonly Schema[] = inner.options;
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const variant = textAt(node, inner.def.discriminator);
    return (
      options.find((option) => variantsOf(option, inner.def.discriminator).includes(variant ?? "")) ?? inner
    );
  }
  const fitting = options.find((option) => (node?.kind === "map") === unwrap(option) instanceof z.ZodObject);
  return fitting === undefined ? inner : schemaFor(fitting, node);
}

function variantsOf(option: Schema, discriminator: string): readonly string[] {
  if (!(option instanceof z.ZodObject)) return [];
  const schema: unknown = option.shape[discriminator];
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String);
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}

/** Values the discriminator of a union may have. */
export function discriminatorValues(schema: Schema, node: SpecNode | undefined): readonly string[] {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodDiscriminatedUnion) || node === undefined) return [];
  return inner.options.flatMap((option: Schema) => variantsOf(option, inner.def.discriminator));
}

/** Keys that a map with this schema may have, each with its schema; undefined where any key is allowed. */
export function keysOf(schema: Schema): ReadonlyMap<string, Schema> | undefined {
  if (schema instanceof z.ZodObject) return new Map<string, Schema>(Object.entries(schema.shape));
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum)
    return new Map<string, Schema>(schema.keyType.options.map((key) => [String(key), schema.valueType]));
  return undefined;
}

/** The schema of `key` below `schema`. */
export function childSchema(schema: Schema, key: string | number): Schema | undefined {
  if (schema instanceof z.ZodArray) return schema.element;
  const keys = keysOf(schema);
  if (keys !== undefined) return keys.get(String(key));
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

/** The schema at `path` for the tree below `root`, or undefined where no such path is valid. */
export function schemaAt(schema: Schema, root: SpecNode | undefined, path: SpecPath): Schema | undefined {
  let current: Schema | undefined = schemaFor(schema, root);
  let node = root;
  for (const key of path) {
    current = current && childSchema(current, key);
    node = node && childOf(node, key);
    current = current && schemaFor(current, node);
  }
  return current;
}

/** Dotted paths of all leaves that a tree like `root` may have, for overrides and suggestions. */
export function leafPaths(schema: Schema, root: SpecNode | undefined, prefix = ""): readonly string[] {
  const own = schemaFor(schema, root);
  if (quantityKind(own) !== undefined) return [prefix];
  const keys = keysOf(own);
  if (keys === undefined) return [prefix];
  return [...keys].flatMap(([key, child]) =>
    leafPaths(child, childOf(root, key), prefix === "" ? key : `${prefix}.${key}`),
  );
}
