import type { PassCosts } from "./pass-costs.ts";
import type { DraftCost } from "./prepare-draft.ts";
import type { Request } from "./request.ts";
import type { Speculation } from "./speculation.ts";

/** Requests, and the service that answers them. */
export interface ServingInput {
  /** By arrival. */
  readonly requests: readonly Request[];
  readonly costs: PassCosts;
  readonly replicas: number;
  /** Requests that one replica holds at a time. */
  readonly slots: number;
  /**
   * continuous: a request joins the running batch as soon as a place is free and leaves it when it is answered
   * (Orca, OSDI 2022); static: a batch begins and ends together.
   */
  readonly batching: "continuous" | "static";
  /** Prompts that one prefill pass may take together. */
  readonly promptsPerPass: number;
  readonly speculation?: Speculation & { readonly draft: DraftCost };
  readonly seed: number;
}
