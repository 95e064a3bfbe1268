import { expect, test } from "vitest";
import type { OptimumAnswer } from "../../src/optimum/find-optimum.ts";
import { lawSpread } from "../../src/optimum/law-spread.ts";
import { SCALING_LAWS } from "../../src/optimum/laws/index.ts";

const { besiroglu, kaplan } = SCALING_LAWS;
const chinchilla = SCALING_LAWS["chinchilla-3"];
const answerOf = (law: (typeof SCALING_LAWS)[keyof typeof SCALING_LAWS]) => ({
  law,
  answer: { kind: "optimum", allocation: law.optimum(5.76e23) } as OptimumAnswer,
});

test("laws of one text span 40.3 to 72.2 billion parameters at Gopher's budget; Kaplan's text does not compare", () => {
  const spread = lawSpread(besiroglu, [besiroglu, chinchilla, kaplan].map(answerOf));
  expect(spread?.laws).toEqual(["besiroglu", "chinchilla-3"]);
  const [low = 0, high = 0] = spread?.parameters ?? [];
  expect(low / 1e9).toBeCloseTo(40.3, 1);
  expect(high / 1e9).toBeCloseTo(72.2, 1);
  expect(spread?.loss.map((loss) => loss.toFixed(3))).toEqual(["1.918", "1.974"]);
});

test("where no law answers there is no spread", () =>
  expect(
    lawSpread(besiroglu, [{ law: besiroglu, answer: { kind: "unreachable", because: "no" } }]),
  ).toBeUndefined());
