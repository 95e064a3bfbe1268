import { isListById } from "./memory-spec.ts";
import { z } from "zod";
import { BASE_UNIT } from "../../units/dimension.ts";
import { DIMENSION_EXAMPLE } from "../../units/powers.ts";
import { SPEC_KINDS, SPEC_SCHEMAS, type SpecKind } from "./kinds.ts";
import { quantityKind, writtenQuantity } from "../yaml/quantity.ts";

type JsonSchema = { [key: string]: unknown };

/**
 * The schema of a kind of spec as JSON Schema (draft 7), for editors. Units and rules on numbers are beyond it; the
 * loader checks those. A spec with `extends` need only say what differs, so nothing but its head is required of it.
 */
export function jsonSchema(kind: SpecKind): JsonSchema {
  const { $schema, ...whole } = z.toJSONSchema(SPEC_SCHEMAS[kind], {
    io: "input",
    target: "draft-7",
    override: ({ zodSchema, jsonSchema: made }) => {
      describeQuantity(zodSchema, made);
      if (isListById(zodSchema)) describeList(made);
    },
  }) as JsonSchema;
  const { $schema: _, ...quantity } = z.toJSONSchema(writtenQuantity, {
    io: "input",
    target: "draft-7",
  }) as JsonSchema;
  const head = { $schema, title: `dse ${kind} spec` };
  const definitions = { quantity };
  if (kind === "study") return { ...head, ...whole, definitions };
  const derived = { ...(loosened(whole) as JsonSchema), required: ["kind", "id", "name"] };
  return { ...head, if: { required: ["extends"] }, then: derived, else: whole, definitions };
}

/** JSON Schemas of all kinds, by kind. */
export function specJsonSchemas(): Readonly<Record<SpecKind, JsonSchema>> {
  return Object.fromEntries(SPEC_KINDS.map((kind) => [kind, jsonSchema(kind)])) as Record<
    SpecKind,
    JsonSchema
  >;
}

/** A map by id inside is a list in a file. */
function describeList(made: JsonSchema): void {
  made["type"] = "array";
  made["items"] = made["additionalProperties"];
  delete made["additionalProperties"];
  delete made["propertyNames"];
}

function describeQuantity(schema: z.core.$ZodType, made: JsonSchema): void {
  const kind = quantityKind(schema);
  if (kind === undefined) return;
  const unit = BASE_UNIT[kind.dimension];
  const description = typeof made["description"] === "string" ? made["description"] : "";
  made["description"] = [description, unit === "" ? "" : `[${unit}]`].filter(Boolean).join(" ");
  if (made["description"] === "") delete made["description"];
  const example = DIMENSION_EXAMPLE[kind.dimension];
  delete made["anyOf"];
  made["allOf"] = [{ $ref: "#/definitions/quantity" }];
  made["examples"] = [unit === "" ? Number(example) : example];
}

/** The same schema with every key of a map optional, so that a map may fit several variants. */
function loosened(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(loosened);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(
    ([key, value]) => key !== "required" || !Array.isArray(value),
  );
  return Object.fromEntries(
    entries.map(([key, value]) => [key === "oneOf" ? "anyOf" : key, loosened(value)]),
  );
}
