import type { Process } from "../../src/silicon/process.ts";
import { buildProcess } from "../../src/spec/anchor/build-process.ts";
import { openSpecs } from "../../src/spec/load.ts";

const specs = openSpecs();

/** A shipped process. */
export async function processOf(id: string): Promise<Process> {
  return buildProcess((await specs.process(id)).spec);
}
