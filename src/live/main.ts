/// <reference lib="dom" />
import { answerer } from "./answerer.ts";
import { startRoom } from "./room.ts";
import { answerMessages } from "./searcher.ts";

declare global {
  /** What the page's script starts when its fold is opened; and the evaluator by itself, for whoever asks in a console. */
  var dseLive: { readonly startRoom: typeof startRoom; readonly answerer: typeof answerer } | undefined;
}

globalThis.dseLive = { startRoom, answerer };

// The same text runs in the page and, for searches, in a worker, which has no document.
if (typeof document === "undefined") answerMessages();
