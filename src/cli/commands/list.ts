import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { jsonOption, stringOf } from "../options.ts";
import type { Shell } from "../shell.ts";
import { openAllSpecs } from "../specs.ts";

/** "Bow Pod{pod}" takes its size from the id: "Bow PodN". */
const withoutSize = (name: string): string => name.replace(/\{\w+\}/g, "N");

const KINDS = ["system", "machine", "chip", "process", "software", "workload", "study"] as const;
const ABOUT = ["metrics", "choices"] as const;

export const list: Command = {
  usage: "list [kind]",
  summary:
    "Every system, machine, chip, process, software profile, workload and study; every metric; every choice of a plan",
  positionals: { kind: { type: "string", choices: [...KINDS, ...ABOUT], describe: "Only this kind" } },
  options: { ...jsonOption },
  examples: [
    ["dse list workload", "ids, names, aliases"],
    ["dse list metrics", "what can be shown, compared, explained and optimised"],
    ["dse list choices", "what --set plan.* and sweeps can choose"],
  ],
  async run(args, shell) {
    const only = stringOf(args, "kind");
    const asJson = args["json"] === true;
    if (only === "metrics") return listMetrics(asJson, shell);
    if (only === "choices") return listChoices(asJson, shell);
    const { table } = await import("../../report/parts/table.ts");
    const specs = await openAllSpecs(shell);
    const entries = specs.list().filter((entry) => only === undefined || entry.kind === only);
    if (asJson) {
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
    if (only === undefined)
      shell.err(
        "N is a size: bow-pod16, a100-gpus64. dse show ID tells more; dse list metrics and dse list choices, what else there is to name.\n",
      );
    return EXIT.done;
  },
};

async function listMetrics(asJson: boolean, shell: Shell): Promise<0> {
  const { METRICS } = await import("../../result/metrics/index.ts");
  const metrics = Object.values(METRICS).map(({ id, label, unit, better, formula }) => ({
    ...{ id, label, unit, better, formula },
  }));
  if (asJson) shell.out(`${JSON.stringify({ schema: "dse.list/v1", metrics }, null, 2)}\n`);
  else
    shell.out(
      await described(
        metrics.map(({ id, label, unit, better, formula }) => ({
          name: id,
          about: `${label}${unit === "" ? "" : `, ${unit}`}${better === "neither" ? "" : `, ${better} is better`}. ${formula}`,
        })),
        shell,
      ),
    );
  return EXIT.done;
}

async function listChoices(asJson: boolean, shell: Shell): Promise<0> {
  const { planChoices } = await import("../../spec/plan-choices.ts");
  const choices = planChoices();
  if (asJson) shell.out(`${JSON.stringify({ schema: "dse.list/v1", choices }, null, 2)}\n`);
  else
    shell.out(
      await described(
        choices.map(({ name, values, about }) => ({
          name: `plan.${name}`,
          about: [values, about].join(". "),
        })),
        shell,
      ),
    );
  return EXIT.done;
}

interface Described {
  readonly name: string;
  readonly about: string;
}

/** Names to the left, what they are beside them, wrapped to the terminal. */
async function described(entries: readonly Described[], shell: Shell): Promise<string> {
  const { wrap } = await import("../../report/parts/table.ts");
  const width = Math.min(shell.columns ?? 110, 140);
  const indent = Math.max(...entries.map(({ name }) => name.length)) + 2;
  const lines = entries.flatMap(({ name, about }) =>
    wrap(about.replace(/[. ]+$/, ""), Math.max(24, width - indent)).map(
      (line, at) => `${(at === 0 ? name : "").padEnd(indent)}${line}`,
    ),
  );
  return `${lines.join("\n")}\n`;
}
