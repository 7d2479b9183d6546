import { once } from "node:events";
import { get, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";

/** What a test reads of one event. */
export interface Document {
  id: string;
  seq: number;
  meta: { id: string };
}

/** A plain HTTP client that remembers what it was sent, chunk by chunk. */
export class Client {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly chunks: Buffer[] = [];
  /** Bytes of the body so far. */
  receivedBytes = 0;
  /** `end`: the body was complete; otherwise the error's code. */
  readonly closed: Promise<string>;
  readonly #message: IncomingMessage;

  constructor(message: IncomingMessage) {
    this.#message = message;
    this.status = message.statusCode ?? 0;
    this.headers = message.headers;
    message.on("data", (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.receivedBytes += chunk.length;
    });
    this.closed = new Promise((resolve) => {
      message.on("end", () => resolve("end"));
      message.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  }

  get body(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.body.toString();
  }

  /** The whole lines that came, without the blank ones. */
  get lines(): string[] {
    return this.text
      .split("\n")
      .slice(0, -1)
      .filter((line) => line !== "");
  }

  get documents(): Document[] {
    return this.lines.map((line) => JSON.parse(line) as Document).filter((document) => "seq" in document);
  }

  get seqs(): number[] {
    return this.documents.map((document) => document.seq);
  }

  /** Waits until what came satisfies the test; fails when the response is over before. */
  async until(satisfied: () => boolean): Promise<void> {
    while (!satisfied()) {
      if (this.#message.readableEnded || this.#message.destroyed) throw new Error("the response is over");
      await Promise.race([once(this.#message, "data"), this.closed]);
    }
  }

  pause(): void {
    this.#message.pause();
  }

  resume(): void {
    this.#message.resume();
  }

  destroy(): void {
    this.#message.destroy();
  }
}

/** Connects on a socket of its own; resolves with the response's headers, rejects when there are none. */
export async function connect(url: string, headers: Record<string, string> = {}): Promise<Client> {
  const request = get(url, { agent: false, headers });
  onTestFinished(() => {
    request.destroy();
  });
  const [message] = (await once(request, "response")) as [IncomingMessage];
  request.on("error", () => undefined);
  return new Client(message);
}
