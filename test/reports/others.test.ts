import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { holdStudies, holdSweptStudies, studiesOf } from "./studies.ts";

test.skipIf(process.env["UPDATE_GOLDEN"] === "1")("README.md shows the committed figures", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/draw-readme.mjs", "--check"], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("there is a study to look at first", () => expect(studiesOf("others")).toContain("ipu-generations"));

holdStudies(studiesOf("others"));
holdSweptStudies();
