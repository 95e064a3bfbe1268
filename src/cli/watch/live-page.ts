import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What an open page is told. */
export type Told =
  | { readonly state: "answering"; readonly changed: string }
  | { readonly state: "answered" }
  | { readonly state: "failed"; readonly why: string };

export interface LivePage {
  readonly url: string;
  readonly tell: (told: Told) => void;
  readonly close: () => Promise<void>;
}

/**
 * The report in a frame, which is loaded anew whenever there is a new answer; what is wrong with the input stands above
 * it. The report itself stays as it is on disk. Only this machine is answered, and only by the name of this machine, so
 * that no page from elsewhere can read it.
 */
export async function openLivePage(
  { title, port }: { readonly title: string; readonly port: number },
  report: () => string | undefined,
): Promise<LivePage> {
  const open = new Set<ServerResponse>();
  let last: Told | undefined;
  const server = createServer((request, response) => {
    if (!isFromHere(request))
      return answer(response, 403, "text/plain", "this page is for this machine alone\n");
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    if (pathname === "/") return answer(response, 200, "text/html", frame(title), POLICY);
    if (pathname === "/told") return listen(response);
    const page = pathname === "/report.html" ? report() : undefined;
    if (page === undefined) return answer(response, 404, "text/plain", "there is no answer yet\n");
    return answer(response, 200, "text/html", page);
  });
  const listen = (response: ServerResponse): void => {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.flushHeaders();
    if (last !== undefined) response.write(eventOf(last));
    open.add(response);
    response.on("close", () => open.delete(response));
  };
  const url = await listening(server, port);
  return {
    url,
    tell: (told) => {
      last = told;
      for (const response of open) response.write(eventOf(told));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const eventOf = (told: Told): string => `data: ${JSON.stringify(told)}\n\n`;

/** A name that leads here from elsewhere (DNS rebinding) stands in `Host`, and is refused. */
function isFromHere({ headers }: IncomingMessage): boolean {
  return /^(127[.]0[.]0[.]1|localhost)(:\d+)?$/.test(headers.host ?? "");
}

function listening(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`),
    );
  });
}

function answer(
  response: ServerResponse,
  code: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(code, {
    ...{ "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" },
    ...{ "x-content-type-options": "nosniff", ...headers },
  });
  response.end(text);
}

const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { margin: 0; height: 100vh; display: flex; flex-direction: column; }
  iframe { flex: 1; width: 100%; border: 0; }
  #told { padding: 0.3rem 1rem; border-bottom: 1px solid color-mix(in srgb, CanvasText 20%, Canvas); }
  #why { margin: 0; padding: 1rem; max-height: 60vh; overflow: auto; white-space: pre-wrap; border-bottom: 3px solid #c5303c; }
  [hidden] { display: none; }
`;

const SCRIPT = `
  const [told, why, frame] = ["told", "why", "report"].map((id) => document.getElementById(id));
  const shown = new EventSource("told");
  let loaded = false;
  shown.onmessage = ({ data }) => {
    const { state, changed, why: words } = JSON.parse(data);
    document.documentElement.dataset.state = state;
    why.hidden = state !== "failed";
    why.textContent = words ?? "";
    if (state === "answering") told.textContent = changed + " changed: answering anew";
    if (state === "failed") told.textContent = "not answered; below is the last answer there was";
    if (state !== "answered") return;
    told.textContent = "answered " + new Date().toLocaleTimeString();
    if (loaded) frame.contentWindow.location.reload();
    else frame.src = "report.html";
    loaded = true;
  };
  shown.onerror = () => {
    document.documentElement.dataset.state = "ended";
    told.textContent = "dse has ended; this is its last answer";
  };
`;

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const POLICY = {
  "content-security-policy": `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; connect-src 'self'; frame-src 'self'`,
};

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const frame = (title: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8" /><title>${escaped(title)} (live)</title><style>${STYLE}</style></head>
<body>
<div id="told" role="status">waiting for the first answer</div>
<pre id="why" role="alert" hidden></pre>
<iframe id="report" title="${escaped(title)}"></iframe>
<script>${SCRIPT}</script>
</body>
</html>
`;
