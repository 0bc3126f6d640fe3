// The database of this browser, and the ids that are made here.

let opening;

export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("ledger", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("meta");
      asked.result.createObjectStore("rows", { keyPath: "sequence" });
      asked.result.createObjectStore("packets", { keyPath: "attempt" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

// One transaction; `strict` means on the disk, not only promised: a battery may die.
export async function within(names, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error);
    work((name) => transaction.objectStore(name), (value) => { result = value; });
  });
}

export const ask = (request, then) => { request.onsuccess = () => then(request.result); };
