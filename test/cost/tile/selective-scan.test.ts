import { expect, test } from "vitest";
import { scanTemporaryBytes, tiledScan } from "../../../src/cost/tile/selective-scan.ts";

const target = { tiles: 4, elementBytes: 2, exchangeBytesPerCycle: 4, phaseCycles: 100 };
/** 2 sequences of 256 tokens and 12 channels of 16 states: 24 channels, 6 a tile, of one sequence. */
const shape = { sequences: 2, steps: 256, channels: 12, state: 16 };

test("forward: 256 × (96 states · 6 + 6 channels · 16) cycles, two launches of 11 + 6 · 33", () => {
  // A state: exp 3, six instructions of two lanes. A channel: exp 3, log 6, four of two lanes, swish 5.
  const work = 256 * (96 * (3 + 6 / 2) + 6 * (3 + 6 + 4 / 2 + 5));
  expect(tiledScan(shape, target, "forward").vectorCycles).toBe(2 * (11 + 6 * 33) + work);
});

test("backward: the states are computed twice more, and the adjoint of each takes 7.5 cycles", () => {
  const perState = 2 * 6 + 15 / 2;
  const perChannel = 2 * 16 + 5 + 5 + 6 / 2;
  const work = 256 * (96 * perState + 6 * perChannel);
  expect(tiledScan(shape, target, "backward").vectorCycles).toBe(2 * (11 + 6 * 33) + work);
});

test("a tile receives 4 elements a token of its 6 channels, and 2 · 16 of B and C, in phases of 128 tokens", () => {
  const cost = tiledScan(shape, target, "forward");
  const bytes = 256 * (6 * 4 * 2 + 16 * 2 * 2);
  expect(cost.exchangeCycles).toBe(bytes / 4);
  expect(cost.exchangeBytes).toBe(4 * bytes);
  expect(cost.syncCycles).toBe(2 * 2 * 100);
});

test("backward sends what 7 elements a channel take, and fp32 partials of B's and C's gradients both ways", () => {
  const bytes = 256 * (6 * 7 * 2 + 16 * (2 * 2 + 4 * 4));
  expect(tiledScan(shape, target, "backward").exchangeCycles).toBe(bytes / 4);
});

test("room: fp32 states, in backward 2 · √256 of each, and B and C of 128 tokens", () => {
  expect(scanTemporaryBytes(shape, target, "forward")).toBe(6 * 16 * 4 + 128 * 16 * 4);
  expect(scanTemporaryBytes(shape, target, "backward")).toBe(32 * 6 * 16 * 4 + 128 * 16 * 20);
});

test("workers without a channel wait: 1 channel of 2 states takes as long as 6 of them", () => {
  const cycles = (channels: number): number =>
    tiledScan({ ...shape, sequences: 1, channels: 4 * channels, state: 2 }, target, "forward").vectorCycles;
  expect(cycles(1)).toBe(cycles(6));
  expect(cycles(7)).toBeGreaterThan(cycles(6));
});

test("one token has one phase, and B and C of that token", () => {
  const one = { ...shape, steps: 1 };
  expect(tiledScan(one, target, "forward").syncCycles).toBe(200);
  expect(scanTemporaryBytes(one, target, "forward")).toBe(6 * 16 * 4 + 16 * 4);
});
