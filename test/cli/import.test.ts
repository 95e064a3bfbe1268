import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { dseProcess } from "./dse-process.ts";
import { dse } from "./dse.ts";

const MODELS = join(import.meta.dirname, "..", "spec", "hugging-face", "fixtures");
const home = mkdtempSync(join(tmpdir(), "dse-import-"));
afterAll(() => rmSync(home, { recursive: true }));

test("a configuration becomes a workload that says where each value is from, and that dse reads", async () => {
  const { code, stdout, stderr } = await dse(["import", "hf", join(MODELS, "mistral-7b-v0.1.json")]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("kvHeads: 8 # num_key_value_heads\n");
  expect(stdout).toContain("tokens: 4096 # sliding_window\n");
  expect((await dse(["check", "-"], { input: stdout })).stdout).toBe("1 spec, 0 errors, 0 warnings\n");
  const shown = await dse(["show", "-", "--json"], { input: stdout });
  expect(JSON.parse(shown.stdout)).toMatchObject({ kind: "workload", spec: { id: "mistral-7b-v0.1" } });
});

test("a folder with a config.json, written to a file, with an id and a task of one's own", async () => {
  const folder = join(home, "phi");
  mkdirSync(folder);
  copyFileSync(join(MODELS, "phi-2.json"), join(folder, "config.json"));
  const out = join(home, "mine.workload.yaml");
  const { code } = await dse(["import", "hf", folder, "--out", out, "--id", "mine", "--task", "pretrain"]);
  expect(code).toBe(0);
  expect(readFileSync(out, "utf8")).toMatch(/^id: mine$[^]*kind: pretrain/m);
  const { stdout } = await dse(["check", out]);
  expect(stdout).toContain("0 errors");
});

test.each(["h100-gpus8", "bow-pod16"])(
  "a pasted configuration runs on %s, with all its parameters",
  async (system) => {
    const workload = join(MODELS, "gpt2-xl.json");
    const { code, stdout } = await dse(["run", "--system", system, "--workload", workload, "--quiet"]);
    expect({ code, ran: stdout.includes("1.56 billion parameters") }).toEqual({ code: 0, ran: true });
  },
);

test("what cannot be said is told, and a model type that is not read names the nearest", async () => {
  const { stderr, stdout } = await dse(["import", "hf", join(MODELS, "deepseek-v3.json")]);
  expect(stderr).toContain(
    "note: num_nextn_predict_layers: the layers that predict further tokens are left out",
  );
  expect(stdout).toMatch(/^notes: .*num_nextn_predict_layers/m);
  const wrong = await dse(["import", "hf", "-"], { input: '{\n\t"model_type": "lama"\n}\n' });
  expect(wrong).toMatchObject({ code: 2, stdout: "" });
  expect(wrong.stderr).toMatch(/stdin:2:16 {2}model_type: .*got "lama", did you mean "llama"\?/);
});

test("what a pasted configuration says and no workload can is told, once", async () => {
  const file = join(MODELS, "deepseek-v3.json");
  const { stderr, stdout } = await dse([
    "plan",
    "--system",
    "h100-gpus8",
    "--workload",
    file,
    "--json",
    "--quiet",
  ]);
  expect(stderr.match(/^note: num_nextn_predict_layers: .*left out/gm)).toHaveLength(1);
  expect(stderr.match(/^note: quantization_config: /gm)).toHaveLength(1);
  expect(JSON.parse(stdout)).toMatchObject({ schema: "dse.plan/v1" });
});

test("a sweep tells the notes itself, once, and its threads are silent", async () => {
  const file = join(MODELS, "deepseek-v3.json");
  const { stderr } = await dseProcess([
    ...["sweep", "--system", "h100-gpus64", "--workload", file, "--workers", "2", "--quiet", "--json"],
    ...["--set", "tensorParallel=8", "--set", "pipelineParallel=1,2,4,8", "--set", "microBatch=1"],
  ]);
  expect(stderr.match(/^note: /gm)).toHaveLength(2);
});

test("every wrong value of a configuration is shown at its place, and a missing one is named", async () => {
  const file = join(home, "broken.json");
  writeFileSync(file, '{"model_type": "deepseek_v2", "hidden_size": "big", "num_attention_heads": 0}');
  const { code, stderr } = await dse(["plan", "--system", "bow-pod16", "--workload", file]);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /broken.json:1:\d+ {2}hidden_size: expected a whole number of at least 1, got "big"/,
  );
  expect(stderr).toMatch(/num_attention_heads: expected a whole number of at least 1, got 0/);
  expect(stderr).toContain('missing key "num_experts_per_tok"');
});

test("flags of Megatron-LM become a workload, and the plan that they launch is told", async () => {
  const script = join(MODELS, "..", "..", "launch", "fixtures", "gpt-3.sh");
  const out = join(home, "launched.workload.yaml");
  const { code, stderr } = await dse(["import", "megatron", script, "--out", out]);
  expect(code).toBe(0);
  expect(stderr).toContain(
    `its plan: dse run --system SYSTEM --workload ${out} --set plan.tensorParallel=8 `,
  );
  expect((await dse(["check", out])).stdout).toBe("1 spec, 0 errors, 0 warnings\n");
  const two = await dse(["import", "megatron", script, script]);
  expect(two).toMatchObject({ code: 2, stdout: "" });
  expect((await dse(["import", "megatron", script, "--task", "inference"])).stderr).toMatch(
    /--task is of hf/,
  );
});
