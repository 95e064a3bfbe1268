import { allocate, type Optimum } from "../find-optimum.ts";
import { isPeer } from "../law-spread.ts";
import type { Allocation, ScalingLaw } from "../laws/scaling-law.ts";
import { interpolated, type SizePrice } from "./price-sizes.ts";

/** What is spent: seconds of the system, or dollars. */
export interface Spending {
  readonly unit: "s" | "USD";
  readonly value: number;
}

export interface SizeAndTokens {
  readonly parameters: number;
  readonly tokens: number;
}

/** Curves around an optimum, in model size and tokens. */
export interface OptimumCurves {
  readonly sizes: readonly SizePrice[];
  readonly spending: Spending;
  /** Sizes and tokens of one loss, by the law that was asked. */
  readonly isoloss: readonly { readonly loss: number; readonly points: readonly SizeAndTokens[] }[];
  /** Sizes and tokens that one spending pays for on the machine. */
  readonly isocost: readonly { readonly value: number; readonly points: readonly SizeAndTokens[] }[];
  /** Loss of each size, trained on all the tokens that the spending pays for, by each law of the same text with losses of its own. */
  readonly bySize: readonly { readonly law: string; readonly points: readonly Allocation[] }[];
  /** Loss that a spending reaches when it is split as each law of the same text says. */
  readonly bySpending: readonly {
    readonly law: string;
    readonly points: readonly (Allocation & { readonly spent: number })[];
  }[];
}

export interface CurvesInput {
  readonly law: ScalingLaw;
  readonly laws: readonly ScalingLaw[];
  readonly optimum: Optimum;
  readonly sizes: readonly SizePrice[];
  /** What the budget counts; dollars where it counts neither, if the machine's price is known. */
  readonly unit: Spending["unit"];
  readonly tokensAvailable?: number;
}

/** Losses and spendings that get a curve, as multiples of the budget. */
const BUDGETS = [1 / 64, 1 / 8, 1, 8, 64] as const;
const SPENDINGS = [1 / 8, 1, 8] as const;
const LOSS_POINTS = 61;
const SIZE_POINTS = 49;
const SPENDING_POINTS = 25;
/** How far around the optimum curves are drawn, as a factor. */
const REACH = { sizes: 10, tokens: 16, spending: 32 };

export function curvesAround(input: CurvesInput): OptimumCurves {
  const { law, laws, optimum, sizes, unit } = input;
  const price = interpolated(sizes, ({ secondsPerToken, dollarsPerToken }) =>
    unit === "s" ? secondsPerToken : (dollarsPerToken ?? NaN),
  );
  const { timeToTrainSeconds, costDollars } = optimum.metrics;
  const spending = { unit, value: (unit === "s" ? timeToTrainSeconds : costDollars) ?? NaN };
  const peers = laws.filter((one) => isPeer(one, law));
  const priced = logSpaced(sizes[0]?.parameters ?? 1, sizes.at(-1)?.parameters ?? 1, SIZE_POINTS);
  const affordable = (value: number): readonly SizeAndTokens[] =>
    priced.flatMap((parameters) => {
      const each = price(parameters);
      return each === undefined ? [] : [{ parameters, tokens: value / each }];
    });
  return {
    sizes,
    spending,
    isoloss: isoloss(input),
    isocost: SPENDINGS.map((times) => ({
      value: spending.value * times,
      points: affordable(spending.value * times),
    })),
    bySize: peers.filter(hasOwnLosses).map((one) => ({
      law: one.id,
      points: affordable(spending.value).map(({ parameters, tokens: paid }) => {
        const tokens = Math.min(paid, input.tokensAvailable ?? Infinity);
        return { parameters, tokens, loss: one.loss(parameters, tokens) };
      }),
    })),
    bySpending: peers.map((one) => ({ law: one.id, points: splits(one, spending.value, price, input) })),
  };
}

/** A rule that borrows its losses draws the same line as the law it has them from. */
const hasOwnLosses = ({ lossesOf }: ScalingLaw): boolean => lossesOf === undefined;

function isoloss({ law, optimum, tokensAvailable }: CurvesInput): OptimumCurves["isoloss"] {
  const { flops, allocation } = optimum;
  const { parameters, tokens } = allocation;
  const sizes = logSpaced(parameters / REACH.sizes, parameters * REACH.sizes, LOSS_POINTS);
  return BUDGETS.map((times) => {
    const { loss } = allocate(law, flops * times, tokensAvailable);
    const points = sizes.flatMap((size) => {
      const needed = law.tokensForLoss(size, loss);
      const drawn =
        needed !== undefined && needed <= tokens * REACH.tokens && needed >= tokens / REACH.tokens;
      return drawn ? [{ parameters: size, tokens: needed }] : [];
    });
    return { loss, points };
  }).filter(({ points }) => points.length > 1);
}

/** Allocations of a law for spendings around `value`; those of sizes without a price are left out. */
function splits(
  law: ScalingLaw,
  value: number,
  price: (parameters: number) => number | undefined,
  { optimum, tokensAvailable }: CurvesInput,
): OptimumCurves["bySpending"][number]["points"] {
  const spendings = logSpaced(value / REACH.spending, value * REACH.spending, SPENDING_POINTS);
  return spendings.flatMap((spent) => {
    const allocation = allocationFor(law, spent, price, optimum.flops * (spent / value), tokensAvailable);
    return allocation === undefined ? [] : [{ ...allocation, spent }];
  });
}

/** The split of the FLOPs that cost `spent`: FLOPs and cost grow together, so bisection of the logarithm finds them. */
function allocationFor(
  law: ScalingLaw,
  spent: number,
  price: (parameters: number) => number | undefined,
  near: number,
  tokensAvailable?: number,
): Allocation | undefined {
  let [low, high] = [Math.log(near / 64), Math.log(near * 64)];
  for (let step = 0; step < 50; step++) {
    const middle = allocate(law, Math.exp((low + high) / 2), tokensAvailable);
    const each = price(middle.parameters);
    // outside of the sizes with a price: towards them, by the nearest end
    const cost = each === undefined ? undefined : each * middle.tokens;
    if (cost === undefined) {
      if (Math.exp((low + high) / 2) > near) high = (low + high) / 2;
      else low = (low + high) / 2;
    } else if (cost > spent) high = (low + high) / 2;
    else low = (low + high) / 2;
  }
  const found = allocate(law, Math.exp((low + high) / 2), tokensAvailable);
  const each = price(found.parameters);
  const meets = each !== undefined && Math.abs(Math.log((each * found.tokens) / spent)) < 1e-3;
  return meets ? found : undefined;
}

const logSpaced = (low: number, high: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));
