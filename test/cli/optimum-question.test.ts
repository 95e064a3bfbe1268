import { expect, test } from "vitest";
import { budgetOf, systemsOf } from "../../src/cli/optimum-question.ts";
import * as api from "../../src/internal.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const DAY = 86_400;
const bought = { "budget-dollars": 2e5, days: 2, money: "purchase" };
const systems = async (args: object, ...system: string[]) =>
  systemsOf({ system, ...args }, budgetOf(args as never), { specs: await openShippedSpecs(), api });

test("one budget limits, or days and dollars together, which depreciate where nothing else is said", () => {
  expect(budgetOf({ days: 3 })).toEqual({ kind: "days", seconds: 3 * DAY });
  const dollars = { kind: "dollars", dollars: 2e5, money: "depreciation" };
  expect(budgetOf({ "budget-dollars": 2e5 })).toEqual(dollars);
  expect(budgetOf(bought)).toEqual({
    ...{ kind: "days-and-dollars", seconds: 2 * DAY, dollars: 2e5, money: "purchase" },
  });
  expect(() => budgetOf({ days: 3, flops: 1e20 })).toThrow("give one budget");
  expect(() => budgetOf({ ...bought, days: undefined })).toThrow("--money purchase needs --days");
  expect(() => budgetOf({ days: 2, money: "rent" })).toThrow("--money says what --budget-dollars pays for");
});

test("money that buys the machine makes a family as large as it buys: of $199,000 a DGX A100, half of a DGX H100", async () =>
  expect(await systems(bought, "h100-gpus", "a100-gpus", "a100-gpus64")).toEqual([
    ...["h100-gpus4", "a100-gpus8", "a100-gpus64"],
  ]));

test("where it buys not even the least, that is asked about, and the answer says what is missing", async () =>
  expect(await systems({ ...bought, "budget-dollars": 10 }, "a100-gpus")).toEqual(["a100-gpus1"]));

test("money that is spent by the hour leaves a family as it is", async () =>
  expect(await systems({ ...bought, money: "rent" }, "a100-gpus")).toEqual(["a100-gpus"]));
