// What a reader has reached is kept where the browser allows it; a page from disk may not be allowed to, and then it
// is kept as long as the page is open.

const inPage = new Map();

/** What was kept under a key, or the other value. */
export function recall(key, otherwise) {
  try {
    const kept = localStorage.getItem(`synod.${key}`);
    if (kept !== null) return JSON.parse(kept);
  } catch {
    // Then what the page itself remembers.
  }
  return inPage.get(key) ?? otherwise;
}

/** Keeps a value under a key. */
export function retain(key, value) {
  inPage.set(key, value);
  try {
    localStorage.setItem(`synod.${key}`, JSON.stringify(value));
  } catch {
    // Then it is forgotten with the page.
  }
}
