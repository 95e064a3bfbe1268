import { readFileSync } from "node:fs";
import type { Options } from "yargs";
import { nameOf, type Command } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands/index.ts";
import { everywhere } from "../../src/cli/options.ts";
import { METRICS } from "../../src/result/metrics/index.ts";
import { SPEC_KINDS } from "../../src/spec/kinds/kinds.ts";
import { planChoices } from "../../src/spec/plan-choices.ts";
import { keysOf, type JsonSchema, type SpecKey } from "./schema-keys.ts";

/** The pages of docs/reference/ as the command line, the schemas and the registries have them now, by file. */
export const referencePages = (): Readonly<Record<string, string>> => ({
  "commands.md": `${commandsPage()}\n`,
  "specs.md": `${specsPage()}\n`,
  "metrics.md": `${metricsPage()}\n`,
});

const NOTE = "Generated from the definitions that `dse` itself reads; a test holds the two together.";

function commandsPage(): string {
  const parts = commands.map((command) => {
    const examples = command.examples.map(([line, what]) => (what === "" ? line : `${line}   # ${what}`));
    const own = { ...command.positionals, ...command.options };
    return [
      ...[`## dse ${nameOf(command)}`, `${command.summary}.`, `    dse ${command.usage} [options]`],
      optionTable(own as Command["options"], command.positionals),
      ...(examples.length === 0 ? [] : ["For example:", examples.map((line) => `    ${line}`).join("\n")]),
    ].join("\n\n");
  });
  const intro = `${NOTE} Every command also takes:`;
  return ["# Commands and options", intro, optionTable(everywhere, {}), ...parts].join("\n\n");
}

function optionTable(options: Readonly<Record<string, Options>>, positionals: object): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const written = Object.hasOwn(positionals, name) ? name : `--${name}`;
    return [`\`${written}\``, kindOf(option), sentence(option.describe ?? ""), defaultOf(option.default)];
  });
  return rows.length === 0 ? "" : table(["option", "takes", "what", "default"], rows);
}

function kindOf({ choices, type, array }: Options): string {
  if (choices !== undefined) return choices.map((one) => `\`${String(one)}\``).join(", ");
  const one = type === "boolean" ? "" : type === "number" ? "a number" : "a text";
  return array === true ? `${one}, repeatable` : one;
}

const defaultOf = (value: unknown): string =>
  value === undefined || value === false ? "" : `\`${String(value)}\``;

function specsPage(): string {
  const parts = SPEC_KINDS.map((kind) => {
    const schema = JSON.parse(readFileSync(`schema/${kind}.schema.json`, "utf8")) as JsonSchema;
    const rows = keysOf(schema).map((key) => [
      `\`${key.path}\`${key.required ? " (needed)" : ""}`,
      takes(key),
      sentence(key.about),
    ]);
    return `## ${kind}\n\n${table(["key", "takes", "what"], rows)}`;
  });
  const intro =
    `${NOTE} A quantity is a text with its unit, or a map with \`value\`, \`source\`, \`status\`, \`low\` and \`high\` ` +
    "([the language](../spec-language.md)); in the column “takes” is an example of one. `NAME` stands for a name of your own, `[]` for each of a list. A spec that extends another needs only `kind`, `id`, `name` and what differs.";
  return ["# Keys of specs", intro, ...parts].join("\n\n");
}

const takes = ({ type, onlyIn, variants }: SpecKey): string =>
  onlyIn.length === 0 || onlyIn.length === variants ? type : `${type} (${onlyIn.join(", ")})`;

function metricsPage(): string {
  const metrics = Object.values(METRICS).map(({ id, label, unit, formula }) => [
    `\`${id}\``,
    label,
    unit,
    formula,
  ]);
  const choices = planChoices().map(({ name, values, about }) => [`\`${name}\``, values, sentence(about)]);
  return [
    "# Metrics, and choices of a plan",
    NOTE,
    "## Metrics",
    "What `--metrics`, `--objectives`, `--metric`, `dse explain`, claims and formulas of studies may name (`dse list metrics`). Units are base units.",
    table(["id", "name", "unit", "formula"], metrics),
    "## Choices of a plan",
    "What `plan:` of a study and `--set plan.NAME=VALUE` may decide; the search decides the rest (`dse list choices`). [Plan space](../plan-space.md) says what it goes through.",
    table(["choice", "values", "what"], choices),
  ].join("\n\n");
}

const sentence = (text: string): string => text.trim();

/** `|` ends a cell, and `<` may begin HTML, unless in code. */
const cell = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "&lt;").replaceAll("*", "\\*")))
    .join("")
    .replaceAll("|", "\\|")
    .replaceAll("\n", " ");

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
