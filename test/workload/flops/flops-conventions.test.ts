import { describe, expect, test } from "vitest";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { FLOPS_CONVENTIONS } from "../../../src/workload/flops/flops-conventions.ts";
import { forwardFlops, modelFlopsPerSample } from "../../../src/workload/graph/operator-flops.ts";
import { exactParameters } from "../../../src/workload/graph/parameters.ts";
import { flopsOfPetaflopDays, petaflopDays } from "../../../src/workload/flops/petaflop-days.ts";
import {
  compareConventions,
  conventionsFor,
  trainingFlops,
} from "../../../src/workload/flops/training-flops.ts";
import { CHINCHILLA_70B, GOPHER_280B, GPT_3_175B } from "../convention-tables.ts";
import { printed, printedDifference } from "../printed.ts";
import { chinchillaShape, shipped, tinySpec } from "../specs.ts";

describe.each([
  { id: "gpt-3-175b", published: 3.14e23, rows: GPT_3_175B },
  { id: "chinchilla-70b", published: 5.76e23, rows: CHINCHILLA_70B },
  { id: "gopher-280b", published: 5.76e23, rows: GOPHER_280B },
])("$id against the published $published FLOPs", ({ id, published, rows }) => {
  test.each(rows)("%s counts %d: %s PF/s-days, %s", async (convention, flops, days, difference) => {
    const spec = await shipped(id);
    const counted = trainingFlops(spec, convention);
    expect(printed(counted, 4)).toBe(flops);
    expect(Math.round(petaflopDays(counted)).toLocaleString("en-US")).toBe(days);
    expect(printedDifference(counted, published)).toBe(difference);
  });

  test("all conventions of a decoder are compared, and differ as printed", async () => {
    const readings = compareConventions(await shipped(id));
    expect(readings.map(({ convention }) => convention).sort()).toEqual(rows.map(([name]) => name).sort());
    for (const [name, , , difference] of rows) {
      const reading = readings.find(({ convention }) => convention === name);
      expect(printedDifference(1 + (reading?.difference ?? Number.NaN), 1)).toBe(difference);
    }
  });
});

test("Gopher's own 6.3e23 is four forward passes without embeddings: 6.314e23, +0.2 %", async () => {
  const forward = trainingFlops(await shipped("gopher-280b"), "chinchilla-f-table") / 3;
  expect(printed(4 * forward, 4)).toBe(6.314e23);
  expect(printedDifference(4 * forward, 6.3e23, 1)).toBe("+0.2%");
});

describe("Chinchilla Table A4: FLOPs over 6ND reproduce only without embeddings and logits", () => {
  test.each([
    {
      name: "73M",
      layers: 10,
      hidden: 640,
      heads: 10,
      n: 73825280,
      published: 1.03,
      rows: [1.025, 1.302, 1.58],
    },
    {
      name: "305M",
      layers: 20,
      hidden: 1024,
      heads: 16,
      n: 305707008,
      published: 1.1,
      rows: [1.101, 1.208, 1.315],
    },
    {
      name: "552M",
      layers: 24,
      hidden: 1280,
      heads: 10,
      n: 552604160,
      published: 1.08,
      rows: [1.083, 1.157, 1.231],
    },
    {
      name: "1.1B",
      layers: 26,
      hidden: 1792,
      heads: 14,
      n: 1143453696,
      published: 1.04,
      rows: [1.044, 1.094, 1.144],
    },
    {
      name: "1.6B",
      layers: 28,
      hidden: 2048,
      heads: 16,
      n: 1593126912,
      published: 1.03,
      rows: [1.033, 1.074, 1.115],
    },
    {
      name: "6.8B",
      layers: 40,
      hidden: 3584,
      heads: 28,
      n: 6796274688,
      published: 0.99,
      rows: [0.994, 1.011, 1.028],
    },
  ])("$name: $published", ({ layers, hidden, heads, n, published, rows: [table, logits, text] }) => {
    const spec = chinchillaShape(layers, hidden, heads);
    expect(exactParameters(spec)).toBe(n);
    const ratio = (flops: number): number => flops / FLOPS_CONVENTIONS["6nd"].flops(spec, 1);
    const asTabulated = FLOPS_CONVENTIONS["chinchilla-f-table"].flops(spec, 1);
    const asWritten = FLOPS_CONVENTIONS["chinchilla-f-text"].flops(spec, 1);
    expect(Number(ratio(asTabulated).toFixed(2))).toBeCloseTo(published, 12);
    expect(Number(ratio(asTabulated).toFixed(3))).toBe(table);
    expect(Number(ratio((asTabulated + asWritten) / 2).toFixed(3))).toBe(logits);
    expect(Number(ratio(asWritten).toFixed(3))).toBe(text);
  });
});

