import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileSpecs } from "../../src/spec/compile-specs.ts";
import { compiledSpecs } from "../../src/spec/compiled-specs.ts";
import { evaluationFor } from "../../src/spec/formula/evaluation-for.ts";
import { parseFormula } from "../../src/spec/formula/formula.ts";
import { withParser } from "../../src/spec/formula/formula-parser.ts";
import { treeOf } from "../../src/spec/yaml/compiled-tree.ts";
import { parseDocument } from "../../src/spec/yaml/parse-document.ts";
import type { SpecNode } from "../../src/spec/yaml/spec-node.ts";
import { loadMath } from "../../src/units/load-math.ts";

const files = ["arch-specs", "workloads", "reports"].flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((name) => name.endsWith(".yaml")),
);
const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("specs that the build has read", () => {
  test("every shipped file is among them, and is what its YAML says, with every place", () => {
    const { trees } = compiledSpecs();
    for (const file of files) {
      const bytes = readFileSync(file);
      const source = { file, text: bytes.toString("utf8") };
      const compiled = trees[hashOf(bytes)];
      expect(compiled, file).toBeDefined();
      expect(treeOf(compiled!, source), file).toEqual(parseDocument(source).root);
    }
  });

  test("formulas are what mathjs makes of their texts", async () => {
    const { formulas } = compiledSpecs();
    const { parse } = await loadMath();
    const functions = ["metric", "of", "best", "loss"];
    const read = (text: string, of: Parameters<typeof parseFormula>[1]): unknown => {
      try {
        return parseFormula(text, of, { functions });
      } catch (error) {
        return String(error);
      }
    };
    expect(Object.keys(formulas).length).toBeGreaterThan(50);
    for (const [text, formula] of Object.entries(formulas))
      expect(read(text, () => formula)).toEqual(read(text, parse as never));
  });

  test("no shipped machine or workload asks for mathjs: every number is of the build's formulas and of its own units", async () => {
    const asks = async ({ root }: { readonly root?: SpecNode | undefined }): Promise<boolean> => {
      const { math } = await evaluationFor({ documents: [{ root }] }, []);
      return math?.convert("1 hp", "watts") !== undefined;
    };
    expect(await asks(parseDocument({ file: "spec.yaml", text: "idlePower: 1 hp\n" }))).toBe(true);
    const { trees } = compiledSpecs();
    const asking: string[] = [];
    for (const file of files.filter((name) => !name.startsWith("reports"))) {
      const bytes = readFileSync(file);
      const root = treeOf(trees[hashOf(bytes)]!, { file, text: bytes.toString("utf8") });
      if (await asks({ root })) asking.push(file);
    }
    expect(asking).toEqual([]);
  });

  test("a file with another byte is another file", async () => {
    const bytes = readFileSync("arch-specs/bow.arch.yaml");
    const { trees } = await compileSpecs([Buffer.concat([bytes, Buffer.from("\n")])]);
    expect(Object.keys(trees)).not.toContain(hashOf(bytes));
  });

  test("what is broken, or what JSON would change, is left to the YAML", async () => {
    const text = (value: string): Uint8Array => Buffer.from(`kind: chip\nvalue: ${value}\n`);
    const { trees } = await compileSpecs([".inf", "-0.0", "[1, 2", "1"].map(text));
    expect(Object.keys(trees)).toEqual([hashOf(text("1"))]);
  });

  test("mathjs is asked for a formula that nobody has parsed before", async () => {
    let runs = 0;
    const read = withParser((parse) => {
      runs++;
      return parseFormula("123456 + layers * 7", parse);
    });
    expect(await read).toMatchObject({ kind: "operator", operator: "+" });
    expect(runs).toBe(2);
  });
});
