import { createHash } from "node:crypto";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import type { ConsumedEvent } from "@unbounded-streams/event-sink/consume";

const NAME_DIGITS = 16;

/** Events as gzipped lines of JSON, each event once. */
export class ArchiveObject {
  readonly #gzip = createGzip();
  readonly #body = buffer(this.#gzip);
  readonly #hash = createHash("sha1");
  readonly #keys = new Set<string>();
  #first: ConsumedEvent | undefined;

  /** Resolves when there is room for more. */
  async add(event: ConsumedEvent): Promise<void> {
    const key = JSON.stringify([event.streamId, event.key]);
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    this.#first ??= event;
    const line = `${JSON.stringify(archived(event))}\n`;
    this.#hash.update(line);
    if (!this.#gzip.write(line)) await once(this.#gzip, "drain");
  }

  /**
   * The object, named by the hour of its first event in UTC, the record it came with and its contents; undefined without events.
   *
   * @param now the time of an event that says none, in epoch milliseconds
   */
  async finish(now: () => number): Promise<{ readonly name: string; readonly body: Buffer } | undefined> {
    this.#gzip.end();
    const body = await this.#body;
    if (this.#first === undefined) return undefined;
    const { receivedAtMs = now(), sequenceNumber } = this.#first;
    const hour = new Date(receivedAtMs)
      .toISOString()
      .slice(0, "2026-01-01T00".length)
      .replaceAll(/[-T]/g, "/");
    const digest = this.#hash.digest("hex").slice(0, NAME_DIGITS);
    return { name: `${hour}/${sequenceNumber}-${digest}.ndjson.gz`, body };
  }
}

/** An event as its line has it: `dataBase64` when its data are no UTF-8. */
function archived({ sequenceNumber: _, expiresAtSeconds: __, data, ...event }: ConsumedEvent): object {
  return typeof data === "string"
    ? { ...event, data }
    : { ...event, dataBase64: Buffer.from(data).toString("base64") };
}
