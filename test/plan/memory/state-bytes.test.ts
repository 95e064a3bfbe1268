import { describe, expect, test } from "vitest";
import { stateBytes } from "../../../src/plan/memory/state-bytes.ts";
import type { TaskSpec } from "../../../src/spec/kinds/workload-spec.ts";
import { ANSWERING, tinyArch, tinyGpus } from "../../helpers/tiny.ts";

const training = (optimizer: string) => ({ kind: "pretrain", optimizer }) as TaskSpec;
const ipu = tinyArch().chip;
const gpu = tinyGpus().chip;

describe("bytes of a parameter", () => {
  test.each([
    ["adam", 6, 12],
    ["adamw", 6, 12],
    ["lamb", 6, 12],
    ["sgd-momentum", 2, 8],
    ["lars", 2, 8],
    ["adafactor", 0.01, 4.01],
  ])(
    "%s keeps %d of state where rounding is stochastic, %d with a master copy",
    (optimizer, own, mastered) => {
      expect(stateBytes(ipu, training(optimizer), 2)).toEqual({ weight: 2, gradient: 2, optimizer: own });
      expect(stateBytes(gpu, training(optimizer), 2)).toEqual({
        weight: 2,
        gradient: 2,
        optimizer: mastered,
      });
    },
  );
  test("a gradient has two at least, and four in fp32", () => {
    expect(stateBytes(ipu, training("adam"), 1)).toMatchObject({ weight: 1, gradient: 2 });
    expect(stateBytes(ipu, training("adam"), 4)).toMatchObject({ weight: 4, gradient: 4 });
  });
  test("inference keeps weights alone", () =>
    expect(stateBytes(ipu, ANSWERING, 2)).toEqual({ weight: 2, gradient: 0, optimizer: 0 }));
});
