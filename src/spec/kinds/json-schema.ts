import { z } from "zod";
import { BASE_UNIT, type Dimension } from "../../units/dimension.ts";
import type { Math } from "../../units/math.ts";
import { loadMath } from "../../units/load-math.ts";
import { DIMENSION_EXAMPLE, describeExpected } from "../../units/powers.ts";
import { quantityPattern } from "../../units/quantity-pattern.ts";
import { STATUSES } from "../yaml/provenance.ts";
import { quantityKind, type QuantityKind } from "../yaml/quantity.ts";
import { QUANTITY_RANGES } from "../yaml/quantity-ranges.ts";
import { derivedSchema, shareRepeated, variantChains, type JsonSchema } from "./editor-schema.ts";
import { SPEC_KINDS, SPEC_SCHEMAS, type SpecKind } from "./kinds.ts";
import { isListById } from "./memory-spec.ts";

/**
 * The schema of a kind of spec as JSON Schema (draft 7), for editors: every key with a sentence, every quantity with
 * the pattern of its dimension. What formulas come to and rules that span several keys are beyond it; the loader checks
 * those. A spec with `extends` need only say what differs, so nothing but its head is required of it, and null may
 * stand where a key is taken away.
 */
export async function jsonSchema(kind: SpecKind): Promise<JsonSchema> {
  const dimensions = new Set<Dimension>();
  const { $schema, ...whole } = z.toJSONSchema(SPEC_SCHEMAS[kind], {
    io: "input",
    target: "draft-7",
    override: ({ zodSchema, jsonSchema: made }) => {
      const quantity = quantityInside(zodSchema);
      if (quantity !== undefined) {
        dimensions.add(quantity.dimension);
        describeQuantity(quantity, made);
      }
      if (isListById(zodSchema)) describeList(made);
      if (zodSchema instanceof z.ZodDiscriminatedUnion) made["x-variants"] = zodSchema.def.discriminator;
      tellDefault(zodSchema, made);
      if (made["description"] !== undefined) made["description"] = sentence(made);
    },
  }) as JsonSchema;
  const math = await loadMath();
  const quantities = Object.fromEntries(
    [...dimensions].sort().flatMap((dimension) => definitionsOf(dimension, patternOf(dimension, math))),
  );
  const chained = variantChains(whole, "whole") as JsonSchema;
  if (kind === "study") return { $schema, ...shareRepeated(chained, quantities) };
  const derived = { ...derivedSchema(whole), required: ["kind", "id", "name", "extends"] };
  return {
    $schema,
    ...shareRepeated({ if: { required: ["extends"] }, then: derived, else: chained }, quantities),
  };
}

/** Patterns that were made: each asks mathjs about every unit there is. */
const patterns = new Map<Dimension, string>();

function patternOf(dimension: Dimension, math: Math): string {
  const pattern = patterns.get(dimension) ?? quantityPattern(dimension, math);
  patterns.set(dimension, pattern);
  return pattern;
}

/** JSON Schemas of all kinds, by kind. */
export async function specJsonSchemas(): Promise<Readonly<Record<SpecKind, JsonSchema>>> {
  const made = await Promise.all(SPEC_KINDS.map(async (kind) => [kind, await jsonSchema(kind)] as const));
  return Object.fromEntries(made) as Record<SpecKind, JsonSchema>;
}

/** A map by id inside is a list in a file. */
function describeList(made: JsonSchema): void {
  made["type"] = "array";
  made["items"] = made["additionalProperties"];
  delete made["additionalProperties"];
  delete made["propertyNames"];
}

/** The quantity that a schema is, also one that may be left out. */
function quantityInside(schema: z.core.$ZodType): QuantityKind | undefined {
  const known = quantityKind(schema);
  if (known !== undefined || !(schema instanceof z.ZodOptional || schema instanceof z.ZodDefault))
    return known;
  return quantityInside(schema.unwrap());
}

/** What a schema says of itself, and this too. */
function andSay(made: JsonSchema, words: string): void {
  const said = sentence(made);
  if (!said.includes(words)) made["description"] = `${said} ${words}`.trimStart();
}

/** A quantity refers to the definition of its dimension; its bounds hold for bare numbers. */
function describeQuantity(kind: QuantityKind, made: JsonSchema): void {
  const { dimension, positive = false, fractional = false } = kind;
  const unit = BASE_UNIT[dimension];
  const example = DIMENSION_EXAMPLE[dimension];
  delete made["anyOf"];
  made["type"] = [...scalarTypes(dimension), "object"];
  made["allOf"] = [{ $ref: `#/definitions/${dimension}` }];
  if (unit !== "") {
    andSay(made, `Unit: ${unit}, such as \`${example}\`.`);
    made["examples"] = [example];
    made["errorMessage"] = `Expected ${describeExpected(dimension)}`;
    return;
  }
  const { min = 0, max = QUANTITY_RANGES[dimension].most } = kind;
  if (Number.isFinite(min)) made[positive ? "exclusiveMinimum" : "minimum"] = min;
  made["maximum"] = max;
  const what = dimension === "share" ? "A share, such as `0.85` or `85 %`" : "A number";
  andSay(made, fractional || dimension === "share" ? `${what}.` : "A whole number.");
  if (dimension === "count" && !fractional) made["multipleOf"] = 1;
}

/** What a schema says of itself, as a sentence. */
function sentence({ description }: JsonSchema): string {
  if (typeof description !== "string" || description === "") return "";
  return /[.?!]$/.test(description) ? description : `${description}.`;
}

/** A default as it would be written, and as words for those who only hover. */
function tellDefault(schema: z.core.$ZodType, made: JsonSchema): void {
  if (made["default"] === undefined || !(schema instanceof z.ZodDefault)) return;
  const kind = quantityInside(schema);
  const unit = kind === undefined ? "" : BASE_UNIT[kind.dimension];
  if (unit !== "") made["default"] = `${String(made["default"])} ${unit}`;
  const shown = typeof made["default"] === "string" ? made["default"] : JSON.stringify(made["default"]);
  if (sentence(made).toLowerCase().includes("default:") || shown === "[]" || shown === "{}") return;
  andSay(made, `Default: \`${shown}\`.`);
}

/** How a quantity of a dimension is written, as text or in a map with its source, status and range. */
function definitionsOf(dimension: Dimension, pattern: string): readonly (readonly [string, JsonSchema])[] {
  const text = `${dimension}Text`;
  const scalar = { type: scalarTypes(dimension), allOf: [{ $ref: `#/definitions/${text}` }] };
  const map = {
    allOf: [{ $ref: `#/definitions/${text}` }],
    properties: {
      value: { ...scalar, description: "The number with its unit, or a formula (`= base.clock * 1.4`)." },
      source: { type: "string", description: "Where the number is from." },
      status: { enum: [...STATUSES], description: "How far the number can be trusted." },
      low: { ...scalar, description: "The least that it may be; together with high." },
      high: { ...scalar, description: "The most that it may be; together with low." },
    },
    required: ["value"],
    dependencies: { low: ["high"], high: ["low"] },
    additionalProperties: false,
  };
  const expected = { patternErrorMessage: `Expected ${describeExpected(dimension)}` };
  return [
    [dimension, map],
    [text, { pattern, ...expected }],
  ];
}

/** What a bare scalar may be: a number only where there is no unit. */
const scalarTypes = (dimension: Dimension): readonly string[] =>
  BASE_UNIT[dimension] === "" ? ["string", "number"] : ["string"];
