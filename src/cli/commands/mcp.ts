import type { Command } from "../command.ts";
import { BadInput, EXIT } from "../exit-code.ts";

export const mcp: Command = {
  usage: "mcp",
  summary:
    "Answer assistants by the Model Context Protocol, over stdin and stdout (its SDK to be installed beside)",
  positionals: {},
  options: {},
  examples: [["claude mcp add dse -- dse mcp", "what an assistant is told; it starts the server itself"]],
  async run(_args, shell, program) {
    const [{ loadSdk }, { mcpServer }] = await Promise.all([
      import("../mcp/load-sdk.ts"),
      import("../mcp/mcp-server.ts"),
    ]);
    const sdk = await loadSdk([shell.packageFolder, process.cwd()]);
    if (process.stdin.isTTY)
      throw new BadInput("dse mcp is started by an assistant, which asks on stdin and reads stdout");
    const closed = new Promise((resolve) => process.stdin.once("end", resolve));
    await mcpServer(sdk, shell, program).connect(new sdk.StdioServerTransport());
    await closed;
    return EXIT.done;
  },
};
