import { parseDocument } from "../yaml/parse-document.ts";
import type { SourceText } from "../yaml/spec-node.ts";
import { importModel, type ImportedModel, type Wishes } from "./import-model.ts";

/** The workload that a text with the configuration of a model stands for. */
export function importConfiguration({ file, text }: SourceText, wishes: Wishes = {}): ImportedModel {
  const { root, errors } = parseDocument({ file, text: withoutTabs(text) });
  return root === undefined || errors.length > 0 ? { errors } : importModel(root, file, wishes);
}

/** JSON may be indented with tabs, which YAML forbids; a space in place of each keeps every line and column. */
export function withoutTabs(text: string): string {
  return text.trimStart().startsWith("{") ? text.replaceAll("\t", " ") : text;
}
