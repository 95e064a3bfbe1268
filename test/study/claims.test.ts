import { describe, expect, test } from "vitest";
import type { SavedClaim } from "../../src/result/saved/result.ts";
import { renderSpecErrors } from "../../src/spec/yaml/render-spec-errors.ts";
import { denseEquivalentParameters, EXPERTS_FITS } from "../../src/optimum/laws/experts-law.ts";
import { SCALING_LAWS } from "../../src/optimum/laws/index.ts";
import { denseEquivalentGain, SPARSE_FITS } from "../../src/optimum/laws/sparse-law.ts";
import { headline, SpecProblems, type SpecError } from "../../src/spec/yaml/spec-error.ts";
import { runStudy } from "../../src/study/run-study.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";
import { runSmall, smallStudy } from "./specs.ts";

/** Few candidates, so that each study takes milliseconds. */
const quick = {
  plan: { tensorParallel: 1, pipelineParallel: 4, microBatch: 1, recompute: "layer" },
} as const;

async function claim(that: string, more: Partial<SavedClaim> = {}): Promise<SavedClaim | undefined> {
  const { claims } = await runSmall({ ...quick, claims: [{ says: "so", source: "them", that, ...more }] });
  return claims[0];
}

const verdict = async (that: string) => (await claim(that))?.verdict;

describe("claims", () => {
  test("figures of machines: Bow's peak is 1.85 / 1.325 of Mk2's", async () => {
    const found = await claim(
      'within(system("bow-pod16", "peakFp16FlopsPerSecond") / system("mk2-pod16", "peakFp16FlopsPerSecond"), 1.4, 1%)',
    );
    expect(found).toMatchObject({ verdict: "held", right: 1.4, unit: "" });
    expect(found?.left).toBeCloseTo(1.85 / 1.325, 10);
  });

  test("figures of workloads: parameters and FLOPs by convention, also of one outside the study", async () => {
    expect(
      await verdict(
        'within(flops("bert-large", "6nd"), 6 * parameters("bert-large") * 1e6 * 256 * 512 * 1 FLOP, 0.01%)',
      ),
    ).toBe("held");
  });

  test("the loss a law expects of a run, and the FLOPs of the cheapest model that reaches it", async () => {
    const loss = SCALING_LAWS["chinchilla-3"].loss(70e9, 1.4e12);
    expect(await verdict(`within(loss("chinchilla-3", "chinchilla-70b"), ${loss}, 0.1%)`)).toBe("held");
    expect(await verdict('lossFlops("besiroglu", "gpt-3-175b") < flops("gpt-3-175b", "6nd")')).toBe("held");
  });

  test("what a token meets of a mixture of experts, and the bytes of pruned weights with their places", async () => {
    expect(await verdict('activeParameters("mixtral-8x7b") == 12879925248')).toBe("held");
    expect(await verdict('activeParameters("bert-large") == parameters("bert-large")')).toBe("held");
    expect(await verdict('storedBytes("gpt-3-175b") == 2 B * parameters("gpt-3-175b")')).toBe("held");
    // CSR: a kept 16-bit weight takes 2 B more for its column, and a row 4 B.
    expect(
      await verdict(
        'within(storedBytes("luminous-base-sparse"), 2 B * parameters("luminous-base-sparse") + 2 B * 0.2 * 40 * 12 * 5120 * 5120, 0.1%)',
      ),
    ).toBe("held");
  });

  test("dense parameters of the quality of experts, and of pruned weights", async () => {
    const gain = denseEquivalentGain(SPARSE_FITS["t5-c4"], 0.8);
    expect(
      await verdict(
        `within(denseEquivalent("t5-c4", "luminous-base-sparse"), ${gain} * parameters("luminous-base-sparse"), 0.001%)`,
      ),
    ).toBe("held");
    const glam = denseEquivalentParameters(EXPERTS_FITS["s-base"], 96_603_209_728, 64);
    expect(await verdict(`within(denseEquivalent("s-base", "glam-64b-64e"), ${glam}, 0.001%)`)).toBe("held");
  });

  test("an input, at its place in the spec", async () => {
    expect(await verdict('input("bow-pod16", "chip.clock") == 1850 MHz')).toBe("held");
  });

  test("a metric of a result, and of a named fidelity", async () => {
    expect(
      await verdict('stepTimeSeconds("bow-pod16", "bert-base") < stepTimeSeconds("mk2-pod16", "bert-base")'),
    ).toBe("held");
    expect(
      await verdict(
        'stepTimeSeconds("bow-pod16", "bert-base", "analytic") == stepTimeSeconds("bow-pod16", "bert-base")',
      ),
    ).toBe("held");
  });

  test("a fidelity that was not run leaves the claim open", async () =>
    expect(await claim('stepTimeSeconds("bow-pod16", "bert-base", "event") < 1 day')).toMatchObject({
      verdict: "undecided",
      left: null,
    }));

  test("a bound inside the range of uncertain inputs leaves the claim open", async () => {
    const { results } = await runSmall({ ...quick, systems: ["bow-pod16"] });
    const watts = results[0]?.metrics["averagePowerWatts"] ?? 0;
    const [, high = 0] = results[0]?.ranges?.["averagePowerWatts"] ?? [];
    expect(await verdict(`averagePowerWatts("bow-pod16", "bert-base") < ${watts * 1.001} W`)).toBe(
      "undecided",
    );
    expect(await verdict(`averagePowerWatts("bow-pod16", "bert-base") < ${high * 1.5} W`)).toBe("held");
  });

  test("an uncertain input that both systems share cancels", async () =>
    expect(
      await verdict(
        'electricityDollars("bow-pod16", "bert-base") == electricityDollars("bow-pod16", "bert-base")',
      ),
    ).toBe("held"));

  test("the recorded verdict stands beside the computed one", async () =>
    expect(await claim("1 < 2", { verdict: "refuted", because: "why" })).toMatchObject({
      verdict: "held",
      recorded: "refuted",
      because: "why",
    }));
});

