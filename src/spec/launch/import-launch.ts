import { parseDocument } from "../yaml/parse-document.ts";
import type { SpecError } from "../yaml/spec-error.ts";
import { childOf, errorAt, errorInFile, textAt, type MapNode, type SourceText } from "../yaml/spec-node.ts";
import { readConfiguration, type Configuration, type Reading } from "../hugging-face/configuration.ts";
import { idOf, nameOf } from "../hugging-face/import-model.ts";
import { unreadKeys } from "../hugging-face/unread-keys.ts";
import { writeWorkload } from "../hugging-face/write-workload.ts";
import { CALCULON_APPLICATION, CALCULON_EXECUTION, calculonLaunch } from "./calculon.ts";
import { flagsIn } from "./flags.ts";
import type { Launch } from "./launch.ts";
import { MEGATRON, megatronLaunch } from "./megatron.ts";
import { withoutMeaning } from "./without-meaning.ts";

/** A workload, and the plan that it was launched with as `path=value`; or what is wrong with the input. */
export type ImportedLaunch =
  | {
      readonly text: string;
      readonly plan: readonly string[];
      readonly notes: readonly string[];
      readonly errors: readonly [];
    }
  | { readonly errors: readonly SpecError[] };

/** The run that flags of Megatron-LM launch, out of a script or of flags alone. */
export function importMegatron(source: SourceText, wishes: { readonly id?: string }): ImportedLaunch {
  const root = flagsIn(source);
  const reading: Reading = { errors: [], notes: [], asked: new Set() };
  const launch = megatronLaunch(readConfiguration(root, MEGATRON, reading));
  const unread = withoutMeaning([...root.entries.keys()], reading.asked);
  if (unread.length > 0) reading.notes.push(`flags without a meaning here: ${unread.join(", ")}`);
  return written(launch, {
    reading,
    name: nameOf(root, source.file, "megatron"),
    of: "flags of Megatron-LM",
    ...wishes,
  });
}

/** What an application and an execution of Calculon say, in either order; the execution may be left out. */
export function importCalculon(
  sources: readonly SourceText[],
  wishes: { readonly id?: string },
): ImportedLaunch {
  const parsed = sources.map((source) => parseDocument(source));
  const errors = parsed.flatMap((one) => one.errors);
  if (errors.length > 0) return { errors };
  const roots = parsed.flatMap(({ root }) => (root === undefined ? [] : [root]));
  const withKey = (key: string): MapNode | undefined =>
    roots.find((root) => childOf(root, key) !== undefined);
  const [application, execution] = [withKey("num_blocks"), withKey("tensor_par")];
  if (application === undefined)
    return {
      errors: [errorInFile(sources[0]!.file, 'no application of Calculon: it has a key "num_blocks"')],
    };
  const others = roots.filter((root) => root !== application && root !== execution);
  if (others.length > 0) return { errors: others.map(neither) };
  const reading: Reading = { errors: [], notes: [], asked: new Set(["name"]) };
  const read = (root: MapNode | undefined, of: typeof CALCULON_APPLICATION): Configuration | undefined =>
    root && readConfiguration(root, of, reading);
  const launch = calculonLaunch(
    read(application, CALCULON_APPLICATION)!,
    read(execution, CALCULON_EXECUTION),
  );
  for (const root of [application, ...(execution ? [execution] : [])])
    reading.notes.push(...unreadKeys(root, reading.asked).map((key) => `${key}: has no meaning here`));
  const name = textAt(application, "name") ?? nameOf(application, sources[0]!.file, "calculon");
  return written(launch, { reading, name, of: "application of Calculon", ...wishes });
}

function neither(root: MapNode): SpecError {
  return errorAt(
    { ...root.place, end: root.place.start + 1 },
    {
      path: [],
      expected: "an application (num_blocks) or an execution (tensor_par) of Calculon",
      message: "neither; machines are specs of their own (dse list system)",
    },
  );
}

function written(
  { model, task, plan }: Launch,
  { reading, name, of, id }: { reading: Reading; name: string; of: string; readonly id?: string },
): ImportedLaunch {
  if (reading.errors.length > 0) return { errors: reading.errors };
  const notes = [...new Set(reading.notes)];
  const asked = { kind: "pretrain", said: task } as const;
  const head = { id: id ?? idOf(name), name, source: `${of}: ${name}`, notes };
  return {
    text: writeWorkload({ family: "decoder", model, asked, ...head }),
    plan: Object.entries(plan).map(([key, said]) => `plan.${key}=${String(said.value)}`),
    notes,
    errors: [],
  };
}
