import { MAX_KEPT_CHANGES, MAX_KEPT_LENGTH } from "../limits.ts";

/** A change as it is sent: an id to go on after, and JSON. */
export interface Message {
  readonly id: string;
  readonly event: "snapshot" | "change" | "trouble";
  readonly data: string;
}

/** The last changes, so that whoever was cut off can go on after the last one that it has had. */
export class KeptChanges {
  /** Of this server alone: the ids of another one are of no use here. */
  private readonly series: string;
  private readonly kept: Message[] = [];
  private length = 0;
  private count = 0;

  constructor(series: string) {
    this.series = series;
  }

  /** The id of the last change. */
  get lastId(): string {
    return this.idOf(this.count);
  }

  add(event: "change" | "trouble", data: string): Message {
    this.count += 1;
    const message = { id: this.lastId, event, data };
    this.kept.push(message);
    this.length += data.length;
    while (this.kept.length > MAX_KEPT_CHANGES || (this.length > MAX_KEPT_LENGTH && this.kept.length > 1)) {
      this.length -= this.kept.shift()?.data.length ?? 0;
    }
    return message;
  }

  /** What came after a change; undefined when that is not known any more, or never was. */
  after(id: string | undefined): readonly Message[] | undefined {
    if (id === this.lastId) return [];
    const at = this.kept.findIndex((message) => message.id === id);
    if (at !== -1) return this.kept.slice(at + 1);
    return id !== undefined && id === this.idOf(this.count - this.kept.length) ? this.kept : undefined;
  }

  private idOf(count: number): string {
    return `${this.series}.${count}`;
  }
}
