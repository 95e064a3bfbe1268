import { z } from "zod";
import {
  PLAN_CHOICE_NAMES,
  PLAN_CHOICES,
  type PlanChoice,
  type PlanChoiceName,
} from "../../src/spec/kinds/plan-choices.ts";

/** Choices that differ from `base` in one choice each, by its name: from the table, so that a new choice is among them. */
export function otherChoices(base: PlanChoice): readonly (readonly [PlanChoiceName, PlanChoice])[] {
  return PLAN_CHOICE_NAMES.flatMap((name) =>
    valuesOf(name, base)
      .filter((value) => JSON.stringify(value) !== JSON.stringify(base[name]))
      .map((value) => [name, { ...base, [name]: value }] as const),
  );
}

/** Some values of a choice: all of a few, of a memory those that every machine has, and of a count one, two and four. */
function valuesOf(name: PlanChoiceName, { layersPerStage }: PlanChoice): readonly unknown[] {
  const schema: z.ZodType = PLAN_CHOICES[name].schema;
  if (schema instanceof z.ZodEnum) return schema.options;
  if (schema instanceof z.ZodString) return ["sram", "sharded", "streaming"];
  if (schema instanceof z.ZodBoolean) return [false, true];
  if (schema instanceof z.ZodArray) return [[...layersPerStage].reverse()];
  return schema.safeParse(0.5).success && PLAN_CHOICES[name].initial === 0.6 ? [0.1, 0.6] : [1, 2, 4];
}
