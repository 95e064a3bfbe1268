/// <reference lib="dom" />

/** JSON, deflated, in base64: see `dataBlock`. */
export async function unpacked(text: string): Promise<unknown> {
  return JSON.parse(await unpackedText(text));
}

export async function unpackedText(text: string): Promise<string> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
}

/** What a data block of the page holds; undefined where the page has none of that id. */
export async function dataOf(id: string): Promise<unknown> {
  const text = document.getElementById(id)?.textContent;
  return text ? unpacked(text) : undefined;
}
