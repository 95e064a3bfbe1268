import { createHash } from "node:crypto";
import { html, packedText, raw, type Html } from "./markup.ts";
import { pageStyle } from "./page-style.ts";

export interface PageContent {
  readonly title: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** Where the link for keyboards leads, and what it says. */
  readonly skip: { readonly to: string; readonly says: string };
  readonly navigation: Html;
  readonly main: Html;
  /** dist/report-runtime.js */
  readonly runtime: string;
  /** A second script that the first puts into the page when it is asked for, and into a worker. */
  readonly live?: string | undefined;
}

/**
 * Inflates the page's script and runs it: JavaScript deflates to a third of itself in base64. What runs is what the
 * policy knows the hash of, whoever puts it into the page.
 */
const LOADER = `(async()=>{const p=document.getElementById("runtime").textContent,b=Uint8Array.from(atob(p),c=>c.charCodeAt(0)),s=document.createElement("script");s.textContent=await new Response(new Blob([b]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();document.body.append(s)})()`;

/**
 * A page as one file that asks nothing of the network. Its content security policy allows this style and these scripts
 * by their hashes and nothing else, so text from a spec or a file of measurements can never run.
 */
export function selfContainedPage({
  title,
  tool,
  skip,
  navigation,
  main,
  runtime,
  live,
}: PageContent): string {
  const style = pageStyle();
  const policy = [
    "default-src 'none'",
    `script-src ${[LOADER, runtime, ...(live === undefined ? [] : [live])].map((one) => `'${hash(one)}'`).join(" ")}`,
    // A worker knows no hashes; only what has run by its hash can make one.
    ...(live === undefined ? [] : ["worker-src blob:"]),
    `style-src '${hash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${raw(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="${tool.name} ${tool.version}" />
        <title>${title}</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#${skip.to}">${skip.says}</a>
        ${navigation}
        <main>${main}</main>
        ${packedText(runtime, "runtime")} ${raw(`<script>${LOADER}</script>`)}
      </body>
    </html> `.markup;
}

/** Says so where scripts are off; every figure is in a table too. */
export const NO_SCRIPT_NOTE = html`<noscript
  ><p class="misfit">Charts need the script in this file; all figures are in the tables.</p></noscript
>`;

/** Sections of a page, and the button that the page's script brings to life. */
export function navigationBar(brand: string, links: readonly (Html | false)[]): Html {
  return html`<nav aria-label="Sections">
    <p class="brand">${brand}</p>
    <ul>
      ${links}
    </ul>
    <button type="button" id="theme" hidden>Theme: system</button>
  </nav>`;
}

export const navigationLink = (id: string, label: string): Html =>
  html`<li><a href="#${id}">${label}</a></li>`;

const hash = (text: string): string => `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
