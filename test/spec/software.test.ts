import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { softwareOf } from "../../src/arch/software-of.ts";
import { openSpecs } from "../../src/spec/load.ts";
import { SpecProblems } from "../../src/spec/yaml/spec-error.ts";

const specs = openSpecs();

const launchOf = async (set: Record<string, string>, phase: "training" | "decode"): Promise<number> => {
  const { chip } = buildArch(await specs.arch("a100-gpus8", set));
  if (chip.architecture !== "roofline") throw new Error("an A100 has no tiles");
  return softwareOf(chip, phase).launchSeconds;
};

const problemOf = async (system: string, set: Record<string, string>): Promise<SpecProblems> => {
  try {
    await specs.arch(system, set);
  } catch (error) {
    if (error instanceof SpecProblems) return error;
    throw error;
  }
  throw new Error("no problem was found");
};

describe("software profiles", () => {
  test("are specs, each without errors, whose numbers all say where they are from", async () => {
    const listed = specs.list().filter(({ kind }) => kind === "software");
    expect(listed.map(({ id }) => id)).toEqual([
      "eager",
      "faster-transformer",
      "fsdp",
      "megatron",
      "optimum-habana",
      "tensorrt-llm",
      "tensorrt-llm-0",
      "vllm",
      "xla",
    ]);
    expect(await specs.check(listed.map(({ id }) => id))).toEqual({ errors: [], warnings: [] });
  });
  test("are named by the chip for a task, and named anew by an override, aliases too", async () => {
    const vllm = (await specs.software("vllm")).spec.launch;
    expect(await launchOf({ "chip.software.inference": "vllm" }, "decode")).toBe(vllm);
    const megatron = (await specs.software("megatron")).spec.launch;
    expect(await launchOf({ "chip.software.training": "nemo" }, "training")).toBe(megatron);
  });
  test("have values that are set by task, and keep those of the other task", async () => {
    const set = { "software.inference.launch": "3 us" };
    expect(await launchOf(set, "decode")).toBe(3e-6);
    expect(await launchOf(set, "training")).toBe(await launchOf({}, "training"));
  });
  test("say where their numbers stand", async () => {
    const { provenance } = await specs.arch("a100-gpus8", { "chip.software.training": "eager" });
    const launch = provenance.find(({ path }) => path === "software.training.launch");
    expect(launch?.file).toBe("arch-specs/eager.software.yaml");
  });
});

describe("a profile is refused", () => {
  test("where none has that name, with the nearest", async () => {
    const { errors } = await problemOf("a100-gpus8", { "chip.software.inference": "vlm" });
    expect(errors[0]).toMatchObject({ expected: "the id of a software profile", suggestion: "vllm" });
  });
  test.each(["software.training.launch", "chip.software.training", "software.serving.launch"])(
    "on a chip of tiles, whose programs are compiled whole: %s",
    async (path) => {
      const { errors } = await problemOf("bow-pod16", { [path]: "1 us" });
      expect(errors[0]?.message).toBe(`"${path}"`);
    },
  );
  test("for a task that there is not", async () => {
    const { errors } = await problemOf("a100-gpus8", { "software.serving.launch": "1 us" });
    expect(errors[0]?.message).toBe('"software.serving.launch"');
  });
});
