import { z } from "zod";
import { PLAN_CHOICE_NAMES, PLAN_CHOICES, type PlanChoiceName } from "./plan-choices.ts";

/** The user's choice of how to run a workload on a machine. What is left out is chosen by `plan: auto`. */
export const planSpec = z.strictObject(
  Object.fromEntries(
    PLAN_CHOICE_NAMES.map((name) => {
      const { schema, help } = PLAN_CHOICES[name];
      return [name, schema.optional().describe(help)];
    }),
  ) as { [K in PlanChoiceName]: z.ZodOptional<(typeof PLAN_CHOICES)[K]["schema"]> },
);

export type PlanSpec = z.output<typeof planSpec>;
