import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node.js";

/** One thing that an editor underlines: `line` counts from 1. */
export interface Mark {
  readonly line: number;
  readonly message: string;
}

export interface Editor {
  /** Opens a text under a file's name; all that the server marks as an error. */
  readonly marks: (file: string, text?: string) => Promise<readonly Mark[]>;
  /** What is shown where the pointer rests; `line` counts from 1, `column` from 0. */
  readonly hover: (file: string, line: number, column: number) => Promise<string>;
  readonly close: () => Promise<void>;
}

interface Diagnostics {
  readonly uri: string;
  readonly diagnostics: readonly {
    readonly severity: number;
    readonly message: string;
    readonly range: { readonly start: { readonly line: number } };
  }[];
}

const uriOf = (file: string): string => pathToFileURL(resolve(file)).href;

/** The YAML language server of editors (VS Code, Neovim, Helix and others) in a process of its own, spoken to as they do. */
export async function openEditor(): Promise<Editor> {
  const server = createRequire(import.meta.url).resolve("yaml-language-server/bin/yaml-language-server");
  const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting = new Map<string, (marks: readonly Mark[]) => void>();
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }: Diagnostics) => {
    const errors = diagnostics.filter(({ severity }) => severity === 1);
    waiting.get(uri)?.(errors.map(({ message, range }) => ({ line: range.start.line + 1, message })));
  });
  const yaml = { validate: true, hover: true, schemaStore: { enable: false } };
  connection.onRequest("workspace/configuration", () => [yaml, {}, {}, {}, {}]);
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  const capabilities = { textDocument: { publishDiagnostics: {} }, workspace: { configuration: true } };
  await connection.sendRequest("initialize", { processId: process.pid, rootUri: uriOf("."), capabilities });
  await connection.sendNotification("initialized", {});
  return {
    marks: (file, text = readFileSync(file, "utf8")) =>
      new Promise((done) => {
        waiting.set(uriOf(file), done);
        const textDocument = { uri: uriOf(file), languageId: "yaml", version: 1, text };
        void connection.sendNotification("textDocument/didOpen", { textDocument });
      }),
    hover: async (file, line, character) => {
      const position = { line: line - 1, character };
      const asked = { textDocument: { uri: uriOf(file) }, position };
      const shown: { contents: { value: string } } | null = await connection.sendRequest(
        "textDocument/hover",
        asked,
      );
      return shown?.contents.value ?? "";
    },
    close: async () => {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
    },
  };
}
