import { describe, expect, test } from "vitest";
import { moeParameters } from "./moe-parameters.ts";
import { narayananParameters, narayananTrainingDays } from "./narayanan-laws.ts";
import { exactParameters } from "../../src/workload/graph/parameters.ts";
import { petaflopDays, SECONDS_PER_DAY } from "../../src/workload/flops/petaflop-days.ts";
import { recomputePublished, trainingFlops } from "../../src/workload/flops/training-flops.ts";
import { DEEPSEEK_V2, DEEPSEEK_V3, GLAM, MIXTRAL, SWITCH_C } from "./moe-models.ts";
import { printed, printedDifference } from "./printed.ts";
import { shipped, tinySpec } from "./specs.ts";

type Row = readonly [
  check: string,
  compute: () => number | Promise<number>,
  computed: number,
  published: number,
  difference: string,
];

const asPrinted = async (id: string): Promise<number> =>
  petaflopDays(recomputePublished(await shipped(id)) ?? Number.NaN);
const parameters = async (id: string): Promise<number> => exactParameters(await shipped(id));

/** CLIP ViT-L/14's text tower: a causal stack of 12 layers over 77 tokens. */
const clipText = tinySpec({
  layers: 12,
  hidden: 768,
  heads: 12,
  ffn: 3072,
  vocabulary: 49_408,
  sequenceLength: 77,
  activation: "quick-gelu",
});

const ROWS: readonly Row[] = [
  ["GPT-3 175B D.1 PF-days", () => asPrinted("gpt-3-175b"), 3637.5, 3640, "-0.07%"],
  ["BERT-Large D.1 PF-days", () => asPrinted("bert-large"), 6.1632, 6.16, "+0.05%"],
  ["BERT-Base D.1 PF-days", () => asPrinted("bert-base"), 1.8924, 1.89, "+0.12%"],
  ["RoBERTa-Large D.1 PF-days", () => asPrinted("roberta-large"), 49.306, 49.3, "+0.01%"],
  ["T5-11B D.1 PF-days", () => asPrinted("t5-11b"), 381.94, 382, "-0.01%"],
  ["GPT-J FLOPs", async () => trainingFlops(await shipped("gpt-j-6b"), "6nd"), 1.4595e22, 1.5e22, "-2.70%"],
  [
    "OPT-175B FLOPs",
    async () => trainingFlops(await shipped("opt-175b"), "narayanan-hardware"),
    4.302e23,
    4.3e23,
    "+0.05%",
  ],
  [
    "Llama 3.1 405B FLOPs",
    async () => trainingFlops(await shipped("llama31-405b"), "6nd"),
    3.7988e25,
    3.8e25,
    "-0.03%",
  ],
  [
    "PaLM-540B FLOPs",
    async () => trainingFlops(await shipped("palm-540b"), "palm"),
    2.5567e24,
    2.56e24,
    "-0.13%",
  ],
  [
    "PaLM-540B 6ND zettaFLOP",
    async () => trainingFlops(await shipped("palm-540b"), "6nd-nominal") / 1e21,
    2527.2,
    2527.2,
    "+0.00%",
  ],
  [
    "Narayanan GPT-3 days",
    () =>
      narayananTrainingDays({
        parameters: 175e9,
        tokens: 300e9,
        chips: 1024,
        achievedFlopsPerSecondPerChip: 140e12,
      }),
    33.908,
    34,
    "-0.27%",
  ],
  [
    "Narayanan 1T days",
    () =>
      narayananTrainingDays({
        parameters: 1e12,
        tokens: 450e9,
        chips: 3072,
        achievedFlopsPerSecondPerChip: 163e12,
      }),
    83.211,
    84,
    "-0.94%",
  ],
  [
    "GPT-3 eq.2 params",
    () => narayananParameters({ layers: 96, hidden: 12_288, vocabulary: 51_200, sequenceLength: 2048 }),
    1.7462e11,
    1.746e11,
    "+0.01%",
  ],
  ["MT-NLG params", () => parameters("mt-nlg-530b"), 5.296e11, 5.3e11, "-0.08%"],
  ["BLOOM params", () => parameters("bloom-176b"), 1.7625e11, 176_247e6, "+0.00%"],
  [
    "OPT-175B time in days",
    async () =>
      ((await shipped("opt-175b")).published?.trainingFlops ?? 0) / (1024 * 147e12) / SECONDS_PER_DAY,
    33.063,
    33,
    "+0.19%",
  ],
  ["GLaM total", () => moeParameters(GLAM).total, 1.1618e12, 1.2e12, "-3.19%"],
  ["GLaM active", () => moeParameters(GLAM).active, 9.6603e10, 9.66e10, "+0.00%"],
  ["Switch-C", () => moeParameters(SWITCH_C).total, 1.5713e12, 1.571e12, "+0.02%"],
  ["DeepSeek-V3 total", () => moeParameters(DEEPSEEK_V3).total, 6.7103e11, 6.71e11, "+0.00%"],
  ["DeepSeek-V3 active", () => moeParameters(DEEPSEEK_V3).active, 3.7552e10, 3.7e10, "+1.49%"],
  ["DeepSeek-V2 total", () => moeParameters(DEEPSEEK_V2).total, 2.3574e11, 2.36e11, "-0.11%"],
  ["DeepSeek-V2 active", () => moeParameters(DEEPSEEK_V2).active, 2.1376e10, 2.1e10, "+1.79%"],
  ["Mixtral total", () => moeParameters(MIXTRAL).total, 4.6703e10, 4.67e10, "+0.01%"],
  ["Mixtral active", () => moeParameters(MIXTRAL).active, 1.288e10, 1.29e10, "-0.16%"],
  ["Chinchilla N", () => parameters("chinchilla-70b"), 7.0065e10, 7e10, "+0.09%"],
  ["Gopher N", () => parameters("gopher-280b"), 2.7972e11, 2.8e11, "-0.10%"],
  ["CLIP text tower", () => exactParameters(clipText), 1.2306e8, 123_060_480, "+0.00%"],
  ["Llama-3.1-405B", () => parameters("llama31-405b"), 4.0585e11, 405_853_388_800, "+0.00%"],
  ["Llama-2-70B", () => parameters("llama2-70b"), 6.8977e10, 68_976_653_312, "-0.00%"],
  ["Llama-3.1-8B", () => parameters("llama31-8b"), 8.0303e9, 8_030_261_248, "+0.00%"],
];

describe("published counts and FLOPs reproduce to the printed precision, differences included", () => {
  test.each(ROWS)("%s", async (_check, compute, computed, published, difference) => {
    const value = await compute();
    expect(printed(value, 5)).toBe(computed);
    expect(printedDifference(value, published)).toBe(difference);
  });
});

test("mixtures of experts count to the digit, all experts and those that one token meets", () => {
  expect(moeParameters(MIXTRAL)).toEqual({ total: 46_702_792_704, active: 12_879_925_248 });
  expect(moeParameters(SWITCH_C)).toEqual({ total: 1_571_308_970_400, active: 1_728_163_840 });
  expect(moeParameters(GLAM)).toEqual({ total: 1_161_755_099_136, active: 96_603_209_728 });
  expect(moeParameters(DEEPSEEK_V2)).toEqual({ total: 235_741_434_880, active: 21_375_800_320 });
  expect(moeParameters(DEEPSEEK_V3)).toEqual({ total: 671_026_419_200, active: 37_552_282_624 });
});

test("CLIP's text tower has exactly the 123,060,480 parameters that MLCommons counts", () =>
  expect(exactParameters(clipText)).toBe(123_060_480));
