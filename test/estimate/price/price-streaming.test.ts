import { describe, expect, test } from "vitest";
import type { Memory } from "../../../src/arch/memory.ts";
import { SHIPPED_CONSTANTS } from "../../../src/estimate/fitted-constants.ts";
import { priceStreaming } from "../../../src/estimate/price/price-streaming.ts";
import { pricingContext } from "../../../src/estimate/price/pricing-context.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { block, graphOf, matmul, plannerOf, tinyArch, tinyChoice, tinyGpus } from "../../helpers/tiny.ts";

const HBM: Memory = {
  ...{ id: "hbm", sharedBy: "chip", bytes: 1000, joulesPerByte: 0.5, latencySeconds: 2 },
  ...{ bytesPerSecond: 500, chipBytesPerSecond: 500 },
};
const FLASH: Memory = {
  ...{ id: "flash", sharedBy: "machine", bytes: 1e6, joulesPerByte: 3, latencySeconds: 5 },
  ...{ bytesPerSecond: 100, chipBytesPerSecond: 80 },
};
const memories = { hbm: HBM, flash: FLASH };
/** A part of the fitted cost of a gateway that is easy to tell. */
const fitted = { ...SHIPPED_CONSTANTS, streamingLatencySeconds: 7 };

function moved(id: string, choice: Partial<PlanChoice> = {}, arch = tinyArch({ memories })) {
  const blocks = [block([matmul()])];
  const input = { arch, graph: graphOf(blocks), choice: tinyChoice(choice), planMatmul: plannerOf(), fitted };
  return priceStreaming("bytes", 1000, id, pricingContext(input));
}

describe("1,000 bytes of one chip", () => {
  test("from a memory of its own: 2 s + 1,000 / 500, however many ranks do the same; 0.5 J a byte", () => {
    expect(moved("hbm")).toMatchObject({ resource: "hbm", seconds: 2 + 1000 / 500, bytes: 1000 });
    expect(moved("hbm", { tensorParallel: 4 }).seconds).toBe(2 + 1000 / 500);
    expect(moved("hbm").energy).toEqual({ streaming: 500 });
    expect(moved("hbm").time).toEqual({ streaming: 4 });
  });

  test("from one that a machine's chips share: no faster than its port, nor than its share among 4 ranks", () => {
    expect(moved("flash")).toMatchObject({ resource: "flash", seconds: 5 + 1000 / 80 });
    expect(moved("flash", { tensorParallel: 4 }).seconds).toBe(5 + 1000 / (100 / 4));
  });

  test("8 ranks stand on two machines of 4: each machine's memory serves 4", () =>
    expect(moved("flash", { tensorParallel: 8 }).seconds).toBe(5 + 1000 / (100 / 4)));

  test("from streaming memory: the fitted cost of the gateway, and a share of 400 B/s or the port's 150", () => {
    expect(moved("streaming").seconds).toBe(7 + 1000 / 150);
    expect(moved("streaming", { tensorParallel: 4 }).seconds).toBe(7 + 1000 / (400 / 4));
  });

  test("a chip known by its peaks waits for no gateway, and a memory of its own has no cost but its own", () => {
    const { latencySeconds: _none, ...plain } = HBM;
    const { latencySeconds: _no, ...shared } = FLASH;
    const gpus = tinyGpus({ memories: { hbm: plain, flash: shared } });
    expect([moved("hbm", {}, gpus).seconds, moved("flash", {}, gpus).seconds]).toEqual([
      1000 / 500,
      1000 / 80,
    ]);
    expect(moved("hbm", {}, tinyArch({ memories: { hbm: plain } })).seconds).toBe(1000 / 500);
  });

  test("cannot come from a memory that is not there", () =>
    expect(() => moved("disk")).toThrow("tiny has no memory disk"));
});
