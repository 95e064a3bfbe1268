import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "../../../src/cli/commands/index.ts";
import { answer } from "../../../src/cli/main.ts";
import { loadSdk } from "../../../src/cli/mcp/load-sdk.ts";
import { mcpServer } from "../../../src/cli/mcp/mcp-server.ts";
import { openShell } from "../../../src/cli/shell.ts";
import { dseProcess } from "../dse-process.ts";
import { dse } from "../dse.ts";

/** In this process; and the built program over stdio, which has no sources to transform. */
const client = new Client({ name: "test", version: "1" });
const built = new Client({ name: "test", version: "1" });

beforeAll(async () => {
  const [near, far] = InMemoryTransport.createLinkedPair();
  const shell = openShell(new URL("../../../", import.meta.url), []);
  await mcpServer({ McpServer }, shell, { commands, answer }).connect(far);
  await client.connect(near);
  await built.connect(new StdioClientTransport({ command: process.execPath, args: ["bin/dse.js", "mcp"] }));
});
afterAll(() => Promise.all([client.close(), built.close()]));

const DECIDED = {
  "plan.tensorParallel": "1",
  "plan.pipelineParallel": "1",
  "plan.recompute": "none",
  "plan.microBatch": "1",
};
const PAIR = { system: "a100-gpus8", workload: "gpt2-s" };
const ON_COMMAND_LINE = [
  ...["--system", PAIR.system, "--workload", PAIR.workload],
  ...Object.entries(DECIDED).flatMap(([path, value]) => ["--set", `${path}=${value}`]),
];

async function call(name: string, input: Readonly<Record<string, unknown>>, whom = built) {
  const { content, isError } = await whom.callTool({ name, arguments: input });
  return { texts: (content as { text: string }[]).map(({ text }) => text), isError: isError === true };
}

test("the tools are listed with a sentence for each of their fields", async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(["evaluate", "plan", "sweep", "explain", "check"]);
  for (const { name, description, inputSchema } of tools) {
    expect(description, name).toMatch(/\.$/);
    expect(inputSchema["additionalProperties"], name).toBe(false);
    for (const [field, schema] of Object.entries(inputSchema.properties ?? {}))
      expect((schema as { description?: string }).description, `${name}.${field}`).toMatch(/\.$/);
  }
});

test("the built program lists the same tools", async () =>
  expect(await built.listTools()).toEqual(await client.listTools()));

test("evaluate tells the figures of the plan that was decided, and what they rest on", async () => {
  const { texts, isError } = await call("evaluate", { ...PAIR, set: DECIDED });
  const [result] = (JSON.parse(texts[0]!) as { results: readonly object[] }).results;
  const planned = await call("plan", { ...PAIR, set: DECIDED, top: 1 });
  const { metrics } = JSON.parse(planned.texts[0]!) as { metrics: object };
  expect(isError).toBe(false);
  expect(result).toMatchObject({ feasible: true, plan: { tensorParallel: 1, microBatch: 1 }, metrics });
  expect(result).toHaveProperty("assumptions");
});

test("plan answers word for word as the command line", async () => {
  const { texts, isError } = await call("plan", { ...PAIR, set: DECIDED, top: 1 });
  const { stdout } = await dseProcess(["plan", ...ON_COMMAND_LINE, "--top", "1", "--json", "--quiet"]);
  expect({ texts, isError }).toEqual({ texts: [stdout.trimEnd()], isError: false });
});

test("what does not fit is an answer, not an error", async () => {
  const { texts, isError } = await call("plan", {
    system: "a100-gpus8",
    workload: "gpt-3-175b",
    set: DECIDED,
  });
  expect(isError).toBe(false);
  expect(JSON.parse(texts[0]!)).toMatchObject({ schema: "dse.plan/v1", feasible: false });
});

test("sweep tells a line of JSON for each point", async () => {
  const set = { tensorParallel: "1", pipelineParallel: "1", recompute: "none", microBatch: "1,2" };
  const { texts } = await call("sweep", { systems: [PAIR.system], workloads: [PAIR.workload], set });
  const points = texts[0]!.split("\n").map((line) => JSON.parse(line) as { coordinates: object });
  expect(points.map(({ coordinates }) => coordinates)).toMatchObject([{ microBatch: 1 }, { microBatch: 2 }]);
});

test("explain tells a tree as deep as it is asked for", async () => {
  const { texts } = await call("explain", { metric: "mfu", ...PAIR, set: DECIDED, depth: 1 });
  const { root } = JSON.parse(texts[0]!) as { root: { children: { children: unknown[] }[] } };
  expect(root.children.length).toBeGreaterThan(0);
  expect(root.children.flatMap(({ children }) => children)).toEqual([]);
});

test("check reads a spec from its text, and what is wrong with it is the answer", async () => {
  const text = "kind: chip\nid: mine\nextends: bow\nclock: 1.85 GHx\n";
  const { texts, isError } = await call("check", { text });
  expect(isError).toBe(false);
  const { errors } = JSON.parse(texts[0]!) as { errors: object[] };
  expect(errors).toContainEqual(expect.objectContaining({ file: "stdin", line: 4 }));
});

test("a name that is none is an error, with the nearest one", async () => {
  const { texts, isError } = await call("plan", { system: "bow-pod46", workload: "bert-large" });
  expect({ isError, told: texts[0] }).toEqual({ isError: true, told: expect.stringContaining("bow-pod64") });
});

test("an error is what the command line tells on stderr, word for word", async () => {
  const asked = await call("plan", { system: "bow-pod16,gc2", workload: "bert-large" }, client);
  const { stderr, code } = await dse(["plan", "--system", "bow-pod16,gc2", "--workload", "bert-large"]);
  expect(code).toBe(2);
  expect(asked).toEqual({ texts: [stderr.trimEnd()], isError: true });
});

test("no value becomes an option, no stdin is read, and a field that no tool has is refused", async () => {
  const asOption = await call("plan", { ...PAIR, system: "--help" });
  expect(asOption).toMatchObject({ isError: true, texts: [expect.stringContaining("--help")] });
  expect((await call("plan", { ...PAIR, system: "-" })).isError).toBe(true);
  expect((await call("explain", { ...PAIR, metric: "--version" })).isError).toBe(true);
  expect((await call("plan", { ...PAIR, systme: "bow" })).texts[0]).toContain("systme");
});

test("without the SDK, the message says how to get it", async () => {
  await expect(loadSdk([mkdtempSync(join(tmpdir(), "dse-mcp-"))])).rejects.toThrow(
    "npm install @modelcontextprotocol/sdk@",
  );
});
