import { request } from "node:http";
import { afterEach, expect, test } from "vitest";
import { openLivePage, type LivePage } from "../../../src/cli/watch/live-page.ts";

let report: string | undefined;
let page: LivePage | undefined;
const opened = async (): Promise<LivePage> =>
  (page = await openLivePage({ title: "a <b> study", port: 0 }, () => report));

afterEach(async () => {
  await page?.close();
  [page, report] = [undefined, undefined];
});

test("the page frames the report, which is read anew each time", async () => {
  const { url } = await opened();
  const frame = await fetch(url);
  expect(await frame.text()).toContain("<title>a &lt;b> study (live)</title>");
  expect(frame.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'sha256-/);
  expect((await fetch(`${url}report.html`)).status).toBe(404);
  report = "first";
  expect(await (await fetch(`${url}report.html`)).text()).toBe("first");
  report = "second";
  expect(await (await fetch(`${url}report.html`)).text()).toBe("second");
  expect((await fetch(`${url}../package.json`)).status).toBe(404);
});

test("a page from elsewhere, whose name leads here, is refused", async () => {
  report = "not for everyone";
  const { url } = await opened();
  const status = await new Promise((resolve) => {
    request(`${url}report.html`, { headers: { host: "elsewhere.example" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(403);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
});

test("a page is told what happens, and one that is opened later what happened last", async () => {
  const { url, tell } = await opened();
  const early = (await fetch(`${url}told`)).body!.getReader();
  tell({ state: "answered" });
  expect(await next(early)).toEqual({ state: "answered" });
  tell({ state: "failed", why: "x.yaml:3:5 no such key" });
  expect(await next(early)).toEqual({ state: "failed", why: "x.yaml:3:5 no such key" });
  const late = (await fetch(`${url}told`)).body!.getReader();
  expect(await next(late)).toEqual({ state: "failed", why: "x.yaml:3:5 no such key" });
  await Promise.all([early.cancel(), late.cancel()]);
});

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<unknown> {
  const { value } = await reader.read();
  return JSON.parse(new TextDecoder().decode(value).replace("data: ", ""));
}