describe("all eight sizes of GPT-3 against Table D.1", () => {
  test.each([
    ["gpt-3-small", 125e6, "125.2", 2.25e20, 2.6, "+0.00%", "+30.4%", "+15.3%", "23.2"],
    ["gpt-3-medium", 356e6, "355.9", 6.41e20, 7.42, "-0.03%", "+28.2%", "+14.1%", "22.0"],
    ["gpt-3-large", 760e6, "760.3", 1.37e21, 15.8, "-0.15%", "+19.7%", "+9.8%", "16.6"],
    ["gpt-3-xl", 1320e6, "1315.7", 2.38e21, 27.5, "-0.17%", "+14.7%", "+7.1%", "13.3"],
    ["gpt-3-2.7b", 2650e6, "2651.6", 4.77e21, 55.2, "+0.00%", "+12.7%", "+6.4%", "11.2"],
    ["gpt-3-6.7b", 6660e6, "6658.4", 1.2e22, 139, "-0.10%", "+7.9%", "+3.9%", "7.5"],
    ["gpt-3-13b", 12850e6, "12853.4", 2.31e22, 268, "+0.13%", "+6.7%", "+3.4%", "6.1"],
    ["gpt-3-175b", 174600e6, "174604.3", 3.14e23, 3640, "+0.09%", "+2.9%", "+1.5%", "2.7"],
  ])("%s", async (id, parameters, exact, flops, days, sixNd, palm, causal, share) => {
    const spec = await shipped(id);
    expect(spec.published).toMatchObject({ parameters, trainingFlops: flops });
    expect((exactParameters(spec) / 1e6).toFixed(1)).toBe(exact);
    expect(printedDifference(6 * parameters * 300e9, flops)).toBe(sixNd);
    expect(printedDifference(trainingFlops(spec, "palm"), flops, 1)).toBe(palm);
    expect(printedDifference(trainingFlops(spec, "palm-causal"), flops, 1)).toBe(causal);
    const attention = 1 - trainingFlops(spec, "6nd") / trainingFlops(spec, "palm");
    expect((100 * attention).toFixed(1)).toBe(share);
    expect(Math.abs(flopsOfPetaflopDays(days) / flops - 1)).toBeLessThan(0.005);
  });
});

describe("PaLM: 6N + 12LHQT", () => {
  test.each([
    ["palm-8b", 5.501e10, 4.291e22, 4.29e22, "+0.02%"],
    ["palm-62b", 3.879e11, 3.083e23, 3.08e23, "+0.11%"],
    ["palm-540b", 3.278e12, 2.557e24, 2.56e24, "-0.13%"],
  ])("%s: %d FLOP a token, %d in all", async (id, perToken, total, published, difference) => {
    const spec = await shipped(id);
    expect(printed(FLOPS_CONVENTIONS.palm.flops(spec, 1), 4)).toBe(perToken);
    expect(printed(trainingFlops(spec, "palm"), 4)).toBe(total);
    expect(printedDifference(trainingFlops(spec, "palm"), published)).toBe(difference);
  });

  test("540B at 238.3 K tokens/s on 6,144 × 275 TFLOP/s: MFU 46.2 %", async () => {
    const perToken = FLOPS_CONVENTIONS.palm.flops(await shipped("palm-540b"), 1);
    expect(((100 * 238.3e3 * perToken) / (6144 * 275e12)).toFixed(1)).toBe("46.2");
  });
});

