/** The parts of JSON Schema (draft 7) that the schemas of specs are made of. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** One key of a spec, by its path from the top. */
export interface SpecKey {
  readonly path: string;
  readonly type: string;
  readonly about: string;
  readonly required: boolean;
  /** Architectures or families of the spec that have the key, and how many there are. */
  readonly onlyIn: readonly string[];
  readonly variants: number;
}

type Found = Omit<SpecKey, "onlyIn" | "variants">;

/** Every key that a whole spec may have. A key of several variants stands once, with the variants that have it. */
export function keysOf(schema: JsonSchema): readonly SpecKey[] {
  const whole = schema.else ?? schema;
  const chain = whole.allOf?.flatMap(({ then }) => (then === undefined ? [] : [then])) ?? [];
  const variants = (chain.length > 0 ? chain : [whole]).map((one) => resolved(one, schema));
  const byPath = new Map<string, { readonly key: Found; readonly onlyIn: Set<string> }>();
  for (const variant of variants)
    for (const key of keysIn(variant, { path: "", root: schema })) {
      const known = byPath.get(key.path) ?? { key, onlyIn: new Set<string>() };
      const types = new Set([...known.key.type.split(" or "), ...key.type.split(" or ")]);
      const merged = { ...known.key, type: [...types].join(" or "), about: known.key.about || key.about };
      byPath.set(key.path, { key: merged, onlyIn: known.onlyIn.add(nameOf(variant)) });
    }
  return [...byPath.values()].map(({ key, onlyIn }) => ({
    ...key,
    onlyIn: variants.length > 1 ? [...onlyIn] : [],
    variants: variants.length,
  }));
}

const DEFINITIONS = "#/definitions/";

/** What stands for all places that are alike, put back into each. */
function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const shared = schema.$ref?.startsWith(DEFINITIONS)
    ? root.definitions?.[schema.$ref.slice(DEFINITIONS.length)]
    : undefined;
  if (shared === undefined) return schema;
  const { $ref: _, ...own } = schema;
  return resolved({ ...shared, ...own }, root);
}

/** A quantity is checked by the definition of its dimension. */
const isQuantity = ({ allOf = [] }: JsonSchema): boolean => allOf.some(({ $ref }) => $ref !== undefined);

const alternatives = ({ anyOf = [], oneOf = [], allOf = [] }: JsonSchema): readonly JsonSchema[] => [
  ...[...anyOf, ...oneOf],
  ...allOf.flatMap(({ then }) => (then === undefined ? [] : [then])),
];

/** `tiled` of `architecture: tiled`; of a workload its family. */
function nameOf({ properties = {} }: JsonSchema): string {
  const chosen = properties["family"] ?? properties["architecture"];
  return String(chosen?.const ?? chosen?.enum?.join(", ") ?? "");
}

interface Place {
  readonly path: string;
  readonly root: JsonSchema;
}

function keysIn(written: JsonSchema, { path, root }: Place): readonly Found[] {
  const schema = resolved(written, root);
  if (isQuantity(schema)) return [];
  const inside = (one: JsonSchema, at: string): readonly Found[] => keysIn(one, { path: at, root });
  const listed = schema.items === undefined ? [] : inside(schema.items, `${path}[]`);
  const named =
    typeof schema.additionalProperties === "object"
      ? inside(schema.additionalProperties, join(path, nameIn(schema.propertyNames)))
      : [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const [at, value] = [join(path, name), resolved(property, root)];
    const required = schema.required?.includes(name) === true && value.default === undefined;
    const key = { path: at, type: typeOf(value, root), about: value.description ?? "", required };
    return [key, ...inside(value, at)];
  });
  return [...own, ...named, ...listed, ...alternatives(schema).flatMap((one) => inside(one, path))];
}

const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

const nameIn = (names: JsonSchema | undefined): string =>
  names?.enum === undefined ? "NAME" : `{${names.enum.join(", ")}}`;

function typeOf(written: JsonSchema, root: JsonSchema): string {
  const schema = resolved(written, root);
  const example = schema.examples?.[0];
  if (isQuantity(schema)) return typeof example === "string" ? `\`${example}\`` : "a number";
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${String(one)}\``).join(", ");
  const several = alternatives(schema);
  if (several.length > 0) return [...new Set(several.map((one) => typeOf(one, root)))].join(" or ");
  const type = [schema.type ?? []].flat()[0] ?? "object";
  return WORDS[type] ?? type;
}

const WORDS: Readonly<Record<string, string>> = {
  ...{ array: "a list", object: "a map", boolean: "`true` or `false`" },
  ...{ string: "a text", number: "a number", integer: "a number", null: "nothing" },
};
