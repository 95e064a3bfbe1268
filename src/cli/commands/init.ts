import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../command.ts";
import { BadInput, EXIT } from "../exit-code.ts";
import { jsonOption } from "../options.ts";
import { makeFolder, writeInto } from "../write-whole.ts";

export const init: Command = {
  usage: "init <dir>",
  summary: "Start a folder of your own: a machine, a workload and a study to edit",
  positionals: { dir: { type: "string", demandOption: true, describe: "New or empty folder" } },
  options: { ...jsonOption },
  examples: [["dse init mine && cd mine && dse run my-study", "edit the three files, run again"]],
  async run(args, shell) {
    const folder = String(args["dir"]);
    const asJson = args["json"] === true;
    makeFolder(folder);
    if (readdirSync(folder).length > 0)
      throw new BadInput(`${folder} is not empty; dse init starts in a new or empty folder`);
    const files = starterFiles(join(shell.packageFolder, "schema"));
    for (const [name, text] of Object.entries(files)) {
      writeInto(folder, name, text);
      if (!asJson) shell.out(`${join(folder, name)}\n`);
    }
    if (asJson) {
      const made = Object.keys(files).map((name) => join(folder, name));
      shell.out(`${JSON.stringify({ schema: "dse.init/v1", folder, files: made }, null, 2)}\n`);
    }
    shell.err(`Next: cd ${folder} && dse check && dse run my-study\n`);
    return EXIT.done;
  },
};

const schemaLine = (schemaFolder: string, kind: string): string =>
  `# yaml-language-server: $schema=${join(schemaFolder, `${kind}.schema.json`)}\n`;

/** A machine that extends Bow, a workload that extends GPT-2, and a study that compares both with the shipped ones. */
function starterFiles(schemas: string): Readonly<Record<string, string>> {
  return {
    "arch-specs/my-chip.arch.yaml": `${schemaLine(schemas, "chip")}# Bow with a faster clock and more memory: write only what differs, with where it comes from.
kind: chip
id: my-chip
name: My chip
extends: bow
clock: { value: 2.2 GHz, source: my estimate, status: assumed, low: 2.0 GHz, high: 2.4 GHz }
sramPerTile: { value: 656 KiB, source: my estimate, status: assumed }
`,
    "arch-specs/my-machine.arch.yaml": `${schemaLine(schemas, "machine")}kind: machine
id: my-machine
name: My machine
extends: bow-2000
chip: my-chip
`,
    "arch-specs/my-pod.arch.yaml": `${schemaLine(schemas, "system")}# Written my-pod16, my-pod64 … the number is the parameter \`pod\`.
kind: system
id: my-pod
name: My Pod
extends: bow-pod
machine: my-machine
`,
    "workloads/my-gpt.workload.yaml": `${schemaLine(schemas, "workload")}# GPT-2 small with more layers. \`dse show gpt2-s\` prints what is inherited.
kind: workload
id: my-gpt
name: My GPT
extends: gpt2-s
source: my design
status: assumed
model:
  layers: 16
`,
    "reports/my-study/study.yaml": `${schemaLine(schemas, "study")}kind: study
id: my-study
name: My chip against Bow
question: Is my chip worth building for small language models?
systems: [bow-pod16, my-pod16]
workloads: [bert-large, my-gpt]
baseline: bow-pod16
expect:
  - name: My chip trains BERT-Large faster than Bow
    that: stepTimeSeconds("my-pod16", "bert-large") < stepTimeSeconds("bow-pod16", "bert-large")
`,
  };
}
