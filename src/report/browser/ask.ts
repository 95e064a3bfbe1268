/// <reference lib="dom" />
import { dataOf, unpackedText } from "./unpacked.ts";

/** Loads what the page answers with when its fold is first opened, or when the address asks for it. */
export function startAsk(): void {
  const details = document.querySelector<HTMLDetailsElement>("#ask");
  const room = details?.querySelector<HTMLElement>("#ask-room");
  if (!details || !room) return;
  let isLoaded = false;
  details.addEventListener("toggle", () => {
    if (!details.open || isLoaded) return;
    isLoaded = true;
    room.textContent = "Unpacking …";
    load(room).catch((problem: unknown) => {
      room.textContent = "This browser cannot answer here.";
      reportError(problem);
    });
  });
  if (!location.hash.startsWith("#ask?")) return;
  details.open = true;
  details.scrollIntoView();
}

/** The policy knows the hash of the script, so that it runs wherever it is put in. */
async function load(room: HTMLElement): Promise<void> {
  const text = document.getElementById("live-script")?.textContent ?? "";
  const [script, data] = await Promise.all([unpackedText(text), dataOf("live-data")]);
  const element = document.createElement("script");
  element.textContent = script;
  document.body.append(element);
  const { dseLive } = globalThis as { dseLive?: { readonly startRoom: (question: object) => void } };
  if (dseLive === undefined) throw new Error("the page's evaluator did not start");
  dseLive.startRoom({ room, script, ...(data as object) });
}
