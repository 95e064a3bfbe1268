import type * as Library from "../internal.ts";
import type { ModelVariant, ScalingLaw } from "../internal.ts";
import type { Arguments } from "./command.ts";
import { BadInput } from "./exit-code.ts";
import { nearest } from "./nearest.ts";
import { stringOf, stringsOf } from "./options.ts";

type Api = typeof Library;
export type Budget = Parameters<Api["answerOptimum"]>[0]["budget"];

export const BUDGETS = ["budget-dollars", "days", "flops", "target-loss"] as const;

/** Budgets for which laws fitted to models of 1e18 to 1e26 FLOPs still say something. */
const RANGES: Readonly<Record<(typeof BUDGETS)[number], readonly [least: number, most: number]>> = {
  "budget-dollars": [1e-2, 1e15],
  days: [1e-6, 1e6],
  flops: [1e9, 1e32],
  "target-loss": [1e-3, 1e3],
};

export function oneSystem(args: Arguments): string {
  const [system, ...more] = stringsOf(args, "system");
  if (system === undefined || more.length > 0) throw new BadInput("give one --system");
  return system;
}

/** The law that is asked, then those that it is held against. */
export function lawsOf(args: Arguments, model: ModelVariant, api: Api): readonly ScalingLaw[] {
  const laws = api.lawsFor(model);
  const id = stringOf(args, "law");
  const [first] = laws;
  const dense = Object.keys(model).length === 0;
  const asked =
    id === undefined
      ? dense
        ? api.SCALING_LAWS[api.DEFAULT_LAW]
        : first
      : laws.find((law) => law.id === id);
  if (asked === undefined) throw new BadInput(noLaw(id ?? "", api));
  return [asked, ...laws.filter((law) => law !== asked)];
}

/** A law that needs to be told more, or one that there is not. */
function noLaw(id: string, { SCALING_LAWS, VARIANT_LAWS }: Api): string {
  const variant = Object.hasOwn(VARIANT_LAWS, id) ? VARIANT_LAWS[id] : undefined;
  if (variant !== undefined) return `--law ${id} needs --${variant.needs}${EXAMPLE[variant.needs]}`;
  const names = [...Object.keys(SCALING_LAWS), ...Object.keys(VARIANT_LAWS)];
  const meant = nearest(id, names);
  return `no scaling law "${id}"${meant === undefined ? "" : `, did you mean "${meant}"?`} There are ${names.join(", ")}`;
}

const EXAMPLE: Readonly<Record<keyof ModelVariant, string>> = {
  experts: ", for example --experts 64",
  density: ", for example --density 20%",
  precision: " fp8",
};

export function modelOf(args: Arguments, { parseQuantity }: Api): ModelVariant {
  const experts = args["experts"] as number | undefined;
  if (experts !== undefined && !(Number.isInteger(experts) && experts >= 2))
    throw new BadInput("--experts: expected a whole number, at least 2");
  const written = stringOf(args, "density");
  const density = written === undefined ? undefined : densityOf(written, parseQuantity);
  return {
    ...(experts !== undefined && { experts }),
    ...(density !== undefined && { density }),
    ...(args["precision"] === "fp8" && { precision: "fp8" }),
  };
}

function densityOf(written: string, parseQuantity: Api["parseQuantity"]): number {
  const parsed = parseQuantity(written, "share");
  if (!parsed.ok || !(parsed.value > 0 && parsed.value < 1))
    throw new BadInput(`--density: expected a share above 0 and below 1, for example 20%, got ${written}`);
  return parsed.value;
}

export function numberOf(args: Arguments, name: string): number | undefined {
  const value = args[name];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !(value > 0)) throw new BadInput(`--${name} takes a number above 0`);
  return value;
}

export function budgetOf(args: Arguments): Budget {
  const given = BUDGETS.filter((name) => args[name] !== undefined);
  const [name] = given;
  if (name === undefined || given.length > 1)
    throw new BadInput(`give one budget: ${BUDGETS.map((one) => `--${one}`).join(", ")}`);
  const value = numberOf(args, name) ?? 0;
  const [least, most] = RANGES[name];
  if (value < least || value > most)
    throw new BadInput(`--${name}: expected from ${least} to ${most.toExponential()}, got ${value}`);
  switch (name) {
    case "budget-dollars":
      return { kind: "dollars", dollars: value };
    case "days":
      return { kind: "days", seconds: value * 86_400 };
    case "flops":
      return { kind: "flops", flops: value };
    case "target-loss":
      return { kind: "target-loss", loss: value };
  }
}
