import { nearestName } from "../../units/nearest-name.ts";
import type { SpecError } from "./spec-error.ts";

/** Text of one spec file (or of one override), which places point into. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

export interface Place {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode {
  readonly kind: "scalar";
  readonly place: Place;
  readonly value: string | number | boolean | null;
  /** As written in the file. */
  readonly written: string;
}
export interface ListNode {
  readonly kind: "list";
  readonly place: Place;
  readonly items: readonly SpecNode[];
}
export interface MapEntry {
  readonly keyPlace: Place;
  readonly node: SpecNode;
}
export interface MapNode {
  readonly kind: "map";
  readonly place: Place;
  readonly entries: ReadonlyMap<string, MapEntry>;
}
/** A YAML tree that remembers where each part was written, also after `extends` has merged several files. */
export type SpecNode = ScalarNode | ListNode | MapNode;

export type SpecPath = readonly (string | number)[];

export function childOf(node: SpecNode | undefined, key: string | number): SpecNode | undefined {
  if (node?.kind === "map") return node.entries.get(String(key))?.node;
  if (node?.kind === "list") return node.items[Number(key)];
  return undefined;
}

/** The node at `path`, or undefined. */
export function nodeAt(root: SpecNode, path: SpecPath): SpecNode | undefined {
  return path.reduce<SpecNode | undefined>(childOf, root);
}

/** The node at the longest part of `path` that exists. */
export function deepestNode(root: SpecNode, path: SpecPath): { node: SpecNode; depth: number } {
  let node = root;
  for (let depth = 0; depth < path.length; depth++) {
    const child = childOf(node, path[depth] ?? "");
    if (child === undefined) return { node, depth };
    node = child;
  }
  return { node, depth: path.length };
}

/** Text of a scalar under `key` of a map. */
export function textAt(root: SpecNode | undefined, key: string): string | undefined {
  const node = childOf(root, key);
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

/** The plain value a node stands for. */
export function plainValue(node: SpecNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plainValue);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plainValue(entry.node)]));
}

export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** 1-based line and column of an offset. */
export function lineColumn(text: string, offset: number): LineColumn {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let at = before.indexOf("\n"); at >= 0; at = before.indexOf("\n", at + 1)) line++;
  return { line, column: offset - lineStart + 1 };
}

/** What an error says besides where it is. */
export interface ErrorText {
  readonly path: SpecPath;
  readonly message: string;
  readonly expected?: string | undefined;
  readonly suggestion?: string | undefined;
}

/** An error at a place, with its source line for the frame. Underlines no further than the end of the line. */
export function errorAt(place: Place, { path, message, expected, suggestion }: ErrorText): SpecError {
  const { file, text } = place.source;
  const { line, column } = lineColumn(text, place.start);
  const lineStart = place.start - column + 1;
  const lineEnd = text.indexOf("\n", lineStart);
  const sourceLine = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, "");
  const length = Math.max(1, Math.min(place.end - place.start, sourceLine.length - column + 1));
  return {
    file,
    line,
    column,
    length,
    sourceLine,
    path: path.join("."),
    message,
    ...(expected === undefined ? {} : { expected }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** An error about a file that has no line to point at. */
export function errorInFile(
  file: string,
  message: string,
  expected?: string,
  suggestion?: string,
): SpecError {
  return {
    file,
    path: "",
    message,
    ...(expected === undefined ? {} : { expected }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** Of `names`, the one `written` was probably meant to be, as an optional suggestion. */
export function suggest(written: string, names: Iterable<string>): { suggestion?: string } {
  const suggestion = nearestName(written, names);
  return suggestion === undefined ? {} : { suggestion };
}
