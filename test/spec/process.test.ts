import { expect, test } from "vitest";
import { openSpecs, shippedFolders } from "../../src/spec/load.ts";
import { SpecProblems } from "../../src/spec/yaml/spec-error.ts";
import { buildProcess } from "../../src/spec/anchor/build-process.ts";

const specs = openSpecs();
const NODES = ["n28", "n16", "n10", "n7", "n6", "n5", "n4", "n3", "n2"];

test("every node from 28 to 2 nm is shipped, and each has what the laws need in base units", async () => {
  const listed = specs.list().filter(({ kind }) => kind === "process");
  expect(listed.map(({ id }) => id).toSorted()).toEqual(NODES.toSorted());
  for (const node of NODES) {
    const process = buildProcess((await specs.process(node)).spec);
    expect(process.sramCellSquareMetres).toBeGreaterThan(1e-14);
    expect(process.sramCellSquareMetres).toBeLessThan(2e-13);
    expect(process.transistorsPerSquareMetre).toBeGreaterThan(1e13);
    expect(process.waferPrices.map(({ year }) => year)).toEqual(
      process.waferPrices.map(({ year }) => year).toSorted((a, b) => a - b),
    );
  }
});

test("a newer node is denser, never slower, and makes the same logic draw no more", async () => {
  const nodes = await Promise.all(NODES.map(async (node) => buildProcess((await specs.process(node)).spec)));
  for (const [index, next] of nodes.slice(1).entries()) {
    const before = nodes[index]!;
    expect(next.transistorsPerSquareMetre).toBeGreaterThan(before.transistorsPerSquareMetre);
    expect(next.sramCellSquareMetres).toBeLessThanOrEqual(before.sramCellSquareMetres);
    expect(next.relativeSpeed).toBeGreaterThanOrEqual(before.relativeSpeed);
    expect(next.relativeEnergy).toBeLessThanOrEqual(before.relativeEnergy);
  }
});

test("a process is found by alias, is none of the systems, and a slip is told with the nearest name", async () => {
  expect((await specs.process("7nm")).spec.id).toBe("n7");
  await expect(specs.arch("n7")).rejects.toThrow(SpecProblems);
  await expect(specs.process("n77")).rejects.toMatchObject({ errors: [{ suggestion: "n7" }] });
});

test("a process may extend another and say only what differs", async () => {
  const file = "test/spec/fixtures/n7-early.process.yaml";
  const own = openSpecs({ folders: shippedFolders(), files: [file] });
  const [early, n7] = [(await own.process(file)).spec, (await own.process("n7")).spec];
  expect(early.defects).toEqual({ density: 2000, clustering: n7.defects.clustering });
  expect(early.logicDensity).toBe(n7.logicDensity);
});
