// What this browser keeps until the server has it: one database, shared by all tabs.
// Rows are answers and marks on their way, packets are practice sets to go on with offline.

import { ask, uuid, within } from "./database.js";
import { loose } from "./loose.js";

let page; // the device of rows that only this page keeps

// What a row replaces (an older answer to the same question that has not been sent) goes; of
// marks, the last of each field stays. An answer whose key was told is never replaced.
const isReplaced = ({ who, url, told }, row) => who === row.who && url === row.url && !told;

function put(rows, kept, row) {
  for (const old of kept.filter((one) => isReplaced(one, row))) {
    if (row.kind === "marks") row.body = { ...old.body, ...row.body };
    rows.delete(old.sequence);
  }
  rows.put(row);
  return row;
}

// Keep a row under the next number of this browser; where that fails, as long as the page lives.
export function add(row) {
  return within(["meta", "rows"], "readwrite", (store, give) => {
    const [meta, rows] = [store("meta"), store("rows")];
    ask(meta.get("device"), (known) => ask(meta.get("sequence"), (last = 0) => {
      const device = known ?? uuid();
      const sequence = last + 1;
      meta.put(device, "device");
      meta.put(sequence, "sequence");
      const there = (kept) => [...kept, ...loose.getAll()];
      ask(rows.getAll(), (kept) => give(put(rows, there(kept), { ...row, device, sequence })));
    }));
  }).then((stored) => {
    // What this page alone kept of the same place is older.
    loose.getAll().filter((old) => isReplaced(old, stored)).forEach(({ sequence }) => loose.delete(sequence));
    return stored;
  }, () => {
    page ??= uuid();
    return put(loose, loose.getAll(), { ...row, device: page, sequence: loose.number(), loose: true });
  });
}

export async function all() {
  const kept = within(["rows"], "readonly", (store, give) => ask(store("rows").getAll(), give));
  return [...await kept.catch(() => []), ...loose.getAll()];
}

// The rows that a row stands among, to be changed; `then` may give something back.
const among = (row, then) => (row.loose ? Promise.resolve(then(loose, loose.getAll()))
  : within(["rows", "packets"], "readwrite", (store, give) => {
    ask(store("rows").getAll(), (kept) => give(then(store("rows"), kept, store("packets"))));
  }));

// A set that is marked at its end shows offline what was saved since it was kept.
function note(packets, row, revision) {
  ask(packets.getAll(), (kept) => {
    for (const packet of kept) {
      const slot = packet.slots.find(({ url }) => url === row.url);
      if (!slot) continue;
      Object.assign(slot, { said: row.body, revision, answered: Boolean(row.body.answer?.length) });
      packets.put(packet);
    }
  });
}

// The server has it, and in the same moment the packet. What this tab has typed since was
// typed over that revision.
export const settle = (row, { state, revision }) => among(row, (rows, kept, packets) => {
  rows.delete(row.sequence);
  if (packets && row.mode === "deferred" && ["saved", "duplicate"].includes(state)) note(packets, row, revision);
  for (const later of kept.filter(({ sequence }) => sequence !== row.sequence)) {
    const same = later.url === row.url && later.tab === row.tab && later.kind === "answer";
    if (same && revision) rows.put({ ...later, base: revision });
  }
});

// The server cannot read it: kept, to be put back into the form, but not sent again.
export const refuse = (row, message) => among(row, (rows, kept) => {
  const still = kept.find(({ sequence }) => sequence === row.sequence);
  if (still) rows.put({ ...still, refused: message });
});

// Its key is about to be told, so it stays. Gives the answer that was told first.
export const tellOf = (row) => among(row, (rows, kept) => {
  rows.put({ ...row, told: true });
  return kept.find(({ who, url, told }) => told && who === row.who && url === row.url) ?? row;
});

export const keepPacket = (packet) => within(["packets"], "readwrite", (store) => {
  store("packets").clear();
  store("packets").put(packet);
});

export const packets = () => within(["packets"], "readonly", (store, give) => {
  ask(store("packets").getAll(), give);
});

export const forgetPackets = () => within(["packets"], "readwrite", (store) => {
  store("packets").clear();
});
