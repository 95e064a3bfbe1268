import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { drawn, stepsOf } from "./page-commands.ts";
import { openWarmDse, runPage, type Ran, type WarmDse } from "./run-page.ts";

/** Every page that a reader is sent to, with what it lets them type. Other tests run the JavaScript of the library's. */
const PAGES = ["README.md", ...readdirSync("docs").map((file) => `docs/${file}`)].filter((file) =>
  file.endsWith(".md"),
);
const steps = Object.fromEntries(PAGES.map((page) => [page, stepsOf(readFileSync(page, "utf8"))]));
const WITH_COMMANDS = PAGES.filter((page) => steps[page]!.some(({ kind }) => kind === "command"));

let dse: WarmDse;
beforeAll(async () => {
  dse = await openWarmDse();
});
afterAll(() => dse.close());

describe.each(WITH_COMMANDS)("%s", (page) => {
  let ran: readonly Ran[];
  beforeAll(async () => {
    ran = await runPage(page, steps[page]!, dse);
    if (process.env["UPDATE_GOLDEN"]) writeFileSync(page, withOutputs(readFileSync(page, "utf8"), ran));
  }, 300_000);

  test("every command ends as the page says", () => {
    const failed = ran.filter(({ code, exit }) => code !== exit);
    expect(failed.map(({ command, printed }) => ({ command, printed }))).toEqual([]);
  });

  test("every output is the one that is shown", () => {
    const shown = ran.filter((one) => one.shown !== undefined);
    expect(shown.map(asShown)).toEqual(
      shown.map(({ command, shown: lines, printed }) => asShown({ command, shown: drawn(lines!, printed) })),
    );
  });
});

test("every snippet of YAML can be read", () => {
  const snippets = PAGES.flatMap((page) => steps[page]!.map((step) => ({ page, step })));
  const broken = snippets.filter(
    ({ step }) =>
      step.kind === "snippet" &&
      step.language === "yaml" &&
      parseDocument(step.text, { uniqueKeys: true }).errors.length > 0,
  );
  expect(broken).toEqual([]);
});

const asShown = ({ command, shown }: Pick<Ran, "command" | "shown">): string =>
  [`$ ${command}`, ...(shown ?? [])].join("\n");

/** The page with what its commands print now. */
const withOutputs = (text: string, ran: readonly Ran[]): string =>
  ran.reduce(
    (page, { command, shown, printed }) =>
      shown === undefined
        ? page
        : page.replace(asShown({ command, shown }), () => asShown({ command, shown: drawn(shown, printed) })),
    text,
  );
