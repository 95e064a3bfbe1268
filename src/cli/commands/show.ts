import type { Provenance, SpecEntry, Specs } from "../../index.ts";
import type { Command } from "../command.ts";
import { BadInput, EXIT } from "../exit-code.ts";
import { nearest } from "../nearest.ts";
import { jsonOption, overridesOf, questionOptions } from "../options.ts";
import { isFile, openAllSpecs } from "../specs.ts";

export const show: Command = {
  usage: "show <id>",
  summary: "One spec whole: every value, with its status, source and line",
  positionals: { id: { type: "string", demandOption: true, describe: "Id, alias or file" } },
  options: { set: questionOptions.set, ...jsonOption },
  examples: [
    ["dse show bow-pod64", "system, machine and chip"],
    ["dse show bert-large --json", ""],
  ],
  async run(args, shell) {
    const { table } = await import("../../index.ts");
    const id = String(args["id"]);
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
    const rows = leavesOf(found.loaded.spec).map(([path, value]) =>
      row(path, value, found.loaded.provenance),
    );
    shell.out(`${table(columns, rows).join("\n")}\n`);
    return EXIT.done;
  },
};

interface Shown {
  readonly kind: string;
  readonly loaded: { readonly spec: unknown; readonly provenance: readonly Provenance[] };
}

async function load(specs: Specs, id: string, overrides: Readonly<Record<string, string>>): Promise<Shown> {
  const entry = specs.list().find((one) => matches(one, id));
  switch (entry?.kind ?? (isFile(id) ? kindOfFile(id) : "system")) {
    case "workload":
      return { kind: "workload", loaded: await specs.workload(id, overrides) };
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

/** What a file outside the known folders holds, by its name. */
const kindOfFile = (file: string): string =>
  /workload/.test(file) ? "workload" : /study[.]ya?ml$/.test(file) ? "study" : "system";

async function loadSystem(
  specs: Specs,
  id: string,
  overrides: Readonly<Record<string, string>>,
): Promise<Shown> {
  try {
    return { kind: "system", loaded: await specs.arch(id, overrides) };
  } catch (error) {
    const names = specs.list().flatMap((entry) => [entry.id, ...entry.aliases]);
    const meant = isFile(id) || /\d$/.test(id) ? undefined : nearest(id, names);
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
