import type { Status } from "../../spec/yaml/provenance.ts";

/** Model size and data for a compute budget, and the loss expected of them (nats per token). */
export interface Allocation {
  readonly parameters: number;
  readonly tokens: number;
  readonly loss: number;
}

/** What a law was fitted to: outside of it a prediction is an extrapolation. */
export interface FittedSpan {
  readonly of: "parameters" | "tokens" | "experts" | "density";
  readonly low: number;
  readonly high: number;
}

/** What a law asks of the model besides its size; nothing: a dense one in the machine's 16 bits. */
export interface ModelVariant {
  /** Experts in every second layer, of which a token meets one. */
  readonly experts?: number;
  /** Share of the layers' weights that is kept. */
  readonly density?: number;
  /** Number format of the training run. */
  readonly precision?: "fp8";
}

/** Name, origin and reach of a law. */
export interface LawDescription {
  readonly id: string;
  readonly label: string;
  readonly source: string;
  readonly status: Status;
  /** Text and tokenizer that the losses refer to. */
  readonly dataset: string;
  readonly fitted: readonly FittedSpan[];
  readonly model?: ModelVariant;
  /** Of a rule that only splits a budget: the law that its losses are taken from. */
  readonly lossesOf?: string;
  /** What a reader must know before taking its word. */
  readonly caveat?: string;
}

/**
 * A published law of loss against model size and data. Losses of laws fitted on different text do not compare. A
 * model's parameters are those that one token meets: of experts the one it is sent to, of pruned weights the kept ones.
 */
export interface ScalingLaw extends LawDescription {
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
