import type { ValidationRow } from "./validation-view.ts";

/** What predictions of a group have to keep to. */
export interface Gate {
  readonly group: string;
  /** Which of the group's records, where not all count. */
  readonly only?: string;
  readonly includes: (row: ValidationRow) => boolean;
  /** Largest mean of |error|. */
  readonly largestMape: number;
  /** Least share of the records that has to be modelled. */
  readonly leastModelled: number;
  /** False: an aim, reported and not demanded. */
  readonly binding: boolean;
}

export interface JudgedGate {
  readonly gate: Gate;
  readonly count: number;
  readonly modelled: number;
  readonly mape: number | null;
  readonly holds: boolean;
}

type Selection = Pick<Gate, "only" | "includes">;
const ALL: Selection = { includes: () => true };
const BOW: Selection = { only: "Bow", includes: ({ chip }) => chip === "Bow" };
const BOW_WIDE: Selection = {
  only: "Bow, n ≥ 256",
  includes: ({ chip, columns }) => chip === "Bow" && (columns ?? 0) >= 256,
};
const TRUSTED: Selection = { only: "trust A, B", includes: ({ trust }) => trust === "A" || trust === "B" };

const gate = (group: string, largestMape: number, leastModelled = 1, selection = ALL): Gate => ({
  group,
  largestMape,
  leastModelled,
  binding: true,
  ...selection,
});
const aim = (group: string, largestMape: number): Gate => ({
  ...gate(group, largestMape, 0),
  binding: false,
});

/**
 * Gates and aims by group. Aims for GPUs are what other tools reach: Calculon on Korthikanti's Table 5 and Narayanan's
 * Table 1, vTrain on its own runs, LLMCompass on its operators (their papers, published).
 */
export const GATES: readonly Gate[] = [
  gate("amp-on-tile", 0.02),
  gate("matmul-dense", 0.07, 1, BOW),
  gate("matmul-dense", 0.05, 1, BOW_WIDE),
  gate("attention-decode", 0.15),
  gate("mlperf-bert", 0.08),
  gate("vendor-bert", 0.1, 1, TRUSTED),
  gate("thirdparty-bert", 0.1, 1, TRUSTED),
  gate("gpt2-training", 0.1, 1, TRUSTED),
  gate("hf-training", 0.1, 1, TRUSTED),
  gate("llm-finetune", 0.15, 0.8),
  gate("llm-inference", 0.15, 0.8),
  gate("mlperf-resnet", 0.15, 0.8),
  gate("thirdparty-resnet", 0.15, 0.8),
  aim("matmul-sparse", 0.2),
  aim("conv", 0.2),
  aim("vendor-vision", 0.15),
  aim("c600-inference", 0.2),
  aim("comm-latency", 0.2),
  aim("comm-bandwidth", 0.2),
  aim("collective", 0.2),
  aim("host-io", 0.2),
  aim("megatron-korthikanti-table5", 0.0365),
  aim("megatron-narayanan-table1", 0.054),
  aim("vtrain-multi-node", 0.147),
  aim("vtrain-single-node", 0.2),
  aim("llmcompass-operators", 0.15),
];

/** The gates of the groups that `rows` hold records of, each with whether it holds. */
export function judgeGates(rows: readonly ValidationRow[]): readonly JudgedGate[] {
  return GATES.flatMap((one) => {
    const own = rows.filter((row) => row.measured && row.group === one.group && one.includes(row));
    return own.length === 0 ? [] : [judged(one, own)];
  });
}

function judged(one: Gate, rows: readonly ValidationRow[]): JudgedGate {
  const errors = rows.flatMap(({ outcome }) =>
    outcome.kind === "predicted" ? [Math.abs(outcome.error)] : [],
  );
  const [count, modelled] = [rows.length, errors.length];
  const mape = modelled === 0 ? null : errors.reduce((sum, error) => sum + error, 0) / modelled;
  const holds = mape !== null && mape <= one.largestMape && modelled >= one.leastModelled * count;
  return { gate: one, count, modelled, mape, holds };
}

/** "≤ 7 % (Bow)"; an aim is in brackets. */
export function gateText({ largestMape, leastModelled, only, binding }: Gate): string {
  const percent = `≤ ${Number((100 * largestMape).toPrecision(3))} %`;
  const coverage = leastModelled > 0 && leastModelled < 1 ? `, ≥ ${100 * leastModelled} % modelled` : "";
  const text = `${percent}${coverage}${only === undefined ? "" : ` (${only})`}`;
  return binding ? text : `[${text}]`;
}

/** "held 4.9 %", or by what it is missed. */
export function gateVerdict({ holds, mape, modelled, count }: JudgedGate): string {
  const error = mape === null ? "nothing modelled" : `${(100 * mape).toFixed(1)} %`;
  const coverage = modelled < count && mape !== null ? `, ${modelled} of ${count}` : "";
  return `${holds ? "✓" : "✗"} ${error}${coverage}`;
}
