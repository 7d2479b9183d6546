/** Of the events that an invocation has received: the first and the newest. */
export class EventSpan {
  firstId: string | undefined;
  lastId: string | undefined;
  /** When the newest came, in epoch milliseconds. */
  lastAtMs: number | undefined;

  note(id: string | undefined, atMs: number): void {
    this.firstId ??= id;
    this.lastId = id ?? this.lastId;
    this.lastAtMs = atMs;
  }
}
