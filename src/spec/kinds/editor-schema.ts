export type JsonSchema = { [key: string]: unknown };

/** Keys of a schema under which other schemas stand, by name. */
const MAPS = ["properties", "definitions"];

/** The same schema with `change` done to it and to every schema inside, from the inside out. */
function everySchema(schema: unknown, change: (schema: JsonSchema) => JsonSchema): unknown {
  if (Array.isArray(schema)) return schema.map((one) => everySchema(one, change));
  if (typeof schema !== "object" || schema === null) return schema;
  const inside = Object.entries(schema).map(([key, value]) => {
    if (["default", "enum", "examples", "required", "const"].includes(key)) return [key, value];
    if (!MAPS.includes(key)) return [key, everySchema(value, change)];
    const named = Object.entries(value as JsonSchema).map(([name, one]) => [name, everySchema(one, change)]);
    return [key, Object.fromEntries(named)];
  });
  return change(Object.fromEntries(inside) as JsonSchema);
}

/**
 * Unions that a key decides (`x-variants` names it) as chains of if and then: an editor checks the variant that is
 * meant and no other, so that what it marks is about that one. `derived` specs may leave the key to their base: any
 * variant will do then.
 */
export function variantChains(schema: unknown, spec: "whole" | "derived"): unknown {
  return everySchema(schema, ({ "x-variants": key, oneOf, ...rest }) => {
    if (typeof key !== "string") return mapOrScalar(oneOf === undefined ? rest : { ...rest, oneOf });
    const variants = oneOf as readonly { properties: Record<string, { const?: string; enum?: string[] }> }[];
    const named = variants.map((variant) => {
      const { const: only, enum: several } = variant.properties[key] ?? {};
      const names = several ?? [only];
      return { names: names.filter((name) => typeof name === "string"), variant };
    });
    const { description } = variants[0]?.properties[key] as JsonSchema;
    const decides = {
      properties: { [key]: { enum: named.flatMap(({ names }) => names), description } },
      ...(spec === "whole" ? { required: [key] } : {}),
    };
    const chain = named.map(({ names, variant }) => ({
      if: { properties: { [key]: { enum: names } }, required: [key] },
      then: variant,
    }));
    const open = { if: { required: [key] }, else: { anyOf: variants } };
    return { ...rest, type: "object", ...decides, allOf: spec === "whole" ? chain : [...chain, open] };
  });
}

/** A map, or else what is no map (`plan: auto`), as if, then and else: an error is about the one that was written. */
function mapOrScalar(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  const options = Array.isArray(anyOf) ? (anyOf as readonly JsonSchema[]) : [];
  const maps = options.filter(({ type }) => type === "object");
  const others = options.filter(({ type }) => type !== "object");
  if (maps.length !== 1 || others.length !== 1) return schema;
  return { ...rest, if: { type: "object" }, then: maps[0], else: others[0] };
}

/** What a spec may say that extends another: no key is required, and null takes away what the base has. */
export function derivedSchema(whole: JsonSchema): JsonSchema {
  const loose = everySchema(whole, ({ required: _, ...schema }) => {
    for (const below of ["properties", "additionalProperties"] as const) {
      const children = schema[below];
      if (typeof children !== "object" || children === null) continue;
      schema[below] =
        below === "additionalProperties"
          ? orNull(children as JsonSchema)
          : Object.fromEntries(
              Object.entries(children).map(([key, child]) => [
                key,
                HEAD.includes(key) ? (child as JsonSchema) : orNull(child as JsonSchema),
              ]),
            );
    }
    return schema;
  });
  return variantChains(loose, "derived") as JsonSchema;
}

/** Keys that a spec has for itself: nothing is inherited that null could take away, or it decides what the rest is. */
const HEAD = ["kind", "id", "name", "extends"];

/** The same, or null; said in the schema itself where it has a type, so that editors tell one error and not two. */
function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values, const: only, description, ...rest } = schema;
  const told = description === undefined ? {} : { description };
  const listed = only === undefined ? values : [only];
  if (Array.isArray(listed)) return { ...rest, ...told, enum: [...(listed as unknown[]), null] };
  if (typeof type === "string") return { ...schema, type: [type, "null"] };
  if (Array.isArray(type)) return { ...schema, type: [...(type as unknown[]), "null"] };
  return { ...told, anyOf: [rest, { type: "null" }] };
}

/** Characters of a schema that is worth a definition of its own. */
const WORTH_SHARING = 300;

/** The same with definitions of quantities, and of whatever else stands in several places. */
export function shareRepeated(
  schema: JsonSchema,
  quantities: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  const counts = new Map<string, number>();
  everySchema(schema, (one) => {
    const text = JSON.stringify(one);
    if (text.length >= WORTH_SHARING) counts.set(text, (counts.get(text) ?? 0) + 1);
    return one;
  });
  const names = new Map<string, string>();
  const definitions: JsonSchema = {};
  const share = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(share);
    if (typeof one !== "object" || one === null) return one;
    const text = JSON.stringify(one);
    const inside = (): JsonSchema =>
      Object.fromEntries(Object.entries(one).map(([key, value]) => [key, share(value)]));
    if ((counts.get(text) ?? 0) < 2) return inside();
    const name = names.get(text) ?? `shared${names.size + 1}`;
    if (!names.has(text)) {
      names.set(text, name);
      definitions[name] = inside();
    }
    return { $ref: `#/definitions/${name}` };
  };
  const shared = share(schema) as JsonSchema;
  return { ...shared, definitions: { ...quantities, ...definitions } };
}
