import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { sharesFolder } from "../../../src/cli/design/shares.ts";

const out = mkdtempSync(join(tmpdir(), "dse-shares-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const asked = { question: { axes: 2 }, identity: { name: "dse" } } as never;
const findings = (designs: number) => ({ designs }) as never;

test("a share is there for the question and the number of shares that it was found for alone", () => {
  const shares = sharesFolder(out, asked, 3);
  expect(shares.missing()).toEqual([0, 1, 2]);
  mkdirSync(join(out, "shares", "1-of-3"), { recursive: true });
  shares.write(1, findings(7));
  expect(shares.missing()).toEqual([0, 2]);
  expect(shares.read(1)).toEqual({ designs: 7 });
  expect(sharesFolder(out, asked, 2).missing()).toEqual([0, 1]);
  const other = { question: { axes: 3 }, identity: { name: "dse" } } as never;
  expect(sharesFolder(out, other, 3).missing()).toEqual([0, 1, 2]);
});

test("a file that is damaged is a share to be found again", () => {
  const shares = sharesFolder(out, asked, 4);
  mkdirSync(join(out, "shares", "0-of-4"), { recursive: true });
  shares.write(0, findings(1));
  expect(shares.missing()).toEqual([1, 2, 3]);
  writeFileSync(join(out, "shares", "0-of-4", "findings.json"), '{"asked":');
  expect(shares.missing()).toEqual([0, 1, 2, 3]);
});
