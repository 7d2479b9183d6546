import { once } from "node:events";
import { type IncomingMessage, request as overHttp } from "node:http";
import { request as overTls, type RequestOptions } from "node:https";
import { text } from "node:stream/consumers";
import { PublishError } from "../errors.ts";

const ANSWER_WITHIN_MS = 10_000;
const FIRST_REFUSAL = 300;

/** A request with all of its body. */
export interface Message
  extends Pick<RequestOptions, "method" | "headers" | "socketPath" | "ca" | "cert" | "key"> {
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** What a server said. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends a request, `POST` by default, and reads the whole answer. */
export async function send(url: string, { body = "", signal, ...options }: Message): Promise<Answer> {
  const request = url.startsWith("https:") ? overTls : overHttp;
  const outgoing = request(url, {
    method: "POST",
    ...options,
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, text: await text(response) };
}

/**
 * Publishes an event by a request.
 *
 * @returns what the server said
 * @throws PublishError when it refuses, or does not answer
 */
export async function sendEvent(n: number, url: string, message: Message): Promise<string> {
  let answer: Answer;
  try {
    answer = await send(url, message);
  } catch (error) {
    throw new PublishError(n, error instanceof Error ? error.message : String(error));
  }
  if (answer.status < FIRST_REFUSAL) return answer.text;
  throw new PublishError(n, `the server answered ${answer.status}: ${answer.text.trim()}`);
}
