import { describe, expect, test } from "vitest";
import { trafficOf } from "../../src/cli/traffic-options.ts";
import { poissonArrivals } from "../../src/serve/arrivals.ts";
import { dse } from "./dse.ts";

const PAIR = ["serve", "--system", "bow-pod4", "--workload", "gpt2-m", "--requests", "50"];

interface Saved {
  readonly schema: string;
  readonly metrics: { readonly requests: number; readonly tokensPerSecond: number };
  readonly capacity: { readonly requestsPerSecond: number } | null;
}

interface SavedFleet {
  readonly fleets: readonly {
    readonly family: string;
    readonly least?: { readonly id: string };
    readonly tried: readonly { readonly system: string; readonly attainmentFraction?: number }[];
  }[];
}
const sizeOf = (id: string): number => Number(/\d+$/.exec(id)?.[0]);

describe("dse serve", () => {
  test("tells latencies, goodput and what a token costs", async () => {
    const { code, stdout } = await dse([...PAIR, "--rate", "20", "--capacity", "--ttft", "100 ms"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^bow-pod4 · gpt2-m\n/);
    expect(stdout).toMatch(/time to first token +[\d.]+ m?s +[\d.]+ m?s +[\d.]+ m?s/);
    expect(stdout).toMatch(/goodput +[\d.]+ requests\/s: [\d.]+ % within TTFT ≤ 100 ms, TPOT ≤ 100 ms/);
    expect(stdout).toMatch(/capacity [\d.]+ requests\/s with 90 %/);
  });

  test("--json is dse.serving/v1, and the same bytes for the same seed", async () => {
    const args = [...PAIR, "--rate", "20", "--prompt", "64..256", "--json", "--seed", "4"];
    const [first, again, other] = await Promise.all([dse(args), dse(args), dse([...args.slice(0, -1), "5"])]);
    const saved = JSON.parse(first.stdout) as Saved;
    expect(saved).toMatchObject({ schema: "dse.serving/v1", metrics: { requests: 50 }, capacity: null });
    expect(again.stdout).toBe(first.stdout);
    expect(other.stdout).not.toBe(first.stdout);
  });

  test("replays a trace from stdin", async () => {
    const input = "arrivalSeconds,promptTokens,generatedTokens\n0,64,4\n0.5,128,8\n";
    const { stdout } = await dse([...PAIR.slice(0, 5), "--arrivals", "-", "--json"], { input });
    expect((JSON.parse(stdout) as Saved).metrics.requests).toBe(2);
  });

  test("a batch is chosen by what fits and keeps the limit; one that is given says what it costs", async () => {
    const chosen = (await dse([...PAIR, "--json"])).stdout;
    const { batch } = JSON.parse(chosen) as { batch: number };
    expect(batch).toBeGreaterThan(8);
    const given = await dse([...PAIR, "--batch", "1"]);
    expect(given.stdout).toMatch(/1 requests? in flight, as given: [\d.]+ [mµ]?s a token when full/);
    expect(given.stdout.replace(/\s+/g, " ")).toMatch(/--batch \d+ would generate [\d.]+ times the tokens/);
  });

  test("--fleet tells how many chips of each family it takes, and what was tried", async () => {
    const asked = ["serve", "--fleet", "--system", "a100-gpus", "--workload", "gpt2-m"];
    const traffic = ["--rate", "60", "--requests", "20", "--attainment", "0.9", "--batch", "8"];
    const { code, stdout } = await dse([...asked, ...traffic, "--json"]);
    const saved = JSON.parse(stdout) as SavedFleet;
    expect(saved).toMatchObject({ schema: "dse.fleet/v1", workload: "gpt2-m", attainment: 0.9 });
    expect(saved.fleets.map(({ family }) => family)).toEqual(["a100-gpus"]);
    for (const { least, tried } of saved.fleets) {
      const keeps = tried.filter(({ attainmentFraction }) => (attainmentFraction ?? 0) >= 0.9);
      expect(least?.id).toBe(keeps.toSorted((a, b) => sizeOf(a.system) - sizeOf(b.system))[0]?.system);
    }
    expect(code).toBe(saved.fleets.every(({ least }) => least !== undefined) ? 0 : 1);
  });

  test.each([
    [[...PAIR.slice(1), "--fleet", "--capacity"], /--fleet looks for the least size/],
    [["--workload", "gpt2-m"], /give one --system and one --workload/],
    [["--system", "bow-pod4", "--workload", "bert-large"], /bert-large gives no tokens/],
    [[...PAIR.slice(1), "--rate", "0"], /--rate: expected requests a second, from/],
    [[...PAIR.slice(1), "--prompt", "9..3"], /--prompt 9..3: expected tokens/],
    [[...PAIR.slice(1), "--ttft", "5 GB"], /--ttft: expected a time above zero/],
    [[...PAIR.slice(1), "--draft", "gpt2-s"], /--draft needs --acceptance/],
    [[...PAIR.slice(1), "--acceptance", "0.5"], /--acceptance is of speculative decoding: give --draft/],
    [[...PAIR.slice(1), "--draft-tokens", "9"], /--draft-tokens is of speculative decoding: give --draft/],
    [[...PAIR.slice(1), "--attainment", "0.5"], /--attainment is what --capacity or --fleet keeps/],
    [
      [...PAIR.slice(1), "--rate", "40", "--arrivals", "a.csv"],
      /--rate draws requests, --arrivals replays those/,
    ],
    [[...PAIR.slice(1, 5), "--arrivals", "nowhere.csv"], /there is no file nowhere.csv/],
  ])("bad input is told in words: %j", async (args, message) => {
    const { code, stderr } = await dse(["serve", ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test("a trace that is none is told with line and column", async () => {
    const input = "arrivalSeconds,promptTokens,generatedTokens\n0,64,4\nsoon,128,8\n";
    const { code, stderr } = await dse([...PAIR.slice(0, 5), "--arrivals", "-"], { input });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('-:3:1  arrivalSeconds: expected seconds from 0 on, got "soon"'),
    ]);
  });
});

test("lengths are the workload's own where it is inference, and those of the options where they are given", async () => {
  const task = { kind: "inference", promptTokens: 96, generatedTokens: 3, batch: 1 };
  const lengthsOf = async (args: object) =>
    (
      await trafficOf({ ...args }, { task } as never, {
        shell: {} as never,
        api: { poissonArrivals } as never,
      })
    ).lengths;
  const exactly = (tokens: number) => ({ low: tokens, high: tokens });
  expect(await lengthsOf({})).toEqual({ prompt: exactly(96), generated: exactly(3) });
  expect(await lengthsOf({ prompt: "64" })).toEqual({ prompt: exactly(64), generated: exactly(3) });
});
