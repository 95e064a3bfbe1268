import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openSpecs } from "../../../src/spec/load.ts";
import { exactParameters } from "../../../src/workload/graph/parameters.ts";

interface Known {
  readonly name: string;
  readonly parameters: number;
  readonly config: object;
}

/**
 * Models by the keys in which they differ from the defaults of their class, and the counts that their repositories show
 * (recalled; Falcon 40B by the definition of its class).
 */
const KNOWN = JSON.parse(
  readFileSync(join(import.meta.dirname, "class-definitions.json"), "utf8"),
) as readonly Known[];
const folder = mkdtempSync(join(tmpdir(), "dse-models-"));
afterAll(() => rmSync(folder, { recursive: true }));
const specs = openSpecs();

async function parametersOf(name: string, config: object): Promise<number> {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(config));
  return exactParameters((await specs.workload(file)).spec);
}

test.each(KNOWN)("$name has the parameters of its class", async ({ name, parameters, config }) => {
  expect(await parametersOf(name, config)).toBe(parameters);
});

const LLAMA = {
  model_type: "llama",
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  vocab_size: 100,
};
const SMALL = { ...LLAMA, intermediate_size: 128, num_key_value_heads: 2 };
const of = (name: string, more: object) => parametersOf(name, { ...SMALL, ...more });
const plain = await of("plain", {});

test.each([
  // q 64, k and v 32 each, o 64: a bias for each output of two layers.
  ["attention_bias", {}, 2 * (64 + 2 * 32 + 64)],
  ["mlp_bias", {}, 2 * (2 * 128 + 64)],
  ["tie_word_embeddings", {}, -100 * 64],
])("%s changes the count by its own tensors", async (key, more, difference) => {
  expect((await of(key, { [key]: true, ...more })) - plain).toBe(difference);
});

test("null key/value heads are as many as heads, heads of their own size are counted as such", async () => {
  expect((await of("mha", { num_key_value_heads: null })) - plain).toBe(2 * 2 * 64 * 32);
  // q and o of 4 heads, k and v of 2, 16 elements wider each.
  expect((await of("wide", { head_dim: 32 })) - plain).toBe(2 * 64 * (2 * 64 + 2 * 32));
});

test("dense layers among experts, by step and by list", async () => {
  const moe = {
    model_type: "qwen3_moe",
    hidden_size: 64,
    num_attention_heads: 4,
    num_hidden_layers: 6,
    vocab_size: 100,
  };
  const sizes = {
    ...moe,
    intermediate_size: 256,
    moe_intermediate_size: 32,
    num_experts: 8,
    num_experts_per_tok: 2,
  };
  const count = (name: string, more: object) => parametersOf(name, { ...sizes, ...more });
  const expert = 8 * 3 * 64 * 32 + 64 * 8;
  const dense = 3 * 64 * 256;
  const all = await count("all-experts", {});
  expect((await count("step", { decoder_sparse_step: 2 })) - all).toBe(3 * (dense - expert));
  expect((await count("listed", { mlp_only_layers: [0, 5] })) - all).toBe(2 * (dense - expert));
});

test("a key that may mean something and is not read is told, with its place", async () => {
  const file = join(folder, "unread.json");
  writeFileSync(
    file,
    JSON.stringify({ ...SMALL, wonder_layers: 3, dropout: 0.1, vision_config: { depth: 2 } }),
  );
  const { spec } = await specs.workload(file);
  expect(spec.notes).toBe(
    "Not as the configuration says: keys without a meaning here: wonder_layers, vision_config.",
  );
});

test("an image that patches do not fill is cut to whole patches, as the class does", async () => {
  const vit = { model_type: "vit", image_size: 230, patch_size: 16 };
  expect(await parametersOf("cut", vit)).toBe(await parametersOf("whole", { ...vit, image_size: 224 }));
});
