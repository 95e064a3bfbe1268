import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  jsonReport,
  markdownReport,
  numbersReport,
  openSpecs,
  runStudy,
  startTally,
  type ExpectedErrors,
  type SavedSweep,
} from "../../src/internal.ts";
import { dse } from "../cli/dse.ts";
import { differences, shown } from "../golden/differences.ts";

/** Committed results of shipped studies are what the tool answers today. `npm run golden` writes them anew. */
const shipped = readdirSync("reports").filter((name) => existsSync(join("reports", name, "study.yaml")));
const hasSpace = (name: string): boolean =>
  /^space:/m.test(readFileSync(join("reports", name, "study.yaml"), "utf8"));
const studies = shipped.filter((name) => !hasSpace(name));
const errors = JSON.parse(
  readFileSync(join("reports", "validation", "expected-error.json"), "utf8"),
) as ExpectedErrors;
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

/** The studies that take longest each have a file of their own, so that two workers share them; the rest has one. */
const LONGEST = ["experts-or-dense", "multimodal", "brain-scale"];

/** Those of one file: the longest of that place, or all the others. */
export const studiesOf = (place: number | "others"): readonly string[] =>
  place === "others" ? studies.filter((id) => !LONGEST.includes(id)) : [LONGEST[place]!];

export function holdStudies(ids: readonly string[]): void {
  describe.each(ids)("reports/%s", (id) => {
    test("results.json, report.md and numbers.csv are not stale", () => holdStudy(id), 1_800_000);
  });
}

async function holdStudy(id: string): Promise<void> {
  const specs = openSpecs({ folders: ["arch-specs", "workloads", "reports"] });
  const study = await specs.study(id);
  const tally = startTally();
  const planners = Object.assign(new Map<never, never>(), { tally });
  const results = await runStudy({
    specs,
    study,
    tool: { name: "dse", version },
    planners,
    expectedErrors: errors,
  });
  const made = {
    "results.json": jsonReport(results),
    "report.md": markdownReport(results),
    "numbers.csv": numbersReport(results),
  };
  expect(tally.searches + tally.plansPriced, "all is counted").toBeGreaterThan(0);
  // Held for the study that everybody runs first; others may have corners that come to one machine.
  if (id === "ipu-generations") expect(tally.repeated, "nothing is searched or priced twice").toBe(0);
  const update = process.env["UPDATE_GOLDEN"] === "1";
  for (const [name, text] of Object.entries(made)) if (update) writeFileSync(join("reports", id, name), text);
  const saved = (name: string): string =>
    existsSync(join("reports", id, name)) ? readFileSync(join("reports", id, name), "utf8") : "null";
  expect(shown(differences(JSON.parse(saved("results.json")), JSON.parse(made["results.json"])))).toBe("");
  expect(saved("results.json")).toBe(made["results.json"]);
  expect(saved("report.md")).toBe(made["report.md"]);
  expect(saved("numbers.csv")).toBe(made["numbers.csv"]);
  expect(results.expectations.filter((one) => !one.holds)).toEqual([]);
  expect(results.claims.filter((one) => one.recorded !== undefined && one.recorded !== one.verdict)).toEqual(
    [],
  );
}

/** Of a sweep the report is committed without the build that made it; its points would change with every build. */
const withoutBuild = (report: string): string =>
  report.replace(/(Computed by \| dse [\d.]+), build [0-9a-f]+/, "$1");

export function holdSweptStudies(): void {
  test.each(shipped.filter(hasSpace))(
    "reports/%s is swept, something is on its front, and report.md is not stale",
    holdSweptStudy,
    120_000,
  );
}

async function holdSweptStudy(id: string): Promise<void> {
  const out = mkdtempSync(join(tmpdir(), "dse-study-"));
  const { code, stderr } = await dse(["run", join("reports", id, "study.yaml"), "--out", out, "--quiet"]);
  expect(code, stderr).toBe(0);
  const findings = JSON.parse(readFileSync(join(out, "findings.json"), "utf8")) as SavedSweep;
  const report = withoutBuild(readFileSync(join(out, "report.md"), "utf8"));
  rmSync(out, { recursive: true });
  expect(findings.feasible).toBeGreaterThan(findings.points / 2);
  expect(findings.front.points.length).toBeGreaterThan(1);
  const committed = join("reports", id, "report.md");
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(committed, report);
  expect(existsSync(committed) ? readFileSync(committed, "utf8") : "").toBe(report);
}
