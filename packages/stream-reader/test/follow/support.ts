import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type ConnectionEvent,
  type FollowedStream,
  type FollowStreamOptions,
  followStream,
  ndjson,
} from "../../src/index.ts";
import { serve, type TestServer } from "../stream-server.ts";

/** A stream under test, and what happened to its connections. */
export interface Following {
  readonly stream: FollowedStream;
  readonly events: ConnectionEvent[];
}

/** Follows NDJSON without jitter, and writes down what happens to connections. */
export function follow(options: FollowStreamOptions): Following {
  const events: ConnectionEvent[] = [];
  const stream = followStream({
    format: ndjson({ validate: true }),
    random: () => 0,
    onConnection: (event) => events.push(event),
    ...options,
  });
  return { stream, events };
}

/** What each connection was about, in a word or two. */
export function told(events: readonly ConnectionEvent[]): string[] {
  return events.map((event) => (event.kind === "closed" ? `closed: ${event.why}` : event.kind));
}

/** Reads all texts; a fault that ends the iteration is in `error`. */
export async function readAll({ stream }: Pick<Following, "stream">) {
  const texts: string[] = [];
  try {
    for await (const frame of stream) texts.push(frame.text);
  } catch (error) {
    return { texts, error };
  }
  return { texts, error: undefined };
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that gives one answer after the other, and 204 when there are none left. */
export function serveInTurn(...answers: Answer[]): Promise<TestServer> {
  return serve((request, response) => {
    const answer = answers.shift() ?? refuse(204);
    answer(response, request);
  });
}

/** Answers with a status that is no stream. */
export function refuse(status: number, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, headers).end();
}

/** Sends text, and closes properly. */
export function send(text: string, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(200, headers).end(text);
}

/** Sends bytes, and resets the connection when they have been read. */
export function sendAndReset(bytes: string | Uint8Array): Answer {
  return (response, request) => {
    response.write(bytes, () => setImmediate(() => request.socket.resetAndDestroy()));
  };
}

/** Sends text, and then neither more nor an end. */
export function sendAndStall(text: string): Answer {
  return (response) => response.write(text);
}
