import type { Said } from "./configuration.ts";
import type { Asked, Draft, Entries } from "./draft.ts";

export interface Written extends Draft {
  readonly id: string;
  readonly name: string;
  /** What the numbers are from: "config.json of …, model_type llama". */
  readonly source: string;
  readonly notes: readonly string[];
}

/** A workload as a YAML file, with a comment beside each value of where it is from. */
export function writeWorkload({ id, name, family, model, asked, source, notes }: Written): string {
  return [
    "kind: workload",
    `id: ${text(id)}`,
    `name: ${text(name)}`,
    `family: ${family}`,
    `source: ${text(source)}`,
    "status: published",
    ...(notes.length > 0 ? [`notes: ${text(`Not as the configuration says: ${notes.join("; ")}.`)}`] : []),
    "model:",
    ...lines(model, "  "),
    "task:",
    ...TASKS[asked.kind](asked as never),
    "",
  ].join("\n");
}

const assumed = (value: number | string, why: string): string =>
  `{ value: ${value}, status: assumed, source: ${text(why)} }`;

const TASKS: { readonly [K in Asked["kind"]]: (asked: Extract<Asked, { kind: K }>) => readonly string[] } = {
  inference: ({ promptTokens, generatedTokens }) => [
    "  kind: inference",
    `  promptTokens: ${assumed(promptTokens, "no configuration says what a model is asked; a page of prompt")}`,
    `  generatedTokens: ${assumed(generatedTokens, "no configuration says it; a paragraph, or an answer in one pass")}`,
    `  batch: ${assumed(8, "no configuration says it; a small service")}`,
  ],
  pretrain: ({ sequenceLength, said = {} }) => [
    "  kind: pretrain",
    ...(said["steps"] === undefined && said["tokens"] === undefined
      ? [`  steps: ${assumed(100_000, "no configuration says how long a model was trained")}`]
      : []),
    ...(said["globalBatch"] === undefined
      ? [`  globalBatch: ${assumed(256, "no configuration says it")}`]
      : []),
    ...(sequenceLength === undefined
      ? []
      : [`  sequenceLength: ${assumed(sequenceLength, "no configuration says it")}`]),
    ...lines(said, "  "),
    ...(said["optimizer"] === undefined ? ["  optimizer: adamw"] : []),
  ],
};

function lines(entries: Entries, indent: string): readonly string[] {
  return Object.entries(entries).flatMap(([key, entry]): readonly string[] => {
    if (entry === undefined) return [];
    if (isList(entry)) return [`${indent}${key}:`, ...entry.flatMap((item) => listItem(item, `${indent}  `))];
    if (!isSaid(entry)) return [`${indent}${key}:`, ...lines(entry, `${indent}  `)];
    return [`${indent}${key}: ${scalar(entry.value)} # ${entry.from}`];
  });
}

function listItem(item: Entries, indent: string): readonly string[] {
  const [first = "", ...rest] = lines(item, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

const isSaid = (entry: Said<unknown> | Entries): entry is Said<unknown> =>
  typeof entry["from"] === "string" && "value" in entry;
const isList = (entry: Said<unknown> | Entries | readonly Entries[]): entry is readonly Entries[] =>
  Array.isArray(entry);

/** Flow YAML of a plain value is its JSON. */
const scalar = (value: unknown): string => (typeof value === "string" ? text(value) : JSON.stringify(value));

/** Words that YAML reads as they stand; anything else in quotes. */
const text = (value: string): string =>
  /^[A-Za-z][\w .-]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value)
    ? value
    : JSON.stringify(value);
