import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Program } from "../command.ts";
import type { Shell } from "../shell.ts";
import { askTool, type ToolAnswer } from "./ask-tool.ts";
import type { Sdk } from "./load-sdk.ts";
import { tools } from "./tools.ts";

const INSTRUCTIONS =
  "dse predicts how fast, at what power and at what cost machine-learning models train and answer on IPUs, GPUs and TPUs, by laws whose errors against measurements are known. Quote the validated error beside a figure.";

/** A server with every tool, connected to nothing yet. Calls are answered one after another: each takes all cores. */
export function mcpServer(sdk: Pick<Sdk, "McpServer">, shell: Shell, program: Program): McpServer {
  const server = new sdk.McpServer(
    { name: "dse", title: "Design-space exploration of IPU systems", version: shell.version },
    { instructions: INSTRUCTIONS },
  );
  let last: Promise<unknown> = Promise.resolve();
  for (const tool of tools)
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: tool.input,
        annotations: { readOnlyHint: true, openWorldHint: false },
      },
      (input: unknown) => {
        const answer = last.then(() => askTool(tool, input, { shell, program }));
        last = answer.catch(() => undefined);
        return answer.then(({ content, isError }: ToolAnswer) => ({ content, isError }));
      },
    );
  return server;
}
