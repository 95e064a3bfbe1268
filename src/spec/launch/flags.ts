import type { MapEntry, MapNode, Place, SourceText } from "../yaml/spec-node.ts";

interface Word {
  readonly text: string;
  readonly start: number;
}

/** A number by how it is written: 24, 0.02, 6.0e-5. */
const NUMBER = /^[+-]?\d[\d_]*([.]\d*)?([eE][+-]?\d+)?$/;

/**
 * The flags of a launch script, or of flags alone, as a map: `--num-layers 24`, `--num-layers=24`, and true for one
 * without a value. Variables that the script sets stand for their values; quotes, parentheses and continued lines only
 * part words, so that arguments kept in a string or an array are found as well. A flag given twice has its last value.
 * Variables are there under `$NAME`.
 */
export function flagsIn(source: SourceText): MapNode {
  const words = wordsOf(source.text);
  const variables = new Map<string, string>();
  const entries = new Map<string, MapEntry>();
  const put = (key: string, keyPlace: Place, word: Word | undefined): void => {
    const value = word === undefined ? true : valueOf(substituted(word.text, variables));
    const place = word === undefined ? keyPlace : placeOf(source, word);
    entries.set(key, {
      keyPlace,
      node: { kind: "scalar", place, value, written: String(value) },
    });
  };
  for (const [at, word] of words.entries()) {
    const set = /^(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(word.text);
    if (set !== null) {
      const value = set[2]! === "" ? (words[at + 1]?.text ?? "") : set[2]!;
      variables.set(set[1]!, substituted(value, variables));
      put(`$${set[1]!}`, placeOf(source, word), { text: variables.get(set[1]!)!, start: word.start });
    }
    const flag = /^--([A-Za-z][\w-]*)(?:=(.*))?$/.exec(word.text);
    if (flag === null) continue;
    const next = words[at + 1];
    const given = flag[2] === undefined ? next : { text: flag[2], start: word.start };
    const isValue = given !== undefined && (flag[2] !== undefined || !/^--?[A-Za-z]/.test(given.text));
    put(flag[1]!.replaceAll("_", "-"), placeOf(source, word), isValue ? given : undefined);
  }
  return { kind: "map", place: { source, start: 0, end: source.text.length }, entries };
}

const placeOf = (source: SourceText, { text, start }: Word): Place => ({
  source,
  start,
  end: start + text.length,
});

/** Words with their offsets; comments are blanked out first, so that offsets stay. */
function wordsOf(text: string): readonly Word[] {
  const blanked = text
    .replace(/(^|[ \t])#[^\n]*/gm, (comment) => " ".repeat(comment.length))
    .replace(/\\\r?\n/g, (broken) => " ".repeat(broken.length))
    .replace(/["'()]/g, " ");
  return [...blanked.matchAll(/[^\s]+/g)].map((match) => ({ text: match[0], start: match.index }));
}

/** `$NAME`, `${NAME}` and `${NAME:-else}`; what no line of the script sets stays as it is written. */
function substituted(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:\{([A-Za-z_]\w*)(?::?-([^}]*))?\}|([A-Za-z_]\w*))/g,
    (written, braced?: string, otherwise?: string, bare?: string) =>
      variables.get(braced ?? bare ?? "") ?? otherwise ?? written,
  );
}

const valueOf = (text: string): string | number =>
  NUMBER.test(text) ? Number(text.replaceAll("_", "")) : text;
