import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SavedResults } from "../../src/result/saved/result.ts";
import { openSpecs } from "../../src/spec/load.ts";
import { runStudy } from "../../src/study/run-study.ts";
import { drawsOf } from "../helpers/cases.ts";
import { smallStudy } from "../study/specs.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-units-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PREFIXES = ["f", "p", "n", "u", "m", "", "k", "M", "G", "T", "P"];
/** `1.85 GHz`, `20 GB/s`, `0.34 pJ/FLOP`: decimal prefixes before units that take every one of them. */
const QUANTITY = /(?<![\w.])(\d+)(?:\.(\d+))? ([fpnumkMGTP]?)(Hz|[BW]\/s|J\/FLOP|J\/B|W|s)(?![\w/])/g;

/** The same quantity with a prefix `steps` smaller: 1.85 GHz is 1850 MHz, and 0.00185 THz. */
function respelt(whole: string, fraction: string, prefix: string, unit: string, steps: number): string {
  const smaller = PREFIXES[PREFIXES.indexOf(prefix) - steps];
  if (smaller === undefined || (unit === "B/s" && !["k", "M", "G", "T", "P"].includes(smaller)))
    return `${fraction === "" ? whole : `${whole}.${fraction}`} ${prefix}${unit}`;
  const places = 3 * steps;
  const digits = `${"0".repeat(6)}${whole}${fraction}${"0".repeat(6)}`;
  const point = 6 + whole.length + places;
  const number = `${digits.slice(0, point)}.${digits.slice(point)}`.replace(/^0+(?=\d)|\.?0*$/g, "");
  return `${number} ${smaller}${unit}`;
}

/** The shipped specs with the n-th quantity of each file respelt by the n-th of `steps`, over and over. */
async function answer(steps: readonly number[]): Promise<{ results: SavedResults; respelt: number }> {
  const copy = mkdtempSync(join(folder, "specs-"));
  let changed = 0;
  for (const name of ["arch-specs", "workloads"]) {
    cpSync(name, join(copy, name), { recursive: true });
    for (const file of readdirSync(name)) {
      let seen = 0;
      const text = readFileSync(join(name, file), "utf8").replace(
        QUANTITY,
        (written, whole: string, fraction: string | undefined, prefix: string, unit: string) => {
          const text = respelt(whole, fraction ?? "", prefix, unit, steps[seen++ % steps.length] ?? 0);
          if (text !== written) changed++;
          return text;
        },
      );
      writeFileSync(join(copy, name, file), text);
    }
  }
  const specs = openSpecs({
    folders: ["arch-specs", "workloads"].map((name) => ({ path: join(copy, name), label: name })),
  });
  const study = smallStudy({ systems: ["bow-pod4", "a100-gpus8"], fidelity: "both" });
  const results = await runStudy({ specs, study, tool: { name: "dse", version: "test" } });
  return { results, respelt: changed };
}

/** What a result says, without how its inputs were spelt: assumptions quote them. */
const said = (results: SavedResults): unknown =>
  JSON.parse(
    JSON.stringify(results, (key, value: unknown) =>
      ["written", "source", "sha256", "column", "assumptions"].includes(key) ? undefined : value,
    ),
  );

describe("how a quantity is spelt changes nothing", () => {
  let plain: unknown;
  beforeAll(async () => {
    plain = said((await answer([0])).results);
  });

  test("1.85 GHz, 1850 MHz and 0.00185 THz are one clock", () => {
    expect(respelt("1", "85", "G", "Hz", 1)).toBe("1850 MHz");
    expect(respelt("1", "85", "G", "Hz", -1)).toBe("0.00185 THz");
  });

  test("specs in other units give the same saved results, whole", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(-1, 0, 1), { minLength: 3, maxLength: 7 }), async (steps) => {
        fc.pre(steps.some((step) => step !== 0));
        const { results, respelt: count } = await answer(steps);
        expect(count).toBeGreaterThan(10);
        expect(said(results)).toEqual(plain);
      }),
      drawsOf("spellings of quantities"),
    );
  }, 600_000);
});