describe("exact-full is the closed form", () => {
  test("decoder: L(2h·nd + 4h·kd + 2nd·h + 4nd·s + 2mhf) + 2hV a token, three times", async () => {
    for (const id of ["gpt-3-175b", "llama2-70b", "palm-8b", "gpt-j-6b"]) {
      const spec = await shipped(id);
      const { layers, hidden, heads, headSize, kvHeads, ffn, vocabulary, sequenceLength, gatedFfn } =
        spec.model;
      const nd = heads * (headSize ?? hidden / heads);
      const kd = (kvHeads ?? heads) * (headSize ?? hidden / heads);
      const layer =
        2 * hidden * nd +
        4 * hidden * kd +
        2 * nd * hidden +
        4 * nd * sequenceLength +
        2 * (gatedFfn ? 3 : 2) * hidden * ffn;
      const token = 3 * (layers * layer + 2 * hidden * (vocabulary ?? 0));
      expect(FLOPS_CONVENTIONS["exact-full"].flops(spec, 1) / token).toBeCloseTo(1, 12);
    }
  });

  test("BERT-Large: 24h² + 4hs a layer, head on 77 of 512 positions, pooler and next sentence on one", async () => {
    const [s, h, V, m] = [512, 1024, 30522, Math.ceil(0.15 * 512)];
    const forward = 24 * s * (24 * h * h + 4 * h * s) + m * (2 * h * h + 2 * h * V) + 2 * h * h + 2 * h * 2;
    const graph = buildOperatorGraph(await shipped("bert-large"), "training");
    expect(m).toBe(77);
    expect(forwardFlops(graph)).toBe(forward);
    expect(modelFlopsPerSample(graph)).toBe(3 * forward);
  });

  test("ViT-L/16: 197 tokens, patches 2·3·16²·h, classes on one token", async () => {
    const [s, h] = [(224 / 16) ** 2 + 1, 1024];
    const forward = 24 * s * (24 * h * h + 4 * h * s) + (s - 1) * 2 * 3 * 16 ** 2 * h + 2 * h * 1000;
    expect(forwardFlops(buildOperatorGraph(await shipped("vit-l16"), "training"))).toBe(forward);
  });

  test("T5-Base: encoder over 512 tokens, decoder over 114 with cross attention, logits of the target", async () => {
    const [L, h, f, V, s, t] = [12, 768, 3072, 32128, 512, 114];
    const encoder = L * s * (8 * h * h + 4 * h * s + 4 * h * f);
    const cross = t * (4 * h * h + 4 * h * s) + s * 4 * h * h;
    const decoder = L * (t * (8 * h * h + 4 * h * t + 4 * h * f) + cross);
    const graph = buildOperatorGraph(await shipped("t5-base"), "training");
    expect(forwardFlops(graph)).toBe(encoder + decoder + t * 2 * h * V);
  });
});

test("causal attention attends to (s + 1)/2 positions: 4 tokens, 2.5 on average", () => {
  const spec = tinySpec();
  const core = 3 * 2 * 4 * 8 * 4;
  const full = FLOPS_CONVENTIONS["exact-full"].flops(spec, 1);
  expect(full - FLOPS_CONVENTIONS["exact-causal"].flops(spec, 1)).toBeCloseTo(core * (1 - 2.5 / 4), 9);
});

test("BERT-Large is 3.05 PF/s-days at length 512 throughout, 0.99 on its real schedule, not 6.16", async () => {
  const days = async (id: string): Promise<number> => petaflopDays(trainingFlops(await shipped(id), "6nd"));
  expect((await days("bert-large")).toFixed(2)).toBe("3.05");
  expect(((await days("bert-large-ph1")) + (await days("bert-large-ph2"))).toFixed(2)).toBe("0.99");
});

test("conventions made for one stack are not offered for two, and 3ND only for two", () => {
  expect(conventionsFor("encoder-decoder")).toEqual(["exact-full", "3nd"]);
  expect(conventionsFor("decoder")).not.toContain("3nd");
  expect(conventionsFor("vision-transformer")).toEqual(["exact-full"]);
});

test("an inference task has no training FLOPs", async () => {
  const spec = await shipped("gpt-3-175b-few-shot");
  expect(() => trainingFlops(spec)).toThrow("no training FLOPs");
  expect(compareConventions(spec)).toEqual([]);
});
