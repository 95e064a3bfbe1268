import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { KeptAnswers } from "../../internal.ts";

/** Most that is kept; the answers used longest ago go first. */
const MOST_BYTES = 256e6;
const MOST_FILES = 10_000;

export interface AnswerStore extends KeptAnswers {
  /** How many answers were taken from here. */
  readonly taken: () => number;
  /** Throws out what is beyond the room, if anything was kept. */
  readonly tidy: () => void;
}

/**
 * Answers in a folder, one a file, named for the hash of the code that gave them and of the question in full. Never
 * needed: what cannot be read, or is not whole, is not there; what cannot be written is not kept; nothing is said.
 * Processes may share the folder: a file is written beside its place and renamed, so that it is whole or absent.
 */
export function answerStore(
  folder: string,
  code: string,
  { bytes = MOST_BYTES, files = MOST_FILES } = {},
): AnswerStore {
  const fileOf = (question: string): string =>
    join(folder, createHash("sha256").update(code).update("\0").update(question).digest("hex"));
  let [written, taken] = [0, 0];
  return {
    get: (question) => {
      const answer = quietly(() => readAnswer(fileOf(question)));
      if (answer !== undefined) taken += 1;
      return answer;
    },
    taken: () => taken,
    keep: (question, answer) =>
      void quietly(() => {
        mkdirSync(folder, { recursive: true });
        const file = fileOf(question);
        const beside = `${file}.${process.pid}.${written++}.tmp`;
        writeFileSync(beside, sealed(JSON.stringify(answer, exact)));
        renameSync(beside, file);
      }),
    tidy: () => void (written > 0 && quietly(() => throwOut(folder, { bytes, files }))),
  };
}

/** JSON has no word for numbers that are not finite: an answer with one is not kept. */
function exact(_: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error("a number that JSON cannot hold");
  return value;
}

const HASH_BYTES = 32;
const hashOf = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

function sealed(text: string): Uint8Array {
  const packed = gzipSync(text, { level: 1 });
  return Buffer.concat([hashOf(packed), packed]);
}

function readAnswer(file: string): unknown {
  const bytes = readFileSync(file);
  const packed = bytes.subarray(HASH_BYTES);
  if (!hashOf(packed).equals(bytes.subarray(0, HASH_BYTES))) return undefined;
  const answer: unknown = JSON.parse(gunzipSync(packed).toString("utf8"));
  const now = new Date();
  utimesSync(file, now, now);
  return answer;
}

/** Oldest first, until the rest has room. A file that another process removed meanwhile is gone all the same. */
function throwOut(folder: string, most: { readonly bytes: number; readonly files: number }): void {
  const kept = readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found?.isFile() === true ? [{ file, bytes: found.size, used: found.mtimeMs }] : [];
    })
    .sort((a, b) => b.used - a.used);
  let bytes = 0;
  for (const [at, one] of kept.entries()) {
    bytes += one.bytes;
    if (bytes > most.bytes || at >= most.files) rmSync(one.file, { force: true });
  }
}

/** Undefined where the file system says no, or what it gives is none of ours. */
function quietly<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