describe("expectations hold or fail at nominal inputs", () => {
  test("an unknown side fails", async () => {
    const { expectations } = await runSmall({
      ...quick,
      expect: [
        { name: "fast", that: 'stepTimeSeconds("bow-pod16", "bert-base") < 1 day' },
        { name: "latency", that: 'latencySeconds("bow-pod16", "bert-base") < 1 day' },
      ],
    });
    expect(expectations.map(({ name, holds, right }) => [name, holds, right])).toEqual([
      ["fast", true, 86_400],
      ["latency", false, 86_400],
    ]);
  });
});

describe("what is wrong in an expression is pointed at", () => {
  test.each([
    ["nonsense(1) < 2", /claims\.0\.that: .*a call of "nonsense"/],
    ['stepTimeSecond("bow-pod16", "bert-base") < 1 s', /did you mean "stepTimeSeconds"/],
    [
      'stepTimeSeconds("bow-pod61", "bert-base") < 1 s',
      /not in the study: "bow-pod61", did you mean "bow-pod16"/,
    ],
    ['stepTimeSeconds("bow-pod16", "bert-bas") < 1 s', /did you mean "bert-base"/],
    ['stepTimeSeconds("bow-pod16", "bert-base") < 1 W', /a comparison of time with power/],
    ['system("bow-pod16", "chip") < 1', /a property "chip", did you mean "chips"/],
    ['flops("bert-base", "7nd") < 1 FLOP', /training FLOPs convention "7nd", did you mean "6nd"/],
    ['loss("kaplam", "bert-base") < 2', /a scaling law "kaplam", did you mean "kaplan"/],
    ['loss("kaplan", "gpt-3-175b-few-shot") < 2', /a loss of gpt-3-175b-few-shot, which trains nothing/],
    ['denseEquivalent("t5-c4", "bert-base") < 2', /a dense equivalent of bert-base, which is dense/],
    ['denseEquivalent("s-bas", "glam-64b-64e") < 2', /equivalents "s-bas", did you mean "s-base"/],
    ['input("bow-pod16", "chip.clok") < 1 Hz', /did you mean "chip.clock"/],
    ["1 + 1", /no comparison/],
    ["1 < ", /claims\.0\.that: /],
    ["a = 1", /claims\.0\.that: /],
    ["[1] < 2", /claims\.0\.that: /],
  ])("%s", async (that, message) => {
    const found = await problems(that);
    expect(found.map(headline).join("\n")).toMatch(message);
    expect(renderSpecErrors(found)).toContain(`\n    ${that}\n`);
  });

  test("the caret stands under the name", async () =>
    expect(renderSpecErrors(await problems("1 < nonsense(2)"))).toMatch(/ {4}1 < nonsense\(2\)\n {8}\^{8}$/));

  test("with the place in the file known, in that line", async () => {
    const specs = await openShippedSpecs();
    const study = smallStudy({ claims: [{ says: "so", source: "them", that: "1 < nonsense(2)" }] });
    const sourceLine = "    that: 1 < nonsense(2)";
    const placeOf = () => ({ file: "small.yaml", line: 7, column: 11, sourceLine });
    const error = await runStudy({
      specs,
      study: { ...study, placeOf },
      tool: { name: "dse", version: "test" },
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      errors: [{ line: 7, column: sourceLine.indexOf("nonsense") + 1, sourceLine }],
    });
  });
});

async function problems(that: string): Promise<readonly SpecError[]> {
  const error: unknown = await claim(that).catch((thrown: unknown) => thrown);
  if (!(error instanceof SpecProblems)) throw new Error("nothing was refused");
  return error.errors;
}
