import { describe, expect, test } from "vitest";
import { poissonArrivals } from "../../src/serve/arrivals.ts";
import { expectedTokens } from "../../src/serve/speculation.ts";
import { evenCosts, requestAt, simulated } from "./serving-cases.ts";

describe("a service", () => {
  test("alone, a request of 4 tokens takes one prefill and three decode passes", () => {
    const { served, prefillPasses, decodePasses } = simulated({
      requests: [requestAt(1, 4)],
      costs: evenCosts(1, 0.5, 0.25),
    });
    expect(served).toHaveLength(1);
    expect(served[0]!.firstTokenSeconds).toBeCloseTo(1 + 0.5, 8);
    expect(served[0]!.doneSeconds).toBeCloseTo(1 + 0.5 + 3 * 0.25, 8);
    expect([prefillPasses, decodePasses]).toEqual([1, 3]);
  });

  test("a pipeline of 4 stages is no faster for one request", () => {
    const { served } = simulated({ requests: [requestAt(0, 4)], costs: evenCosts(4, 0.5, 0.25), slots: 4 });
    expect(served[0]!.doneSeconds).toBeCloseTo(0.5 + 3 * 0.25, 8);
  });

  test("a pipeline of 4 stages answers four requests at a time, a stage behind each other", () => {
    const requests = [0, 0, 0, 0].map(() => requestAt(0, 1));
    const { served, seconds } = simulated({ requests, costs: evenCosts(4, 4, 4), slots: 4 });
    expect(served.map(({ doneSeconds }) => Math.round(doneSeconds))).toEqual([4, 5, 6, 7]);
    expect(seconds).toBeCloseTo(4 + 3, 8);
  });

  test("requests that wait are served in the order in which they came", () => {
    const requests = [0, 0.1, 0.2, 0.3].map((at) => requestAt(at, 2));
    const { served } = simulated({ requests, costs: evenCosts(1, 1, 1) });
    expect(served.map(({ request }) => request.arrivalSeconds)).toEqual([0, 0.1, 0.2, 0.3]);
  });

  test("continuous: a request joins the running batch; static: it waits for the batch to end", () => {
    const requests = [requestAt(0, 10), requestAt(1.5, 2)];
    const costs = evenCosts(1, 1, 1);
    const joined = simulated({ requests, costs, slots: 2 }).served;
    const after = simulated({ requests, costs, slots: 2, batching: "static" }).served;
    // Its prompt is read in the pass from 2 to 3 s, beside nothing; the long answer takes ten passes, until 10 s.
    expect(joined[0]!.firstTokenSeconds).toBeCloseTo(2 + 1, 8);
    expect(after[1]!.firstTokenSeconds).toBeCloseTo(10 + 1, 8);
  });

  test("every answer has all of its tokens, on any number of replicas and places", () => {
    for (const [replicas, slots, stages] of [
      [1, 1, 1],
      [3, 5, 1],
      [2, 7, 4],
      [1, 2, 8],
    ] as const) {
      const requests = poissonArrivals({
        ...{ requestsPerSecond: 3, requests: 200, seed: 7 },
        prompt: { low: 10, high: 50 },
        generated: { low: 1, high: 20 },
      });
      const trace = simulated({ requests, costs: evenCosts(stages, 0.2, 0.1), replicas, slots });
      expect(trace.served).toHaveLength(200);
      const passes = requests.reduce((sum, { generatedTokens }) => sum + generatedTokens - 1, 0);
      expect(trace.decodedSamples).toBe(passes);
      for (const { request, firstTokenSeconds, doneSeconds } of trace.served) {
        expect(firstTokenSeconds).toBeGreaterThanOrEqual(request.arrivalSeconds + 0.2 - 1e-6);
        expect(doneSeconds).toBeGreaterThanOrEqual(firstTokenSeconds);
      }
    }
  });

  test("M/D/1: random arrivals at 80 % load wait ρ·D/(2(1 − ρ)) on average", () => {
    const [load, seconds] = [0.8, 1];
    const requests = poissonArrivals({
      ...{ requestsPerSecond: load / seconds, requests: 60_000, seed: 3 },
      prompt: { low: 1, high: 1 },
      generated: { low: 1, high: 1 },
    });
    const { served, busySeconds } = simulated({ requests, costs: evenCosts(1, seconds, seconds) });
    const waits = served.map((one) => one.doneSeconds - one.request.arrivalSeconds - seconds);
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    const expected = (load * seconds) / (2 * (1 - load));
    expect(mean / expected).toBeGreaterThan(0.96);
    expect(mean / expected).toBeLessThan(1.04);
    expect(busySeconds).toBeCloseTo(60_000 * seconds, 3);
  });

  test("the same seed at a higher rate is the same traffic closer together, and no one waits less on average", () => {
    const wait = (requestsPerSecond: number): number => {
      const requests = poissonArrivals({
        ...{ requestsPerSecond, requests: 500, seed: 5 },
        prompt: { low: 1, high: 9 },
        generated: { low: 1, high: 9 },
      });
      const { served } = simulated({ requests, costs: evenCosts(1, 0.3, 0.1), slots: 4 });
      return served.reduce((sum, one) => sum + one.firstTokenSeconds - one.request.arrivalSeconds, 0) / 500;
    };
    const waits = [0.1, 0.5, 1, 2, 4].map(wait);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  });
});

describe("speculative decoding", () => {
  test("gives (1 − a^(g + 1)) / (1 − a) tokens a pass", () => {
    expect(expectedTokens({ draftTokens: 3, acceptance: 0.5 })).toBe(1 + 0.5 + 0.25 + 0.125);
    expect(expectedTokens({ draftTokens: 4, acceptance: 1 })).toBe(5);
    expect(expectedTokens({ draftTokens: 4, acceptance: 0 })).toBe(1);
  });

  test("as simulated, passes are fewer by that factor, and each waits for its drafts", () => {
    const speculation = { draftTokens: 4, acceptance: 0.7, draft: () => ({ seconds: 0.04, joules: 1 }) };
    const generated = 20_000;
    const trace = simulated({
      requests: [requestAt(0, generated)],
      costs: evenCosts(1, 0.1, 0.1),
      speculation,
    });
    const perPass = (generated - 1) / trace.decodePasses;
    expect(perPass / expectedTokens(speculation)).toBeGreaterThan(0.98);
    expect(perPass / expectedTokens(speculation)).toBeLessThan(1.02);
    expect(trace.seconds).toBeCloseTo(0.1 + trace.decodePasses * (0.1 + 0.04), 4);
  });
});
