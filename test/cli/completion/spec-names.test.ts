import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { specNames } from "../../../src/cli/completion/spec-names.ts";
import { fakeShell } from "../fake-shell.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-names-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
write("arch-specs/mine.arch.yaml", "# a comment\nkind: system\nid: my-pod4\n");
write("arch-specs/_part.arch.yaml", "kind: chip\nid: my-part\n");
write("arch-specs/notes.txt", "kind: chip\nid: my-notes\n");
write("workloads/mine.workload.yaml", "kind: workload\nid: my-model.v2 # of two\n");
write("workloads/broken.workload.yaml", "kind: workload\n");
write("reports/mine/study.yaml", "kind: study\nid: my-study\n");
write("reports/drafts/other.yaml", "kind: study\nid: my-draft\n");

test("specs below a folder are told by kind and id, parts and other files are not", () =>
  expect(specNames(fakeShell(folder)).filter(({ id }) => id.startsWith("my-"))).toEqual([
    { kind: "system", id: "my-pod4" },
    { kind: "workload", id: "my-model.v2" },
    { kind: "study", id: "my-study" },
  ]));
