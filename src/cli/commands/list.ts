import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { jsonOption, stringOf } from "../options.ts";
import { openAllSpecs } from "../specs.ts";

/** "Bow Pod{pod}" takes its size from the id: "Bow PodN". */
const withoutSize = (name: string): string => name.replace(/\{\w+\}/g, "N");

const KINDS = ["system", "machine", "chip", "process", "workload", "study"] as const;

export const list: Command = {
  usage: "list [kind]",
  summary: "Every system, machine, chip, process, workload and study there is",
  positionals: { kind: { type: "string", choices: KINDS, describe: "Only this kind" } },
  options: { ...jsonOption },
  examples: [["dse list workload", "ids, names, aliases"]],
  async run(args, shell) {
    const { table } = await import("../../internal.ts");
    const only = stringOf(args, "kind");
    const specs = await openAllSpecs(shell);
    const entries = specs.list().filter((entry) => only === undefined || entry.kind === only);
    if (args["json"] === true) {
      shell.out(`${JSON.stringify({ schema: "dse.list/v1", specs: entries }, null, 2)}\n`);
      return EXIT.done;
    }
    const columns = (["kind", "id", "name", "aliases"] as const).map((header) => ({
      header,
      align: "left" as const,
    }));
    const order = (kind: string | undefined): number =>
      KINDS.findIndex((one) => one === kind) + (kind ? 0 : 99);
    const rows = entries
      .toSorted((a, b) => order(a.kind) - order(b.kind))
      .map(({ kind, id, name, aliases, broken }) => [
        { text: kind ?? "?" },
        { text: id },
        { text: broken ? `${name} (has errors: dse check ${id})` : withoutSize(name) },
        { text: aliases.join(", ") },
      ]);
    shell.out(`${table(columns, rows).join("\n")}\n`);
    if (only === undefined) shell.err("N is a size: bow-pod16, a100-gpus64. dse show ID tells more.\n");
    return EXIT.done;
  },
};
