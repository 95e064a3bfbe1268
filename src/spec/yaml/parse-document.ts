import {
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument as parseYaml,
  type Document,
  type Node,
  type YAMLError,
} from "yaml";
import type { SpecError } from "./spec-error.ts";
import {
  errorAt,
  type MapEntry,
  type MapNode,
  type Place,
  type SourceText,
  type SpecNode,
} from "./spec-node.ts";

/** One YAML file as a tree of nodes with places; `root` is absent where it is no map of keys. */
export interface ParsedDocument {
  readonly source: SourceText;
  readonly root?: MapNode;
  readonly errors: readonly SpecError[];
}

/** What aliases (`*name`) may expand to in one file: enough for any honest use, too little for a bomb. */
const MOST_ALIASED_NODES = 10_000;
const DEEPEST = 64;

/** Says in our words what the YAML parser says in its own. */
const YAML_MESSAGES: Readonly<Record<string, { message: string; expected: string }>> = {
  DUPLICATE_KEY: { message: "the same key again", expected: "each key once" },
  TAB_AS_INDENT: { message: "a tab", expected: "spaces as indentation" },
  BLOCK_AS_IMPLICIT_KEY: { message: "a second colon", expected: `text that contains ": " in quotes` },
  MULTIPLE_DOCS: { message: "a second document", expected: "one spec in a file" },
};

/** Reads one file as YAML 1.2 and reports all that is wrong with its syntax. */
export function parseDocument(source: SourceText): ParsedDocument {
  const binary = source.text.indexOf("\0");
  if (binary >= 0)
    return {
      source,
      errors: [wholeFile(source, binary, "YAML text", "a binary file (it has NUL characters)")],
    };
  const garbled = source.text.indexOf("\ufffd");
  if (garbled >= 0)
    return { source, errors: [wholeFile(source, garbled, "UTF-8 text", "bytes that are not UTF-8")] };
  let document: Document;
  try {
    document = parseYaml(source.text, {
      lineCounter: new LineCounter(),
      prettyErrors: false,
      version: "1.2",
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { source, errors: [tooDeepError(source)] };
  }
  const tooDeep = document.errors.some(({ message }) => message.includes("call stack"));
  if (tooDeep) return { source, errors: [tooDeepError(source)] };
  if (document.errors.length > 0)
    return { source, errors: document.errors.map((error) => fromYaml(source, error)) };
  return buildTree(source, document);
}

function tooDeepError(source: SourceText): SpecError {
  return wholeFile(source, 0, `at most ${DEEPEST} levels of nesting`, "many more");
}

function wholeFile(source: SourceText, start: number, expected: string, message: string): SpecError {
  return errorAt({ source, start, end: start + 1 }, { path: [], expected, message });
}

function fromYaml(source: SourceText, error: YAMLError): SpecError {
  const [start] = error.pos;
  const word = /^[\w.-]*/.exec(source.text.slice(start))?.[0].length ?? 0;
  const place = { source, start, end: Math.max(error.pos[1], start + word, start + 1) };
  const known = YAML_MESSAGES[error.code];
  if (known !== undefined) return errorAt(place, { path: [], ...known });
  const tab = error.code === "BAD_INDENT" || /tab/i.test(error.message);
  if (tab && source.text.slice(0, place.end + 1).endsWith("\t"))
    return errorAt(place, { path: [], message: "a tab", expected: "spaces as indentation" });
  return errorAt(place, { path: [], message: error.message.split("\n")[0] ?? error.code, expected: "YAML" });
}

function buildTree(source: SourceText, document: Document): ParsedDocument {
  const errors: SpecError[] = [];
  const tree =
    document.contents === null ? undefined : convert(document.contents, { source, document, errors });
  if (errors.length > 0) return { source, errors };
  if (tree === undefined || (tree.kind === "scalar" && tree.value === null)) {
    const place = { source, start: 0, end: 0 };
    return { source, errors: [errorAt(place, { path: [], expected: "a spec", message: "an empty file" })] };
  }
  if (tree.kind !== "map") {
    const message = tree.kind === "list" ? "a list" : `the text "${tree.written.slice(0, 40)}"`;
    return {
      source,
      errors: [errorAt(tree.place, { path: [], expected: "a map of keys to values", message })],
    };
  }
  return { source, root: tree, errors };
}

interface Conversion {
  readonly source: SourceText;
  readonly document: Document;
  readonly errors: SpecError[];
}
/** How deep in the tree, and the outermost alias that led here. */
interface Expansion {
  readonly depth: number;
  readonly aliased?: Place;
}

function convert(root: Node, context: Conversion): SpecNode | undefined {
  const total = { count: 0 };
  const fail = (place: Place, expected: string, message: string): undefined => {
    if (context.errors.length === 0) context.errors.push(errorAt(place, { path: [], expected, message }));
  };
  const visit = (node: Node | null, at: Expansion): SpecNode | undefined => {
    if (context.errors.length > 0) return undefined;
    const place = placeOf(context.source, node);
    if (at.depth > DEEPEST) return fail(at.aliased ?? place, `at most ${DEEPEST} levels of nesting`, "more");
    if (at.aliased && ++total.count > MOST_ALIASED_NODES)
      return fail(at.aliased, `aliases that expand to at most ${MOST_ALIASED_NODES} values`, "more");
    if (isAlias(node)) {
      const target = node.resolve(context.document) as Node | undefined;
      if (target === undefined) return fail(place, "an alias of an anchor above it", `"*${node.source}"`);
      return visit(target, { depth: at.depth + 1, aliased: at.aliased ?? place });
    }
    const deeper = { ...at, depth: at.depth + 1 };
    if (isMap(node))
      return { kind: "map", place, entries: mapEntries(node.items as Pairs, deeper, visit, context) };
    if (isSeq(node))
      return {
        kind: "list",
        place,
        items: (node.items as Node[]).map((item) => visit(item, deeper)).filter(isNode),
      };
    return scalarOf(node, place);
  };
  return visit(root, { depth: 0 });
}

type Pairs = readonly { readonly key: Node | null; readonly value: Node | null }[];
type Visit = (node: Node | null, at: Expansion) => SpecNode | undefined;

function isNode(node: SpecNode | undefined): node is SpecNode {
  return node !== undefined;
}

function mapEntries(pairs: Pairs, at: Expansion, visit: Visit, context: Conversion): Map<string, MapEntry> {
  const entries = new Map<string, MapEntry>();
  for (const { key, value } of pairs) {
    const keyPlace = placeOf(context.source, key);
    const node = value === null ? missingValue(keyPlace) : visit(value, at);
    const name = isScalar(key) ? String(key.value) : context.source.text.slice(keyPlace.start, keyPlace.end);
    if (node !== undefined) entries.set(name, { keyPlace, node });
  }
  return entries;
}

/** `key:` with nothing behind it stands for null, and is pointed at by its key. */
function missingValue(place: Place): SpecNode {
  return { kind: "scalar", place, value: null, written: "" };
}

function placeOf(source: SourceText, node: Node | null): Place {
  const [start, end] = node?.range ?? [0, 0];
  return { source, start, end };
}

function scalarOf(node: Node | null, place: Place): SpecNode {
  const value: unknown = isScalar(node) ? node.value : null;
  const written = place.source.text.slice(place.start, place.end);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null)
    return { kind: "scalar", place, value, written };
  return { kind: "scalar", place, value: typeof value === "bigint" ? Number(value) : written, written };
}
