import type { z } from "zod";
import { describeExpected } from "../../units/parse-quantity.ts";
import { STATUSES } from "./provenance.ts";
import { quantityKind } from "./quantity.ts";
import { discriminatorValues, keysOf, schemaAt, schemaFor } from "./schema-tree.ts";
import type { SpecError } from "./spec-error.ts";
import {
  childOf,
  deepestNode,
  errorAt,
  nodeAt,
  suggest,
  type ErrorText,
  type MapNode,
  type Place,
  type SpecNode,
  type SpecPath,
} from "./spec-node.ts";

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

/** Zod's issues as errors at the places in the file they are about. */
export function schemaErrors(issues: readonly Issue[], schema: Schema, root: MapNode): SpecError[] {
  return issues.flatMap((issue) => issueErrors(issue, [], { schema, root }));
}

interface Context {
  readonly schema: Schema;
  readonly root: MapNode;
}

function issueErrors(issue: Issue, prefix: SpecPath, context: Context): SpecError[] {
  const path = [...prefix, ...(issue.path as SpecPath)];
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, path, context));
  if (issue.code === "invalid_key") return [unknownKey(String(path.at(-1)), path.slice(0, -1), context)];
  if (issue.code === "invalid_union") return unionErrors(issue, path, context);
  if (nodeAt(context.root, path) === undefined) return [missingKey(path, context)];
  return [errorAt(placeAt(context.root, path), { path, ...wording(issue, path, context) })];
}

/** A union that matches nothing: an unknown variant, or the problems of the option that was probably meant. */
function unionErrors(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: SpecPath,
  context: Context,
): SpecError[] {
  const { root } = context;
  const discriminator = issue.discriminator;
  if (discriminator !== undefined) {
    const parent = path.at(-1) === discriminator ? path.slice(0, -1) : path;
    const variants = discriminatorValues(schemaAtOuter(context, parent), root);
    const at = [...parent, discriminator];
    const node = nodeAt(root, at);
    if (node === undefined) return [missingKey(at, context, oneOf(variants))];
    const got = textOf(node);
    return [
      errorAt(node.place, {
        path: at,
        expected: oneOf(variants),
        message: shown(node),
        ...suggest(got, variants),
      }),
    ];
  }
  const node = nodeAt(root, path);
  if (node === undefined) return [missingKey(path, context)];
  const meant = schemaAt(context.schema, root, path);
  const kind = meant && quantityKind(meant);
  if (kind !== undefined) return quantityShape(node, path, describeExpected(kind.dimension));
  const options = issue.errors as readonly (readonly Issue[])[];
  const inside = options.find((issues) =>
    issues.every(({ path: below, code }) => below.length > 0 || code === "unrecognized_keys"),
  );
  if (inside !== undefined && node.kind === "map")
    return inside.flatMap((one) => issueErrors(one, path, context));
  const expected = options.flatMap((issues) =>
    issues.map((one) => wording(one, path, context).expected ?? ""),
  );
  return [errorAt(node.place, { path, expected: [...new Set(expected)].join(" or "), message: shown(node) })];
}

/** A quantity that is neither a scalar nor `{ value, ... }`. */
function quantityShape(node: SpecNode, path: SpecPath, expected: string): SpecError[] {
  const inside = node.kind === "map" ? quantityMapErrors(node, path) : [];
  return inside.length > 0 ? inside : [errorAt(node.place, { path, expected, message: shown(node) })];
}

const QUANTITY_KEYS = ["value", "source", "status", "low", "high"];

/** What is wrong with the keys of `{ value, source, status, low, high }`, besides the numbers themselves. */
export function quantityMapErrors(node: SpecNode, path: SpecPath): SpecError[] {
  if (node.kind !== "map") return [];
  return [...node.entries].flatMap(([key, entry]) => {
    const at = [...path, key];
    const message = shown(entry.node);
    if (!QUANTITY_KEYS.includes(key))
      return [
        errorAt(entry.keyPlace, { path, message: `unknown key "${key}"`, ...suggest(key, QUANTITY_KEYS) }),
      ];
    const { node: value } = entry;
    const text = value.kind === "scalar" && typeof value.value === "string" ? value.value : undefined;
    if (key === "status" && !(STATUSES as readonly string[]).includes(text ?? ""))
      return [
        errorAt(value.place, {
          path: at,
          expected: oneOf(STATUSES),
          message,
          ...suggest(text ?? "", STATUSES),
        }),
      ];
    if (key === "source" && text === undefined)
      return [errorAt(value.place, { path: at, expected: "text", message })];
    const isNumber = text !== undefined || (value.kind === "scalar" && typeof value.value === "number");
    return isNumber ? [] : [errorAt(value.place, { path: at, expected: "a quantity", message })];
  });
}

