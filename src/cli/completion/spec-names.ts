import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Shell } from "../shell.ts";

export type SpecKind = "system" | "machine" | "chip" | "process" | "software" | "workload" | "study";

interface SpecName {
  readonly kind: SpecKind;
  readonly id: string;
}

/**
 * Kind and id of every spec, shipped or below the current folder, read off their first lines: a key that is pressed
 * is answered at once, where to load and check all specs would take a second.
 */
export function specNames({ packageFolder }: Shell): readonly SpecName[] {
  const roots = [...new Set([packageFolder, "."])];
  const files = roots.flatMap((root) => [
    ...[".arch.yaml", ".process.yaml", ".software.yaml"].flatMap((ending) =>
      filesIn(join(root, "arch-specs"), ending),
    ),
    ...filesIn(join(root, "workloads"), ".workload.yaml"),
    ...studiesIn(join(root, "reports")),
  ]);
  const found = files.flatMap((file) => nameIn(readFileSync(file, "utf8")));
  return [...new Map(found.map((name) => [`${name.kind} ${name.id}`, name])).values()];
}

function filesIn(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending) && !name.startsWith("_"))
    .map((name) => join(folder, name));
}

function studiesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name, "study.yaml"))
    .filter((file) => existsSync(file));
}

function nameIn(text: string): readonly SpecName[] {
  const kind = /^kind: *(system|machine|chip|process|software|workload|study)\b/m.exec(text)?.[1];
  const id = /^id: *([\w.-]+)/m.exec(text)?.[1];
  return kind === undefined || id === undefined ? [] : [{ kind: kind as SpecKind, id }];
}
