import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openSpecs } from "../../src/spec/load.ts";
import { publishedErrors } from "../../src/workload/published-errors.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-published-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Llama 2 7B has 6,738,415,616 parameters; each of its 32 layers 202,383,360. */
function loaded(text: string, overrides = {}) {
  const file = join(folder, "mine.yaml");
  writeFileSync(
    file,
    `kind: workload\nid: mine\nname: mine\nextends: llama2-7b\nsource: a test\nstatus: assumed\n${text}`,
  );
  return openSpecs().workload(file, overrides);
}

test("a count that the sizes do not give is an error at its place, with the count they give", async () => {
  const errors = publishedErrors(await loaded("published: { parameters: 7e9 }\n"));
  expect(errors).toMatchObject([
    {
      line: 7,
      path: "published.parameters",
      expected: "6,738,415,616 within 0.5 %, as the model's sizes give",
      message: "7e9 (they are off by -3.74 %)",
    },
  ]);
});

test("a count that they give, or that was inherited beside other sizes, or of a model resized for a run, is none", async () => {
  expect(publishedErrors(await loaded("published: { parameters: 6738415616 }\n"))).toEqual([]);
  expect(publishedErrors(await loaded("model: { layers: 31 }\n"))).toEqual([]);
  const resized = await loaded("published: { parameters: 6738415616 }\n", { "model.layers": 31 });
  expect(publishedErrors(resized)).toEqual([]);
});
