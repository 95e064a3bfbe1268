/// <reference lib="dom" />
import type { CarriedStudy } from "../result/saved/carried-study.ts";
import { answerer, type Answerer, type Searched } from "./answerer.ts";
import type { Ask } from "./ask.ts";

/** What a worker is sent: first the study, then what to search. */
export type ToWorker = { readonly study: CarriedStudy } | { readonly ask: Ask };

/** Milliseconds that a slice of a search may hold up the page. */
const SLICE = 12;

export interface Searcher {
  /** The fastest plan; what was asked before and is not yet answered is given up, and never answered. */
  readonly search: (ask: Ask) => Promise<Searched>;
}

/** Searches in a worker made of this very script; where the browser refuses one, in slices between frames. */
export function searcher(study: CarriedStudy, script: string, own: Answerer): Searcher {
  let worker: Worker | undefined;
  let isBusy = false;
  let asked = 0;
  let url: string | undefined;
  /** One that is not at another search. */
  const idle = (): Worker => {
    if (worker !== undefined && !isBusy) return worker;
    worker?.terminate();
    url ??= URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const made = new Worker(url);
    made.postMessage({ study } satisfies ToWorker);
    return (worker = made);
  };
  const inSlices = async (ask: Ask, mine: number): Promise<Searched> => {
    const steps = own.search(ask);
    for (;;) {
      const end = performance.now() + SLICE;
      while (performance.now() < end) {
        const { done, value } = steps.next();
        if (done) return value;
      }
      await new Promise((resume) => setTimeout(resume));
      if (mine !== asked) return new Promise(() => undefined);
    }
  };
  return {
    search: (ask) => {
      const mine = ++asked;
      let running: Worker;
      try {
        running = idle();
      } catch {
        return inSlices(ask, mine);
      }
      isBusy = true;
      return new Promise((answer) => {
        running.onmessage = ({ data }: MessageEvent<Searched>) => {
          isBusy = false;
          if (mine === asked) answer(data);
        };
        running.onerror = (event) => {
          event.preventDefault();
          isBusy = false;
          worker = undefined;
          if (mine === asked) void inSlices(ask, mine).then(answer);
        };
        running.postMessage({ ask } satisfies ToWorker);
      });
    },
  };
}

/** The other side: answers searches until it is ended. */
export function answerMessages(): void {
  let own: Answerer | undefined;
  addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
    if ("study" in data) own = answerer(data.study);
    else if (own !== undefined) {
      const steps = own.search(data.ask);
      for (;;) {
        const { done, value } = steps.next();
        if (done) {
          postMessage(value);
          return;
        }
      }
    }
  });
}
