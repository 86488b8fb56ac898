// Where the page is a file: the core is unpacked from the page's text, and Workers are made of it.
const synodText = (id) => document.getElementById(id).textContent;
const synodUnpacked = (async () => {
  const packed = Uint8Array.from(atob(synodText("synod-core")), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(unpacked).arrayBuffer());
})();
// A Worker that is told nothing would wait for ever.
const synodCore = synodUnpacked.then((core) => ({ core }), (error) => ({ failed: error.message }));
const synodWorkerUrl = URL.createObjectURL(new Blob([synodText("synod-worker")], { type: "text/javascript" }));
globalThis.synodWorker = () => {
  const worker = new Worker(synodWorkerUrl);
  synodCore.then((told) => worker.postMessage(told));
  return worker;
};
