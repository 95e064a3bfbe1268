import type { Options } from "yargs";
import { nameOf, type Command } from "../command.ts";
import { everywhere } from "../options.ts";
import type { Shell } from "../shell.ts";
import { specNames, type SpecKind } from "./spec-names.ts";

/** What options and positionals name, where their choices do not say it. */
const NAMED: Readonly<Record<string, readonly SpecKind[] | "metrics" | "paths">> = {
  system: ["system"],
  workload: ["workload"],
  draft: ["workload"],
  study: ["study"],
  id: ["system", "machine", "chip", "process", "software", "workload", "study"],
  files: ["system", "machine", "chip", "process", "software", "workload", "study"],
  metric: "metrics",
  metrics: "metrics",
  objectives: "metrics",
  columns: "metrics",
  set: "paths",
};

/**
 * What may stand for the last of the words of a line: commands, then options of the command, values of an option,
 * specs by name. Nothing: files, as the shell completes them.
 */
export async function candidates(
  words: readonly string[],
  commands: readonly Command[],
  shell: Shell,
): Promise<readonly string[]> {
  // bash takes "--system=x" apart at "="
  const line = words.flatMap((word) => (word === "=" ? [] : [word]));
  const last = line.at(-1) ?? "";
  const [first] = line;
  const starting = (names: readonly string[]): readonly string[] =>
    names.filter((name) => name.startsWith(last));
  if (line.length < 2) return starting([...commands.map(nameOf), "--help", "--version"]);
  const command = commands.find((one) => nameOf(one) === first);
  if (command === undefined) return [];
  if (last.startsWith("-")) return starting(optionsOf(command));
  const before = line.at(-2) ?? "";
  const asked = before.startsWith("--") ? before.slice(2) : undefined;
  const options: Readonly<Record<string, Options>> = command.options;
  const option = asked === undefined ? undefined : options[asked];
  if (option !== undefined && option.type !== "boolean")
    return starting(await valuesOf(asked ?? "", option.choices, shell));
  const names = [];
  for (const [name, { choices }] of Object.entries(command.positionals))
    names.push(...(await valuesOf(name, choices, shell)));
  return starting(names);
}

const optionsOf = (command: Command): readonly string[] =>
  Object.keys({ ...command.options, ...everywhere, help: {} }).map((name) => `--${name}`);

async function valuesOf(name: string, choices: Options["choices"], shell: Shell): Promise<readonly string[]> {
  if (choices !== undefined) return choices.map(String);
  const named = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  if (named === undefined) return [];
  if (named === "metrics") return Object.keys((await import("../../internal.ts")).METRICS);
  if (named === "paths") {
    const { planChoices } = await import("../../spec/plan-choices.ts");
    return planChoices().map((choice) => `plan.${choice.name}=`);
  }
  return specNames(shell)
    .filter(({ kind }) => named.includes(kind))
    .map(({ id }) => id);
}
