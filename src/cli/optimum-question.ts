import type * as Library from "../internal.ts";
import type { ModelVariant, ScalingLaw } from "../internal.ts";
import type { Arguments } from "./command.ts";
import { BadInput } from "./exit-code.ts";
import { nearestName } from "../units/nearest-name.ts";
import { overridesOf, stringOf, stringsOf } from "./options.ts";

type Api = typeof Library;
export type Budget = Parameters<Api["answerOptimum"]>[0]["budget"];
type Money = Extract<Budget, { kind: "days-and-dollars" }>["money"];

export const BUDGETS = ["budget-dollars", "days", "flops", "target-loss"] as const;

/** Budgets for which laws fitted to models of 1e18 to 1e26 FLOPs still say something. */
const RANGES: Readonly<Record<(typeof BUDGETS)[number], readonly [least: number, most: number]>> = {
  "budget-dollars": [1e-2, 1e15],
  days: [1e-6, 1e6],
  flops: [1e9, 1e32],
  "target-loss": [1e-3, 1e3],
};

/**
 * The systems that are asked about. Where money buys the machine, a family without a size (`bow-pod`) is as large as the
 * money buys.
 */
export async function systemsOf(
  args: Arguments,
  budget: Budget,
  { specs, api }: { readonly specs: Pick<Library.Specs, "arch">; readonly api: Api },
): Promise<readonly string[]> {
  const ids = [...new Set(stringsOf(args, "system"))];
  if (ids.length === 0) throw new BadInput("give a --system, for example --system bow-pod64");
  if (!("money" in budget) || budget.money !== "purchase") return ids;
  const { dollars } = budget;
  return Promise.all(ids.map((id) => affordable(id, dollars, { args, specs, api })));
}

async function affordable(
  id: string,
  dollars: number,
  {
    args,
    specs,
    api,
  }: { readonly args: Arguments; readonly specs: Pick<Library.Specs, "arch">; readonly api: Api },
): Promise<string> {
  const overrides = overridesOf(args);
  const { spec } = await specs.arch(id, overrides);
  const family = api.familyOf(id, spec.system);
  if (family === undefined) return id;
  const last = await api.lastThat(family.sizes, async (size) => {
    const { capexDollars } = api.buildArch(await specs.arch(family.idOf(size), overrides));
    return capexDollars !== undefined && capexDollars <= dollars;
  });
  return family.idOf(family.sizes[Math.max(0, last)] ?? 1);
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
  const meant = nearestName(id, names);
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

/** One budget, or days and dollars together. */
export function budgetOf(args: Arguments): Budget {
  const given = BUDGETS.filter((name) => args[name] !== undefined);
  const both = given.length === 2 && given.includes("days") && given.includes("budget-dollars");
  const [name] = given;
  if (name === undefined || (given.length > 1 && !both))
    throw new BadInput(
      `give one budget: ${BUDGETS.map((one) => `--${one}`).join(", ")}; or --days and --budget-dollars together`,
    );
  const money = (stringOf(args, "money") ?? "depreciation") as Money;
  if (args["money"] !== undefined && !given.includes("budget-dollars"))
    throw new BadInput("--money says what --budget-dollars pays for, and there is none");
  const value = withinRange(args, name);
  if (both) {
    const [days, dollars] = [withinRange(args, "days"), withinRange(args, "budget-dollars")];
    return { kind: "days-and-dollars", seconds: days * SECONDS_PER_DAY, dollars, money };
  }
  switch (name) {
    case "budget-dollars":
      if (money === "purchase")
        throw new BadInput("--money purchase needs --days too: how long the machine that was bought trains");
      return { kind: "dollars", dollars: value, money };
    case "days":
      return { kind: "days", seconds: value * SECONDS_PER_DAY };
    case "flops":
      return { kind: "flops", flops: value };
    case "target-loss":
      return { kind: "target-loss", loss: value };
  }
}

const SECONDS_PER_DAY = 86_400;

function withinRange(args: Arguments, name: (typeof BUDGETS)[number]): number {
  const value = numberOf(args, name) ?? 0;
  const [least, most] = RANGES[name];
  if (value < least || value > most)
    throw new BadInput(`--${name}: expected from ${least} to ${most.toExponential()}, got ${value}`);
  return value;
}
