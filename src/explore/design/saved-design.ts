import type { BuiltInMetrics } from "../../result/measure.ts";
import type { Coordinates } from "../sweep/design.ts";

export const DESIGN_SCHEMA = "dse.design/v1";

/** The answer to a design question, as it is saved. Base units; twelve significant digits. */
export interface SavedDesign {
  readonly schema: typeof DESIGN_SCHEMA;
  readonly question: {
    readonly system: string;
    readonly workloads: readonly { readonly id: string; readonly weight: number }[];
    readonly axes: readonly {
      readonly name: string;
      readonly unit: string;
      readonly values: readonly unknown[];
    }[];
    readonly objectives: readonly {
      readonly metric: string;
      readonly better: "min" | "max";
      readonly label: string;
      readonly unit: string;
    }[];
    readonly within: readonly string[];
    readonly breadth: string;
    /** Prices have a share of what the design of the chip costs once (chip.volume); absent: they have none. */
    readonly isDesignPriced?: true;
  };
  /** All of the grid; `priced` of them with the fastest plan of each workload. */
  readonly designs: number;
  readonly priced: number;
  /** By what rules them out; most first. */
  readonly removed: readonly { readonly why: string; readonly designs: number }[];
  readonly unseen: number;
  /** By how much a design that was not priced could be better than the last of the best: 0 is the proof. */
  readonly gap: number;
  /** Best first; of several objectives, the front. */
  readonly best: readonly SavedCandidate[];
  /** One objective: what each limit costs. Empty where nothing keeps them all, and for several objectives. */
  readonly limits: readonly SavedLimit[];
  /** One objective: how far the answer moves within the ranges of the inputs. */
  readonly ranges?: DesignRanges;
}

/** The designs of an answer, each at its plan, at the same samples of all uncertain inputs. */
export interface DesignRanges {
  readonly samples: number;
  /** In which the best design can be built and its plan fits. */
  readonly fitting: number;
  /** Of them, in which it keeps all limits. */
  readonly keepsLimits: number;
  /** Of those, in which none of the other designs of the answer keeps them and is better. */
  readonly staysBest: number;
  /** Of the best design, where it fits; below these values lie 10, 50 and 90 % of the samples. */
  readonly objective?: { readonly p10: number; readonly p50: number; readonly p90: number };
  /** The objective with one input alone at its ends, largest first; null: the plan no longer fits there. */
  readonly movers: readonly {
    readonly path: string;
    readonly low: number | null;
    readonly high: number | null;
  }[];
}

export interface SavedCandidate {
  readonly coordinates: Coordinates;
  /** Mean over the workloads by weight, in the order of the question. */
  readonly objectives: readonly number[];
  readonly workloads: readonly {
    readonly id: string;
    readonly metrics: BuiltInMetrics;
    readonly plan: Readonly<Record<string, unknown>>;
  }[];
}

/** A limit at the best design, and what the best design is where the limit is a tenth wider. */
export interface SavedLimit {
  readonly text: string;
  readonly unit: string;
  readonly bound: number;
  /** What the best design has of it: of several workloads the one that comes nearest. */
  readonly value: number;
  readonly widened: number;
  readonly objective: number;
  /** Change of the objective by unit of the limit: 0 where the limit does not bind. */
  readonly perUnit: number;
}
