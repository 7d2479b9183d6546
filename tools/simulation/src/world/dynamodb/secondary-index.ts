import type { Item } from "./expressions.ts";

/** Names of the attributes by which an index is asked and in whose order it answers. */
export interface IndexKeys {
  readonly name: string;
  readonly hash: string;
  readonly range: string;
}

/** A write that an index has not shown yet, or the last one that it has. */
interface Version {
  readonly visibleAtMs: number;
  /** What the index holds of the record from then on; undefined for nothing. */
  readonly entry: Item | undefined;
}

/**
 * A global secondary index: it holds the keys of the records that have both of its own, and shows what was written to the
 * table some time later. The writes of one record are shown in their order.
 */
export class SecondaryIndex {
  readonly keys: IndexKeys;
  private readonly versions = new Map<string, Version[]>();

  constructor(keys: IndexKeys) {
    this.keys = keys;
  }

  /** Takes a record as it is written now; `visibleAtMs` is when the index may show it. */
  put(record: Item, visibleAtMs: number): void {
    const id = record.PK?.S ?? "";
    const known = this.versions.get(id) ?? [];
    const last = known.at(-1);
    const entry = this.entryOf(record);
    if (JSON.stringify(last?.entry) === JSON.stringify(entry)) return;
    known.push({ visibleAtMs: Math.max(visibleAtMs, last?.visibleAtMs ?? 0), entry });
    this.versions.set(id, known);
  }

  /** What it shows at a moment, in the order of its range key. */
  entriesAt(nowMs: number): Item[] {
    const entries = [...this.versions.values()].flatMap((versions) => {
      while (versions.length > 1 && (versions[1]?.visibleAtMs ?? 0) <= nowMs) versions.shift();
      const [shown] = versions;
      return shown?.entry !== undefined && shown.visibleAtMs <= nowMs ? [shown.entry] : [];
    });
    return entries.sort((one, other) => (this.orderOf(one) < this.orderOf(other) ? -1 : 1));
  }

  private entryOf(record: Item): Item | undefined {
    const { hash, range } = this.keys;
    const [hashValue, rangeValue] = [record[hash], record[range]];
    if (hashValue === undefined || rangeValue === undefined) return undefined;
    return { [hash]: hashValue, [range]: rangeValue, PK: record.PK ?? { S: "" } };
  }

  private orderOf(entry: Item): string {
    return `${entry[this.keys.range]?.S} ${entry.PK?.S}`;
  }
}
