import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { printable } from "../../src/cli/printable.ts";
import { checkFile, checkFolder, writeInto, writeWhole } from "../../src/cli/write-whole.ts";
import { dseProcess } from "./dse-process.ts";
import { dse } from "./dse.ts";

const home = mkdtempSync(join(tmpdir(), "dse-writing-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const PAIR = ["--system", "bow-pod16", "--workload", "bert-base"];

describe("files are written beside or under what was named", () => {
  test("a file: its folder must be there, and only a regular file is written over", () => {
    expect(() => writeWhole(join(home, "a", "b", "trace.json"), "x")).toThrow(
      `there is no folder ${join(home, "a", "b")}`,
    );
    expect(existsSync(join(home, "a"))).toBe(false);
    expect(() => checkFile("/dev/null")).toThrow("cannot write /dev/null: it is no regular file");
    symlinkSync("/dev/null", join(home, "link"));
    expect(() => checkFile(join(home, "link"))).toThrow("it is no regular file");
    writeFileSync(join(home, "target"), "old");
    symlinkSync(join(home, "target"), join(home, "alias"));
    writeWhole(join(home, "alias"), "new");
    expect(readFileSync(join(home, "target"), "utf8")).toBe("new");
    expect(() => checkFile(home)).toThrow("it is a folder");
    writeWhole(join(home, "trace.json"), "x");
    expect(statSync(join(home, "trace.json")).size).toBe(1);
  });

  test("a folder: it is made, with what is below it; what it stands in must be there", () => {
    writeInto(join(home, "new"), join("below", "x.txt"), "x");
    expect(readdirSync(join(home, "new", "below"))).toEqual(["x.txt"]);
    expect(() => writeInto(join(home, "no", "such"), "x.txt", "x")).toThrow(
      `there is no folder ${join(home, "no")}`,
    );
    expect(() => checkFolder("")).toThrow("got an empty text");
    expect(() => checkFolder(join(home, "new", "below", "x.txt"))).toThrow("is a file; expected a folder");
  });

  test.each([
    [["simulate", ...PAIR, "--trace", "/dev/full"], /cannot write \/dev\/full: it is no regular file/],
    [["simulate", ...PAIR, "--trace", "HERE/nope/b.json"], /there is no folder \S+\/nope; make it first/],
    [["run", ...PAIR, "--out", "HERE/file"], /file is a file; expected a folder/],
    [
      ["sweep", ...PAIR, "--set", "microBatch=1,2", "--out", "HERE/file"],
      /file is a file; expected a folder/,
    ],
    [["init", ""], /expected the name of a folder/],
  ])("%j is refused before anything is computed, exit 2", async (args, message) => {
    const here = mkdtempSync(join(home, "here-"));
    writeFileSync(join(here, "file"), "mine");
    const { code, stdout, stderr } = await dse(args.map((word) => word.replace("HERE", here)));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(readdirSync(here)).toEqual(["file"]);
  });
});

describe("what a terminal obeys is not passed on", () => {
  test("control characters of names are shown as such; line ends, tabs and dse's own colours stay", () => {
    const name = "a\u001b]0;title\u0007b\u009bc\u007f";
    expect(printable(`${name}\n\td\r\n`, { colour: false })).toBe(
      "a\ufffd]0;title\ufffdb\ufffdc\ufffd\n\td\r\n",
    );
    const red = "\u001b[31mred\u001b[39m";
    expect(printable(red, { colour: true })).toBe(red);
    expect(printable(`${red}\u0007`, { colour: true })).toBe(`${red}\ufffd`);
    expect(printable(red, { colour: false })).toBe("\ufffd[31mred\ufffd[39m");
  });

  test("ESC and BEL in the name of a spec do not reach the terminal", async () => {
    mkdirSync(join(home, "workloads"));
    writeFileSync(
      join(home, "workloads", "odd.workload.yaml"),
      'kind: workload\nid: odd\nname: "bell \\x07 and \\e[31m escape"\nextends: bert-base\nsource: mine\nstatus: assumed\n',
    );
    const { code, stdout } = await dseProcess(["list", "workload"], { cwd: home });
    expect(code).toBe(0);
    expect(stdout).toContain("bell");
    expect([...stdout].filter((character) => character < " " && character !== "\n")).toEqual([]);
  });
});

test("a batch option is one line of the script: one with a line break is refused", async () => {
  const { code, stdout, stderr } = await dse([
    ...["submit", ...PAIR, "--set", "microBatch=1,2", "--out", "runs", "--emit", "slurm"],
    "--option=--partition=x\nrm -rf important",
  ]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("expected one line");
});
