// Where this browser can keep nothing (a private window, a full disk), what waits lives as long
// as its page: it is sent from there, and before one leaves without that, the browser asks.

const FIRST = 1_000_000_000; // beside the numbers of the database, each of which is its own
const rows = new Map();
let last = FIRST;

export const loose = {
  getAll: () => [...rows.values()],
  has: ({ sequence }) => rows.has(sequence),
  delete: (sequence) => rows.delete(sequence),
  put: (row) => rows.set(row.sequence, row),
  number: () => {
    if (last === FIRST) window.addEventListener("beforeunload", ask);
    last += 1;
    return last;
  },
};

function ask(event) {
  if (loose.getAll().some(({ refused }) => !refused)) event.preventDefault();
}
