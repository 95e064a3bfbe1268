import fc from "fast-check";

/** What is drawn at random is drawn alike in every run: a test that has no seed of its own has this one. */
fc.configureGlobal({ seed: 42 });
