import { equal, match } from "node:assert/strict";
import {
  lines,
  type OpenStreamOptions,
  openStream,
  type StreamConnection,
} from "@unbounded-streams/stream-reader";
import type { AboutConnection } from "../servers/about-connection.ts";
import type { Stage } from "../stage.ts";

/** What is tried, by what it is called. */
export type Trials = Readonly<Record<string, (at: TrialStage) => Promise<void>>>;

/** Servers, and what a trial asks of them about itself. */
export class TrialStage {
  readonly stage: Stage;
  readonly name: string;

  constructor(stage: Stage, name: string) {
    this.stage = stage;
    this.name = name;
  }

  /** The URL of an answer to this trial. */
  url(origin: string, route: string, query: Readonly<Record<string, string>> = {}): string {
    const search = new URLSearchParams(query).toString();
    return `${origin}/${route}/${encodeURIComponent(this.name)}${search === "" ? "" : `?${search}`}`;
  }

  /** Lets the servers go on with this trial. */
  async go(): Promise<void> {
    await textsOf(openStream({ url: this.url(this.stage.http, "go"), proxy: false }));
  }

  /** Waits until something happens in a server; resolves with what it says of it. */
  async happening(what: string): Promise<string> {
    const url = this.url(this.stage.http, "wait", { for: what });
    const [said = ""] = await textsOf(openStream({ url, proxy: false, format: lines() }));
    return said;
  }

  /** How many lines of this trial's flood a server's socket has taken by now. */
  async sent(): Promise<number> {
    const url = this.url(this.stage.http, "sent");
    const [said] = await textsOf(openStream({ url, proxy: false, format: lines() }));
    return Number(said);
  }

  /** What a server sees of a connection. */
  async about(origin: string, options: Partial<OpenStreamOptions> = {}): Promise<AboutConnection> {
    const url = this.url(origin, "hello");
    const [text = ""] = await textsOf(openStream({ url, format: lines(), ...options }));
    return JSON.parse(text);
  }
}

/** The frames of a stream, as text. */
export async function textsOf(stream: StreamConnection): Promise<string[]> {
  const texts: string[] = [];
  for await (const frame of stream) texts.push(frame.text);
  return texts;
}

/**
 * Reads a stream that must fail.
 *
 * @param message what the error's message has
 */
export async function assertFails(options: OpenStreamOptions, code: string, message = /./): Promise<void> {
  const failure = await failureOf(options);
  equal(failure.code, code, `${code} was expected, and came ${failure.code}: ${failure.message}`);
  match(failure.message, message);
}

async function failureOf(options: OpenStreamOptions): Promise<Error & { readonly code?: string }> {
  const stream = openStream(options);
  try {
    await textsOf(stream);
  } catch (error) {
    return error as Error;
  }
  throw new Error(`it did not fail: ${JSON.stringify(stream.finish)}`);
}
