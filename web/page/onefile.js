// A page that shows itself: the core writes all of it but itself, and this puts the core in.

import { say } from "./words.js";

const CORE = "synod-core";

/** The page with the core inside. */
export async function withCore(page) {
  const place = `id="${CORE}">`;
  const parts = page.split(place);
  if (parts.length !== 2) throw new Error(say("one.file.changed"));
  return parts.join(place + (await packedCore()));
}

// A page in one file has it already; any other finds it beside itself.
async function packedCore() {
  const inside = document.getElementById(CORE);
  if (inside) return inside.textContent;
  const response = await fetch("synod.wasm.gz");
  if (!response.ok) throw new Error(say("one.file.core"));
  return base64(await packed(await response.blob()));
}

// A web server may say of such a file that it is packed for the way; the browser then has unpacked it.
async function packed(file) {
  const [first] = new Uint8Array(await file.slice(0, 1).arrayBuffer());
  if (first === 0x1f) return file;
  return new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).blob();
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
