import { z } from "zod";
import { planSpec } from "./kinds/plan-spec.ts";

/** One choice of a plan, for people. */
export interface PlanChoiceWords {
  readonly name: string;
  /** "none, attention or layer", "a whole number, at least 1", "true or false". */
  readonly values: string;
  /** What it decides; empty where the name says it. */
  readonly about: string;
}

/** Every choice that a plan leaves to be made, in the order of specs, with the values that the schema takes. */
export function planChoices(): readonly PlanChoiceWords[] {
  return Object.entries(planSpec.shape).map(([name, schema]) => {
    const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
    return { name, values: valuesOf(json), about: json.description ?? "" };
  });
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

function valuesOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return listed(schema.enum.map(String));
  if (schema.type === "boolean") return "true or false";
  if (schema.type === "array") return `a list, each ${valuesOf(schema.items ?? {})}`;
  if (schema.type === "string") return "a memory";
  const number = schema.anyOf?.find(({ type }) => type === "number" || type === "integer") ?? schema;
  const least = number.minimum === undefined ? "" : `, at least ${number.minimum}`;
  return `a number${least}`;
}

function listed(values: readonly string[]): string {
  return values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}
