import { expect, test } from "vitest";
import type { Overrides } from "../../src/spec/override.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";
import { problemsOf } from "../helpers/spec-problems.ts";

const specs = await openShippedSpecs();

/** A shipped workload, what is set of it, and every error that follows. */
const IMPOSSIBLE: readonly (readonly [string, Overrides, readonly string[]])[] = [
  [
    "bert-base",
    { "model.heads": 7 },
    ["model.heads: expected a divisor of hidden, 768, or a headSize beside it, got 7"],
  ],
  [
    "llama2-7b",
    { "model.hidden": 1000, "model.heads": 12, "model.kvHeads": 5 },
    [
      "model.heads: expected a divisor of hidden, 1000, or a headSize beside it, got 12",
      "model.kvHeads: expected a divisor of the 12 heads, which share them in equal groups, got 5",
    ],
  ],
  [
    "bert-base",
    { "model.kvHeads": 24 },
    ["model.kvHeads: expected a divisor of the 12 heads, which share them in equal groups, got 24"],
  ],
  [
    "gpt2-s",
    { "task.sequenceLength": 4096 },
    [
      "task.sequenceLength: expected at most 1024 tokens with the answer, for the model has learned no further positions, got 4096",
    ],
  ],
  [
    "gpt2-s",
    { "model.normsPerLayer": 4 },
    ["model.normsPerLayer: expected 2 (for norms both before and after a block, normPlacement: both), got 4"],
  ],
  ["gpt-j-6b", { "model.normsPerLayer": 3 }, ["model.normsPerLayer: expected 1 or 2, got 3"]],
  [
    "gpt2-s",
    { "model.window": 4 },
    ["model.window: no effect: it belongs to a vision transformer (Swin); text has a slidingWindow"],
  ],
  [
    "magma",
    { "model.width": 768 },
    ["model.width: no effect: it belongs to `joins: contrastive`, the width of the joint vector"],
  ],
  [
    "magma",
    { "task.sequenceLength": 144 },
    ["task.sequenceLength: expected more than the 144 positions that the image takes, got 144"],
  ],
  [
    "magma-caption",
    { "task.promptTokens": 100 },
    ["task.promptTokens: expected more than the 144 positions that the image takes, got 100"],
  ],
  [
    "resnet-50",
    { "model.image.size": 1 },
    ["model.image.size: expected at least 32 pixels a side, for strides divide it by 32, got 1"],
  ],
  [
    "vit-l16",
    { "model.image.patch": 300 },
    ["model.image.patch: expected a divisor of the image's side, 224 pixels, got 300"],
  ],
  [
    "swin-t",
    { "model.image.patch": 17 },
    ["model.image.patch: expected a divisor of the image's side, 224 pixels, got 17"],
  ],
  ["swin-t", { "model.window": 1000 }, ["model.window: expected at most the 56 tokens of a side, got 1000"]],
  ["swin-t", { "model.layers": 11 }, ["model.layers: expected 12, as the stages' layers add up to, got 11"]],
  ["t5-small", { "model.targetLength": 0 }, ["model.targetLength: expected at least 1, got 0"]],
  [
    "gpt-j-6b-mnli-answer",
    { "task.promptTokens": 0 },
    ["task.promptTokens: expected at least 1, from which an answer follows, got 0"],
  ],
  [
    "resnet-50-inference",
    { "task.generatedTokens": 5 },
    ["task.generatedTokens: expected at most 1, for this model answers in one pass, got 5"],
  ],
  [
    "mixtral-8x7b",
    { "model.experts.perToken": 9 },
    ["model.experts.perToken: expected at most as many picks as there are experts, 8, got 9"],
  ],
  [
    "mixtral-8x7b",
    { "model.experts.denseLayers": 32 },
    ["model.experts.denseLayers: expected less than the 32 layers, of which one has experts, got 32"],
  ],
  [
    "mixtral-8x7b",
    { "model.experts.at": 1 },
    ["model.experts.at: expected less than every, 1, counted from 0, got 1"],
  ],
  [
    "mixtral-8x7b",
    { "model.experts.sharedFfn": 512 },
    ["model.experts.sharedFfn: no effect: there are no shared experts"],
  ],
  [
    "gpt-j-6b",
    { "model.normPlacement": "both" },
    [`model.normPlacement: expected pre, for blocks side by side, got "both"`],
  ],
  [
    "deepseek-v2",
    { "model.attentionSinks": "true" },
    ["model.attentionSinks: no effect: it belongs to a decoder with plain attention"],
  ],
  [
    "resnext-101",
    { "model.convolutions.stages.0.groups": 48 },
    [
      "model.convolutions.stages.0.groups: expected a divisor of the 128 channels of the inner convolution, got 48",
    ],
  ],
  ["beit-3", { "model.fusionLayers": 41 }, ["model.fusionLayers: expected at most the 40 layers, got 41"]],
  [
    "clip-vit-l14",
    { "model.towers.0.name": "text" },
    [`model.towers.1.name: expected a name of its own, got "text"`],
  ],
  [
    "stable-diffusion-v1",
    { "model.towers.2.model.denoiser.heads": 7 },
    expect.arrayContaining([
      expect.stringContaining("expected a multiple of the 7 heads of its attention, got 1280"),
    ]) as never,
  ],
];

test.each(IMPOSSIBLE)("%s with %j says what cannot be, all of it at once", async (id, overrides, errors) => {
  expect(await problemsOf(specs, "workload", id, overrides)).toEqual(errors);
});

const UNBUILT: readonly (readonly [string, Overrides, readonly string[]])[] = [
  [
    "bow-pod16",
    { "chip.links.count": 0 },
    [
      "internalLinks: expected at most the 0 links of a chip, got 2",
      "externalLinks: expected at most the 0 links of a chip, got 2",
    ],
  ],
  [
    "a100-gpus16",
    { "machine.internalLinks": 0 },
    ["internalLinks: expected at least 1, for 8 chips of a machine are one link domain, got 0"],
  ],
  [
    "a100-gpus16",
    { "chip.links.bandwidth": "0 GB/s" },
    ["links.bandwidth: expected more than 0, got 0 GB/s"],
  ],
  [
    "bow-pod16",
    { "chip.power.cap": "1 W" },
    [expect.stringContaining("power.cap: expected more than the idle power") as never],
  ],
  ["bow-pod16", { "machine.host.bandwidth": "0 GB/s" }, ["host.bandwidth: expected more than 0, got 0 GB/s"]],
  [
    "bow-pod16",
    { "system.linkDomainChips": 6 },
    ["linkDomainChips: expected a divisor or a multiple of the 4 chips of a machine, got 6"],
  ],
  ["c600-card", {}, []],
];

test.each(UNBUILT)("%s with %j says what cannot be", async (id, overrides, errors) => {
  expect(await problemsOf(specs, "arch", id, overrides)).toEqual(errors);
});

test("tokens that are set for a run take the place of the steps its spec counts in", async () => {
  const { spec } = await specs.workload("bert-base", { "task.tokens": 1e12 });
  expect(spec.task).toMatchObject({ tokens: 1e12 });
  expect(spec.task).not.toHaveProperty("steps");
});
