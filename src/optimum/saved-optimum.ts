import type { SavedInput, SavedInfeasible } from "../result/saved/result.ts";
import type { BeyondFit } from "./laws/beyond-fit.ts";
import type { Allocation, ModelVariant, LawDescription } from "./laws/scaling-law.ts";
import type { LawSpread } from "./law-spread.ts";
import type { Money } from "./find-optimum.ts";
import type { OptimumCurves } from "./curves/curves.ts";

export const OPTIMUM_SCHEMA = "dse.optimum/v1";

/** What limits the run, in base units: FLOPs, nats a token, seconds, dollars. */
export interface SavedBudget {
  readonly kind: "flops" | "target-loss" | "days" | "dollars" | "days-and-dollars";
  /** Of days and dollars together the days. */
  readonly value: number;
  readonly unit: "FLOP" | "" | "s" | "USD";
  /** Beside days. */
  readonly dollars?: number;
  /** What its dollars pay for; absent where it has none, and in files of earlier versions, whose dollars depreciate. */
  readonly money?: Money;
}

/** What one law makes of the budget. */
export type SavedAnswer = { readonly law: SavedLaw } & (
  | ({ readonly kind: "optimum" } & SavedAllotment)
  | { readonly kind: "infeasible"; readonly infeasible: SavedInfeasible }
  | { readonly kind: "unreachable"; readonly because: string }
);

export type SavedLaw = Omit<LawDescription, "model"> & {
  /** Answers on the same text and kind of model as the law that was asked: losses compare. */
  readonly compares: boolean;
  readonly model?: ModelVariant;
};

export interface SavedAllotment {
  readonly allocation: Allocation;
  readonly flops: number;
  readonly limitedByTokens: boolean;
  readonly beyondFit: readonly (BeyondFit & { readonly says: string })[];
  /** The shape that was planned, and its exact counts. */
  readonly model: string;
  readonly parameters: number;
  readonly activeParameters: number;
  readonly plan: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** Sizes that do nearly as well at the same spending on the machine. */
export interface Leeway {
  /** Nats above the least. */
  readonly within: number;
  readonly low: number;
  readonly high: number;
  /** The size of least loss on the machine, where larger and smaller models run at different efficiency. */
  readonly best: Allocation;
}

export interface SavedBeside {
  readonly system: Omit<SavedOptimum["system"], "inputs">;
  readonly answer: SavedAnswer;
}

/** What `dse optimum` found; numbers are in base units. The first answer is that of the law that was asked. */
export interface SavedOptimum {
  readonly schema: typeof OPTIMUM_SCHEMA;
  readonly tool: { readonly name: string; readonly version: string };
  readonly system: {
    readonly id: string;
    readonly name: string;
    readonly chips: number;
    readonly capexDollars: number | null;
    readonly inputs: readonly SavedInput[];
  };
  readonly question: {
    readonly budget: SavedBudget;
    readonly tokensAvailable: number | null;
    readonly dataEfficiency: number;
    readonly model: ModelVariant;
  };
  readonly flopsConvention: string;
  readonly inputs: readonly { readonly file: string; readonly sha256: string }[];
  readonly answers: readonly SavedAnswer[];
  /** What the same budget comes to on other systems that were asked about, by the same law. */
  readonly beside?: readonly SavedBeside[];
  readonly spread?: LawSpread;
  readonly leeway?: Leeway;
  readonly curves?: OptimumCurves;
  readonly assumptions: readonly string[];
}
