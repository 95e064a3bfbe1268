import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BadInput } from "../exit-code.ts";

const PACKAGE = "@modelcontextprotocol/sdk";
const VERSION = "1.32.2";

/** The parts of the protocol's own SDK that are used here. */
export interface Sdk {
  readonly McpServer: typeof McpServer;
  readonly StdioServerTransport: typeof StdioServerTransport;
}

/**
 * The SDK is no dependency: sixty packages with a web server among them that few need. It is taken from beside `dse`
 * or from one of these folders.
 */
export async function loadSdk(folders: readonly string[]): Promise<Sdk> {
  for (const folder of folders) {
    const [mcp, stdio] = ["server/mcp.js", "server/stdio.js"].map((part) => find(folder, part));
    if (mcp === undefined || stdio === undefined) continue;
    const parts = await Promise.all([import(pathToFileURL(mcp).href), import(pathToFileURL(stdio).href)]);
    return Object.assign({}, ...parts) as Sdk;
  }
  throw new BadInput(
    [
      `dse mcp needs the Model Context Protocol's SDK, which is not installed. Either`,
      `  npm install ${PACKAGE}@${VERSION}       in the folder that dse is installed or started in, or`,
      `  npm install -g ${PACKAGE}@${VERSION}    where dse is installed with -g`,
    ].join("\n"),
  );
}

function find(folder: string, part: string): string | undefined {
  try {
    return createRequire(join(folder, "package.json")).resolve(`${PACKAGE}/${part}`);
  } catch {
    return undefined;
  }
}
