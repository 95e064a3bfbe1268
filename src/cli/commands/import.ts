import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../command.ts";
import { BadInput, EXIT } from "../exit-code.ts";
import { stringOf } from "../options.ts";
import type { Shell } from "../shell.ts";
import { writeWhole } from "../write-whole.ts";

const FORMATS = ["hf"] as const;

export const importCommand: Command = {
  usage: "import <format> <source>",
  summary: "A spec out of what others write: the config.json of a Hugging Face model",
  positionals: {
    format: {
      type: "string",
      demandOption: true,
      choices: FORMATS,
      describe: "hf: Hugging Face transformers",
    },
    source: {
      type: "string",
      demandOption: true,
      describe: "File, folder with a config.json, or - for stdin",
    },
  },
  options: {
    out: { type: "string", requiresArg: true, describe: "File for the workload; default: stdout" },
    id: { type: "string", requiresArg: true, describe: "Its id; default: the name of the model" },
    task: {
      type: "string",
      choices: ["pretrain", "inference"],
      describe:
        "What the model is asked, which no configuration says; default: inference, or pretrain of encoders with their head",
    },
  },
  examples: [
    ["dse import hf config.json --out workloads/mine.workload.yaml", "then: dse run --workload mine"],
    ["curl -s https://huggingface.co/MODEL/raw/main/config.json | dse import hf -", ""],
    ["dse plan --system bow-pod64 --workload config.json", "without a spec in between"],
  ],
  async run(args, shell) {
    const [{ importConfiguration }, { SpecProblems }] = await Promise.all([
      import("../../spec/hugging-face/import-configuration.ts"),
      import("../../spec/yaml/spec-error.ts"),
    ]);
    const { file, text } = read(String(args["source"]), shell);
    const task = stringOf(args, "task") as "pretrain" | "inference" | undefined;
    const id = stringOf(args, "id");
    const imported = importConfiguration({ file, text }, { ...(task && { task }), ...(id && { id }) });
    if (!("text" in imported)) throw new SpecProblems(imported.errors);
    for (const note of imported.notes) shell.err(`note: ${note}\n`);
    const out = stringOf(args, "out");
    if (out === undefined || out === "-") shell.out(imported.text);
    else writeWhole(out, imported.text);
    return EXIT.done;
  },
};

function read(source: string, shell: Shell): { readonly file: string; readonly text: string } {
  if (source === "-") return { file: "stdin", text: shell.readInput() };
  const found = statSync(source, { throwIfNoEntry: false });
  const file = found?.isDirectory() ? join(source, "config.json") : source;
  try {
    return { file, text: readFileSync(file, "utf8") };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BadInput(`${file}: ${code === "ENOENT" ? "there is no such file" : message}`);
  }
}
