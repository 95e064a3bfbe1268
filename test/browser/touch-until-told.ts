import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** Puts the pointer on a mark until the page tells about it, and returns what it says: a page that still scrolls or draws misses the first touch. */
export async function touchUntilTold(page: Page, mark: Locator): Promise<string> {
  const tooltip = page.locator(".tooltip");
  await mark.scrollIntoViewIfNeeded();
  const isTold = async (): Promise<boolean> => {
    await page.mouse.move(0, 0);
    await mark.hover({ force: true });
    return await tooltip.isVisible();
  };
  await expect.poll(isTold, { timeout: 20_000 }).toBe(true);
  return (await tooltip.textContent()) ?? "";
}
