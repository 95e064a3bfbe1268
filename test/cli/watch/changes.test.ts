import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isRead, onChanges } from "../../../src/cli/watch/changes.ts";

test("specs and configurations are watched, what reports are written as is not", () => {
  expect(["a.yaml", "b.yml", "m/config.json"].map(isRead)).toEqual([true, true, true]);
  expect(["results.json", "report.html", "numbers.csv"].map(isRead)).toEqual([false, false, false]);
});

test("a spec one folder down is told of when it is written, a report beside it is not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dse-changes-"));
  mkdirSync(join(folder, "mine"));
  let told: (path: string) => void = () => undefined;
  const first = new Promise<string>((resolve) => (told = resolve));
  const { close } = await onChanges({ folders: [folder], files: [] }, (path) => told(path));
  writeFileSync(join(folder, "mine", "results.json"), "{}");
  writeFileSync(join(folder, "mine", "study.yaml"), "kind: study\n");
  expect(await first).toBe(join(folder, "mine", "study.yaml"));
  await close();
  rmSync(folder, { recursive: true });
});
