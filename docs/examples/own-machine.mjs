// @ts-check
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluate, openSpecs, shippedFolders } from "dse-ipu";

// a chip of your own: what differs from Bow, in a machine and a Pod of such chips
const files = {
  "my-chip": `kind: chip
extends: bow
clock: { value: 2.2 GHz, source: my estimate, status: assumed }`,
  "my-machine": `kind: machine
extends: bow-2000
chip: my-chip`,
  "my-pod": `kind: system
extends: bow-pod
machine: my-machine`,
};
const folder = mkdtempSync(join(tmpdir(), "machines-"));
for (const [id, text] of Object.entries(files))
  writeFileSync(join(folder, `${id}.arch.yaml`), `${text}\nid: ${id}\nname: ${id}\n`);

const specs = openSpecs({ folders: [...shippedFolders(), folder] });
const [mine, bow] = await Promise.all(
  ["my-pod16", "bow-pod16"].map((system) => evaluate({ specs, system, workload: "bert-large" })),
);
console.log(
  `${Number(mine?.metrics.samplesPerSecond) / Number(bow?.metrics.samplesPerSecond)} times as fast`,
);
