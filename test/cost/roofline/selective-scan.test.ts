import { expect, test } from "vitest";
import type { RooflineChip } from "../../../src/arch/arch.ts";
import { rooflineScan } from "../../../src/cost/roofline/selective-scan.ts";

const chip = {
  memoryBytesPerSecond: 100,
  vectorFlopsPerSecond: 1e9,
  kernelRampSeconds: 1,
} as unknown as RooflineChip;
const shape = { sequences: 2, steps: 10, channels: 8, state: 4 };
const use = { direction: "forward", resumes: false, elementBytes: 2 } as const;

test("forward moves x, Δ, z and y of every channel, B and C of every token: 2 · 10 · (4 · 8 + 2 · 4) · 2 bytes", () => {
  const bytes = 2 * 10 * (4 * 8 + 2 * 4) * 2;
  expect(rooflineScan(shape, use, chip)).toEqual({ seconds: bytes / 100 + 1, memoryBytes: bytes });
});

test("a pass that resumes reads and writes 8 · 4 states of each sequence besides", () => {
  const more = rooflineScan(shape, { ...use, resumes: true }, chip).memoryBytes;
  expect(more - rooflineScan(shape, use, chip).memoryBytes).toBe(2 * 2 * 8 * 4 * 2);
});

test("backward moves seven elements a channel, B and C, and their gradients in fp32", () => {
  const { memoryBytes } = rooflineScan(shape, { ...use, direction: "backward" }, chip);
  expect(memoryBytes).toBe(2 * 10 * (7 * 8 * 2 + 4 * (2 * 2 + 2 * 4)));
});

test("with little bandwidth to fill, 9 FLOPs a token, channel and state bound it, backward 24", () => {
  const slow = { ...chip, vectorFlopsPerSecond: 1 };
  const seconds = (direction: "forward" | "backward"): number =>
    rooflineScan(shape, { ...use, direction }, slow).seconds;
  expect(seconds("forward")).toBe(2 * 10 * 8 * 4 * 9 + 1);
  expect(seconds("backward")).toBe(2 * 10 * 8 * 4 * 24 + 1);
});