function unknownKey(key: string, path: SpecPath, context: Context): SpecError {
  const { root, schema } = context;
  const parent = nodeAt(root, path);
  const place =
    (parent?.kind === "map" ? parent.entries.get(key)?.keyPlace : undefined) ?? placeAt(root, path);
  const known = keysOf(schemaAt(schema, root, path) ?? schemaFor(schema, root));
  if (key === "<<") {
    const expected = "`extends:` (merge keys belong to YAML 1.1)";
    return errorAt(place, { path, expected, message: `"<<"` });
  }
  return errorAt(place, { path, message: `unknown key "${key}"`, ...suggest(key, known?.keys() ?? []) });
}

/** Points at the key of the map that lacks something, or at the start of the file. */
function missingKey(path: SpecPath, { root, schema }: Context, expected?: string): SpecError {
  const { depth } = deepestNode(root, path);
  const holder = path.slice(0, depth);
  const missing = path.slice(0, depth + 1);
  const meant = schemaAt(schema, root, missing);
  const kind = meant && quantityKind(meant);
  const what = expected ?? (kind === undefined ? undefined : describeExpected(kind.dimension));
  const message = `missing key "${String(missing.at(-1))}"${what === undefined ? "" : ` (${what})`}`;
  return errorAt(keyPlaceAt(root, holder), { path: holder, message });
}

function wording(issue: Issue, path: SpecPath, { root }: Context): Omit<ErrorText, "path"> {
  const node = nodeAt(root, path);
  const got = node === undefined ? "nothing" : shown(node);
  switch (issue.code) {
    case "invalid_type":
      return {
        expected: EXPECTED_TYPES[issue.expected] ?? `a ${issue.expected}`,
        message: got,
        ...booleanMeant(issue.expected, node),
      };
    case "invalid_value": {
      const values = issue.values.map(String);
      return { expected: oneOf(values), message: got, ...suggest(textOf(node), values) };
    }
    case "invalid_format":
      return { expected: "lower-case letters, digits, dots and dashes", message: got };
    case "too_small":
      return {
        expected: `at least ${issue.minimum}${issue.origin === "array" ? " item" : ""}`,
        message: got,
      };
    case "too_big":
      return {
        expected: `at most ${issue.maximum}${issue.origin === "array" ? " items" : ""}`,
        message: got,
      };
    default:
      return { message: issue.message };
  }
}

const EXPECTED_TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys to values",
  record: "a map of keys to values",
};

const BOOLEAN_WORDS: Readonly<Record<string, string>> = {
  yes: "true",
  on: "true",
  no: "false",
  off: "false",
};

function booleanMeant(expected: string, node: SpecNode | undefined): { suggestion?: string } {
  const meant = expected === "boolean" ? BOOLEAN_WORDS[textOf(node).toLowerCase()] : undefined;
  return meant === undefined ? {} : { suggestion: meant };
}

function oneOf(values: readonly string[]): string {
  const last = values.at(-1) ?? "";
  return values.length < 2 ? `"${last}"` : `${values.slice(0, -1).join(", ")} or ${last}`;
}

function textOf(node: SpecNode | undefined): string {
  return node?.kind === "scalar" ? String(node.value) : "";
}

function shown(node: SpecNode): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "map") return "a map";
  if (node.value === null) return "nothing";
  return typeof node.value === "string" ? `"${node.value.slice(0, 60)}"` : node.written;
}

/** The node at a path, or at the longest part of it that is there. */
export function placeAt(root: MapNode, path: SpecPath): Place {
  return deepestNode(root, path).node.place;
}

/** The key that leads to `path`; the start of the file for the root. */
export function keyPlaceAt(root: MapNode, path: SpecPath): Place {
  const parent = nodeAt(root, path.slice(0, -1));
  const key = path.at(-1);
  if (key === undefined) return { ...root.place, end: root.place.start + 1 };
  if (parent?.kind === "map") return parent.entries.get(String(key))?.keyPlace ?? parent.place;
  return (childOf(parent, key) ?? root).place;
}

/** The schema of a discriminated union itself, before its variant is chosen. */
function schemaAtOuter({ schema, root }: Context, path: SpecPath): Schema {
  return path.length === 0 ? schema : (schemaAt(schema, root, path) ?? schema);
}
