import type { Provenance, SpecEntry, Specs } from "../../internal.ts";
import type { Arguments, Command } from "../command.ts";
import type { Shell } from "../shell.ts";
import { BadInput, EXIT } from "../exit-code.ts";
import { nearestName } from "../../units/nearest-name.ts";
import { jsonOption, overridesOf, questionOptions } from "../options.ts";
import { isFile, openAllSpecs, withInputFile } from "../specs.ts";

export const show: Command = {
  usage: "show <id>",
  summary: "One spec whole: every value, with its status, source and line",
  positionals: { id: { type: "string", demandOption: true, describe: "Id, alias or file; - for stdin" } },
  options: { set: questionOptions.set, ...jsonOption },
  examples: [
    ["dse show bow-pod64", "system, machine and chip"],
    ["dse show bert-large --json", ""],
  ],
  async run(args, shell) {
    const id = String(args["id"]);
    return id === "-"
      ? await withInputFile(shell, (file) => showOne(file, args, shell))
      : await showOne(id, args, shell);
  },
};

async function showOne(id: string, args: Arguments, shell: Shell): Promise<0> {
  const { table } = await import("../../report/parts/table.ts");
  const specs = await openAllSpecs(shell, isFile(id) ? [id] : []);
  const found = await load(specs, id, overridesOf(args));
  if (args["json"] === true) {
    shell.out(`${JSON.stringify({ schema: "dse.spec/v1", kind: found.kind, ...found.loaded }, null, 2)}\n`);
    return EXIT.done;
  }
  const columns = ["", "value", "status", "source", "written at"].map((header) => ({
    header,
    align: "left" as const,
  }));
  const rows = leavesOf(found.loaded.spec).map(([path, value]) => row(path, value, found.loaded.provenance));
  const shown = shell.columns === undefined ? rows : narrowed(rows, shell.columns);
  const used = columns.filter((_, index) => index < 2 || shown.some((cells) => cells[index]?.text));
  shell.out(`${table(used, shown).join("\n")}\n`);
  return EXIT.done;
}

type Row = readonly { readonly text: string }[];

/** What a terminal cuts, in this order: long values, sources, the line of the file (whole), values again. */
const CUTS = [
  { column: 1, narrowest: 40 },
  { column: 3, narrowest: 24 },
  { column: 4, narrowest: 0 },
  { column: 1, narrowest: 24 },
] as const;

/** Cut to the columns of a terminal; `--json`, a file or a pipe gets all. */
function narrowed(rows: readonly Row[], columns: number): readonly Row[] {
  return CUTS.reduce((table, { column, narrowest }) => {
    const width = (index: number): number =>
      Math.max(0, ...table.map((cells) => cells[index]?.text.length ?? 0));
    const over = [0, 1, 2, 3, 4].reduce((sum, index) => sum + width(index) + 2, -2) - columns;
    if (over <= 0) return table;
    const left = narrowest === 0 ? 0 : Math.max(narrowest, width(column) - over);
    return table.map((cells) =>
      cells.map((cell, index) => (index === column ? { text: clipped(cell.text, left) } : cell)),
    );
  }, rows);
}

const clipped = (text: string, width: number): string =>
  text.length <= width ? text : width === 0 ? "" : `${text.slice(0, width - 1)}…`;

interface Shown {
  readonly kind: string;
  readonly loaded: { readonly spec: unknown; readonly provenance: readonly Provenance[] };
}

async function load(specs: Specs, id: string, overrides: Readonly<Record<string, string>>): Promise<Shown> {
  const entry = specs.list().find((one) => matches(one, id));
  switch (entry?.kind ?? (isFile(id) ? kindOfFile(specs, id) : "system")) {
    case "workload":
      return { kind: "workload", loaded: await specs.workload(id, overrides) };
    case "process":
      if (Object.keys(overrides).length > 0)
        throw new BadInput(`--set has no effect on the process ${id}; extend its file instead`);
      return { kind: "process", loaded: await specs.process(id) };
    case "software":
      if (Object.keys(overrides).length > 0)
        throw new BadInput(`--set has no effect on the profile ${id}; set software.* of a system instead`);
      return { kind: "software", loaded: await specs.software(id) };
    case "study":
      return { kind: "study", loaded: await specs.study(id) };
    case "chip":
      return await partOf(specs, "chip", entry?.id ?? id, overrides);
    case "machine":
      return await partOf(specs, "machine", entry?.id ?? id, overrides);
    default:
      return await loadSystem(specs, id, overrides);
  }
}

const matches = ({ id, aliases }: SpecEntry, asked: string): boolean =>
  [id, ...aliases].some((name) => name.toLowerCase() === asked.toLowerCase());

/** What a file holds; one with a chip or a machine is shown as the system of just it. */
function kindOfFile(specs: Specs, file: string): string {
  const kind = specs.kindOf(file);
  return kind === "chip" || kind === "machine" || kind === undefined ? "system" : kind;
}

async function loadSystem(
  specs: Specs,
  id: string,
  overrides: Readonly<Record<string, string>>,
): Promise<Shown> {
  try {
    return { kind: "system", loaded: await specs.arch(id, overrides) };
  } catch (error) {
    const names = specs.list().flatMap((entry) => [entry.id, ...entry.aliases]);
    const meant = isFile(id) || /\d$/.test(id) ? undefined : nearestName(id, names);
    if (meant === undefined) throw error;
    throw new BadInput(`no spec "${id}", did you mean "${meant}"? dse list tells all.`);
  }
}

/** A chip or machine is shown as it stands in the first system that is built of it. */
async function partOf(
  specs: Specs,
  part: "chip" | "machine",
  id: string,
  overrides: Readonly<Record<string, string>>,
): Promise<Shown> {
  for (const system of specs.list().filter((entry) => entry.kind === "system")) {
    const { spec, provenance } = await specs.arch(system.id, overrides);
    if (spec[part].id !== id) continue;
    const { chip, machine } = spec;
    const roots = part === "chip" ? { chip } : { chip, machine };
    return {
      kind: part,
      loaded: { spec: roots, provenance: provenance.filter(({ path }) => path.split(".")[0]! in roots) },
    };
  }
  throw new BadInput(`no system is built of the ${part} "${id}"; dse show needs one`);
}

function leavesOf(value: unknown, path = ""): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  if (Array.isArray(value) && value.every((item) => typeof item !== "object"))
    return [[path, value.join(", ")]];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, path === "" ? key : `${path}.${key}`));
}

function row(
  path: string,
  value: unknown,
  provenance: readonly Provenance[],
): readonly { readonly text: string }[] {
  const origin = provenance.find((one) => one.path === path);
  if (origin === undefined) return [{ text: path }, { text: String(value) }];
  const base = `${Number(origin.value.toPrecision(6))} ${origin.unit}`.trim();
  const shown = origin.written === base ? base : `${origin.written} → ${base}`;
  return [path, shown, origin.status ?? "", origin.source ?? "", `${origin.file}:${origin.line}`].map(
    (text) => ({
      text,
    }),
  );
}
