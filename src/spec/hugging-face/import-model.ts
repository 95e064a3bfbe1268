import type { SpecError } from "../yaml/spec-error.ts";
import { childOf, errorAt, plainValue, suggest, textAt, type MapNode } from "../yaml/spec-node.ts";
import { readConfiguration, type Given, type Reading } from "./configuration.ts";
import type { Asked } from "./draft.ts";
import { MODEL_TYPES } from "./classes/index.ts";
import { unreadKeys } from "./unread-keys.ts";
import { writeWorkload } from "./write-workload.ts";

/** A workload out of the configuration of a Hugging Face model, or what is wrong with that. */
export type ImportedModel =
  | { readonly text: string; readonly notes: readonly string[]; readonly errors: readonly [] }
  | { readonly errors: readonly SpecError[] };

/** A `config.json` as Hugging Face's transformers write it: it names a model type, or the sizes in their words. */
export function isModelConfiguration(root: MapNode): boolean {
  if (childOf(root, "kind") !== undefined) return false;
  const words = ["model_type", "architectures", "hidden_size", "num_hidden_layers", "transformers_version"];
  const counted = [...words, "vocab_size", "n_layer", "d_model", "torch_dtype"];
  return (
    childOf(root, "model_type") !== undefined ||
    counted.filter((key) => childOf(root, key) !== undefined).length >= 2
  );
}

/** What a configuration leaves open. */
export interface Wishes {
  readonly id?: string;
  readonly task?: Asked["kind"];
}

/**
 * The workload of a model by its configuration: sizes as it says them, defaults as its class in transformers has them,
 * each with a comment of where it is from. `file` names it where the configuration does not.
 */
export function importModel(root: MapNode, file: string, wishes: Wishes = {}): ImportedModel {
  const type = modelTypeOf(root);
  if (typeof type !== "string") return { errors: [type] };
  const given = plainValue(root) as Given;
  const found = MODEL_TYPES[type]!;
  const reading: Reading = { errors: [], notes: [], asked: new Set() };
  const draft = found.draft(readConfiguration(root, found.of(given), reading), given);
  if (reading.errors.length > 0) return { errors: reading.errors };
  const notes = [...new Set([...reading.notes, ...stored(given), ...unread(root, reading)])];
  const name = nameOf(root, file, type);
  const source = `configuration of ${name}, model_type ${type}; defaults of its class in Hugging Face transformers`;
  const asked = askedFor(draft.asked, wishes);
  return {
    text: writeWorkload({ ...draft, asked, id: wishes.id ?? idOf(name), name, source, notes }),
    notes,
    errors: [],
  };
}

function askedFor(asked: Asked, { task = asked.kind }: Wishes): Asked {
  if (task === asked.kind) return asked;
  if (task === "pretrain") return { kind: "pretrain" };
  const promptTokens = asked.kind === "pretrain" ? (asked.sequenceLength ?? 1) : 1;
  return { kind: "inference", promptTokens, generatedTokens: 1 };
}

/** The model type, which old files leave to the class that they were saved with. */
function modelTypeOf(root: MapNode): string | SpecError {
  const node = childOf(root, "model_type");
  const named = textAt(root, "model_type") ?? (node === undefined ? typeOfClass(root) : undefined);
  if (named !== undefined && Object.hasOwn(MODEL_TYPES, named)) return named;
  const names = Object.keys(MODEL_TYPES);
  const expected = `a model type that dse reads: ${names.join(", ")}`;
  const place = node?.place ?? { ...root.place, end: root.place.start + 1 };
  if (node === undefined && named === undefined)
    return errorAt(place, { path: ["model_type"], message: `missing key "model_type" (${expected})` });
  const message = named === undefined ? "no text" : `"${named}"`;
  return errorAt(place, { path: ["model_type"], expected, message, ...suggest(named ?? "", names) });
}

/** LlamaForCausalLM is a llama. */
function typeOfClass(root: MapNode): string | undefined {
  const listed = childOf(root, "architectures");
  const name = listed === undefined ? undefined : plainValue(listed);
  const [first] = Array.isArray(name) ? name : [];
  if (typeof first !== "string") return undefined;
  const stem = plain(first.replace(/(For[A-Z]\w*|LMHeadModel|Model)$/, ""));
  return Object.keys(MODEL_TYPES).find((type) => plain(type) === stem) ?? first;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** In what numbers its weights are stored is no matter of the model; a task says in what it is computed. */
function stored(given: Given): readonly string[] {
  const method = (given["quantization_config"] as Given | undefined)?.["quant_method"];
  return typeof method === "string"
    ? [`quantization_config: weights are stored in ${method}; task.precision says in what they are computed`]
    : [];
}

function unread(root: MapNode, { asked }: Reading): readonly string[] {
  const keys = unreadKeys(root, asked).filter((key) => key !== "quantization_config");
  return keys.length === 0 ? [] : [`keys without a meaning here: ${keys.join(", ")}`];
}

/** The repository's own name, that of a folder or file, or the model type. */
export function nameOf(root: MapNode, file: string, type: string): string {
  const path = textAt(root, "_name_or_path") ?? textAt(root, "name_or_path") ?? "";
  const parts = file.split(/[/\\]/).filter((part) => part !== "" && part !== "." && part !== "..");
  const stem = (parts.at(-1) ?? "").replace(/[.](json|ya?ml|sh|txt)$/, "");
  const ofFile = stem === "config" ? parts.at(-2) : stem === "stdin" ? undefined : stem;
  const ofRepository = /^[\w.-]+\/[\w.-]+$/.test(path) ? path.split("/").at(-1) : undefined;
  return ofFile ?? ofRepository ?? type;
}

export function idOf(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "");
  return id === "" ? "model" : id;
}
