import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ImportedModel } from "../../spec/hugging-face/import-model.ts";
import type { ImportedLaunch } from "../../spec/launch/import-launch.ts";
import type { Arguments, Command } from "../command.ts";
import { BadInput, EXIT } from "../exit-code.ts";
import { stringOf } from "../options.ts";
import type { Shell } from "../shell.ts";
import { writeWhole } from "../write-whole.ts";

const FORMATS = ["hf", "megatron", "calculon"] as const;

export const importCommand: Command = {
  usage: "import <format> <source..>",
  summary: "A workload out of what others write: a Hugging Face model, a run of Megatron-LM or Calculon",
  positionals: {
    format: {
      type: "string",
      demandOption: true,
      choices: FORMATS,
      describe: "hf: config.json of a model; megatron: flags or the script with them; calculon: its JSON",
    },
    source: {
      type: "string",
      demandOption: true,
      array: true,
      describe: "File, or - for stdin; hf: or its folder; calculon: application and execution",
    },
  },
  options: {
    out: { type: "string", requiresArg: true, describe: "File for the workload; default: stdout" },
    id: {
      type: "string",
      requiresArg: true,
      describe: "Its id; default: the name of --out, or of the model",
    },
    task: {
      type: "string",
      choices: ["pretrain", "inference"],
      describe:
        "What the model is asked, which no configuration says; default: inference, or pretrain of encoders with their head",
    },
  },
  examples: [
    [
      "dse import hf config.json --out workloads/mine.workload.yaml",
      "then: dse run --system bow-pod64 --workload mine",
    ],
    ["curl -s https://huggingface.co/MODEL/raw/main/config.json | dse import hf -", ""],
    ["dse plan --system bow-pod64 --workload config.json", "without a spec in between"],
    ["dse import megatron train.sh --out workloads/mine.workload.yaml", "its plan is told on stderr"],
  ],
  async run(args, shell) {
    const imported = await importers[String(args["format"]) as Format](args, shell);
    if (!("text" in imported)) {
      const { SpecProblems } = await import("../../spec/yaml/spec-error.ts");
      throw new SpecProblems(imported.errors);
    }
    for (const note of imported.notes) shell.err(`note: ${note}\n`);
    const out = stringOf(args, "out");
    if (out === undefined || out === "-") shell.out(imported.text);
    else writeWhole(out, imported.text);
    if ("plan" in imported && imported.plan.length > 0) shell.err(`${planText(imported.plan, out)}\n`);
    return EXIT.done;
  },
};

type Format = (typeof FORMATS)[number];

const importers: Readonly<
  Record<Format, (args: Arguments, shell: Shell) => Promise<ImportedModel | ImportedLaunch>>
> = {
  hf: async (args, shell) => {
    const { importConfiguration } = await import("../../spec/hugging-face/import-configuration.ts");
    const task = stringOf(args, "task") as "pretrain" | "inference" | undefined;
    return importConfiguration(oneOf(args, shell), { ...(task && { task }), ...idOf(args) });
  },
  megatron: async (args, shell) => {
    refuseTask(args);
    const { importMegatron } = await import("../../spec/launch/import-launch.ts");
    return importMegatron(oneOf(args, shell), idOf(args));
  },
  calculon: async (args, shell) => {
    refuseTask(args);
    const { importCalculon } = await import("../../spec/launch/import-launch.ts");
    return importCalculon(
      sourcesOf(args).map((source) => read(source, shell)),
      idOf(args),
    );
  },
};

const sourcesOf = (args: Arguments): readonly string[] => [args["source"] as string | string[]].flat();

/** Its id: the one that is given, or the name of the file that it is written to, which a spec in a folder must have. */
const idOf = (args: Arguments): { readonly id?: string } => {
  const [, named] =
    /(?:^|[/\\])([a-z0-9][a-z0-9.-]*)[.]workload[.]yaml$/.exec(stringOf(args, "out") ?? "") ?? [];
  const id = stringOf(args, "id") ?? named;
  return id === undefined ? {} : { id };
};

function oneOf(args: Arguments, shell: Shell): ReturnType<typeof read> {
  const [source = "", ...more] = sourcesOf(args);
  if (more.length > 0)
    throw new BadInput(`${String(args["format"])} takes one source, and "${more[0]!}" is another`);
  return read(source, shell);
}

function refuseTask(args: Arguments): void {
  if (args["task"] !== undefined)
    throw new BadInput(`--task is of hf: what ${String(args["format"])} launches is a training`);
}

/** How to run the workload as it was launched. */
function planText(plan: readonly string[], out = "FILE"): string {
  const set = plan.map((one) => `--set ${one}`).join(" ");
  return `its plan: dse run --system SYSTEM --workload ${out === "-" ? "FILE" : out} ${set}`;
}

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
