import { expect, test } from "vitest";
import { cacheFolder } from "../../../src/cli/kept/cache-folder.ts";

const home = () => "/home/ada";

test("XDG_CACHE_HOME wins on every platform; a relative one is ignored, as its specification says", () => {
  expect(cacheFolder({ XDG_CACHE_HOME: "/c" }, "linux", home)).toBe("/c/dse");
  expect(cacheFolder({ XDG_CACHE_HOME: "/c" }, "darwin", home)).toBe("/c/dse");
  expect(cacheFolder({ XDG_CACHE_HOME: "c" }, "linux", home)).toBe("/home/ada/.cache/dse");
});

test("else where the platform keeps caches", () => {
  expect(cacheFolder({}, "linux", home)).toBe("/home/ada/.cache/dse");
  expect(cacheFolder({}, "darwin", home)).toBe("/home/ada/Library/Caches/dse");
  expect(cacheFolder({ LOCALAPPDATA: "/local" }, "win32", home)).toBe("/local/dse/cache");
});
