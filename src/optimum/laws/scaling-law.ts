import type { Status } from "../../spec/provenance.ts";

/** Model size and data for a compute budget, and the loss expected of them (nats per token). */
export interface Allocation {
  readonly parameters: number;
  readonly tokens: number;
  readonly loss: number;
}

/** A published law of loss against model size and data. Losses of laws fitted on different text do not compare. */
export interface ScalingLaw {
  readonly id: string;
  readonly label: string;
  readonly source: string;
  readonly status: Status;
  /** Text and tokenizer that the losses refer to. */
  readonly dataset: string;
  /** Loss after training `parameters` on `tokens`. */
  readonly loss: (parameters: number, tokens: number) => number;
  /** Best use of `flops` training FLOPs (C = 6·N·D). */
  readonly optimum: (flops: number) => Allocation;
  /** Training FLOPs (6·N·D) of the cheapest model that reaches `loss`; undefined below what the law can reach. */
  readonly flopsForLoss: (loss: number) => number | undefined;
  /** Tokens that a model of `parameters` needs to reach `loss`; undefined where no data suffices. */
  readonly tokensForLoss: (parameters: number, loss: number) => number | undefined;
}

/** Training FLOPs per parameter and token: 2 forward, 4 backward (6ND). Source: Kaplan 2020, Hoffmann 2022. */
export const FLOPS_PER_PARAMETER_TOKEN = 6;
