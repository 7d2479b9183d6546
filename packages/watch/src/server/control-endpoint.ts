import type { IncomingMessage, ServerResponse } from "node:http";
import { ACTION_KINDS, type Action, type ActionKind } from "../control/action.ts";
import type { AskedAction, StreamControl } from "../control/stream-control.ts";
import { ActionInProgressError, TooManyActionsError, WatchError } from "../errors.ts";
import { ASKED_WITHIN_MS, MAX_ASKED_BYTES } from "../limits.ts";
import { SAFE_HEADERS } from "./headers.ts";

/** Where pages ask for something to be done (`POST`), and what is being done (`GET`). */
export const CONTROL_PATH = "/control";

/** What a page is told. */
export interface ControlState {
  /** Whether anything can be asked for. */
  readonly canChange: boolean;
  readonly actions: readonly Action[];
}

/** What a page sends: something to be done, or an id under which something is to be given up. */
type Asked =
  | ({ readonly kind: ActionKind } & AskedAction)
  | { readonly kind: "give-up"; readonly id: string };

const JSON_TYPE = /^application\/json(?:\s*;|$)/i;

/** Made anew by a page for each thing that it asks for. */
const ACTION_ID = /^[\w-]{8,64}$/;

/** Tells what is being done to streams, or whether anything can be. */
export function tellActions(response: ServerResponse, control: StreamControl | undefined): void {
  const state: ControlState = { canChange: control !== undefined, actions: control?.actions ?? [] };
  answer(response, 200, state);
}

/**
 * Does what a page asks for in a JSON object of `id`, `kind` and `streamId`. The caller has made sure that it is a page of this server.
 */
export async function takeAction(
  request: IncomingMessage,
  response: ServerResponse,
  control: StreamControl,
): Promise<void> {
  if (!JSON_TYPE.test(request.headers["content-type"] ?? "")) {
    refuse(response, 415, "send application/json");
    return;
  }
  const body = await bodyOf(request);
  if (typeof body !== "string") {
    refuse(response, body.status, body.message);
    return;
  }
  const asked = askedOf(body);
  if (asked === undefined) {
    refuse(
      response,
      400,
      `send id, kind (${ACTION_KINDS.join(", ")}) and streamId; or id, and give-up as kind`,
    );
    return;
  }
  if (asked.kind === "give-up") {
    control.giveUp(asked.id);
    tellActions(response, control);
    return;
  }
  try {
    answer(response, 202, control.ask(asked));
  } catch (error) {
    if (!(error instanceof WatchError)) throw error;
    const { code, message } = error;
    answer(response, statusOf(error), { error: { code, message } });
  }
}

function statusOf(error: WatchError): number {
  if (error instanceof ActionInProgressError) return 409;
  return error instanceof TooManyActionsError ? 503 : 400;
}

function askedOf(text: string): Asked | undefined {
  let asked: Partial<Record<string, unknown>> | null;
  try {
    asked = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { id, kind, streamId } = asked ?? {};
  if (typeof id !== "string" || !ACTION_ID.test(id)) return undefined;
  if (kind === "give-up") return { id, kind };
  const known = ACTION_KINDS.find((one) => one === kind);
  return known === undefined || typeof streamId !== "string" ? undefined : { id, kind: known, streamId };
}

interface NotTaken {
  readonly status: number;
  readonly message: string;
}

/** Resolves with the body once it is whole, or as soon as it is known that it cannot be had. */
function bodyOf(request: IncomingMessage): Promise<string | NotTaken> {
  const { promise, resolve } = Promise.withResolvers<string | NotTaken>();
  const chunks: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(
    () => resolve({ status: 408, message: `send all of it within ${ASKED_WITHIN_MS / 1_000} s` }),
    ASKED_WITHIN_MS,
  );
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= MAX_ASKED_BYTES) chunks.push(chunk);
    else resolve({ status: 413, message: `send ${MAX_ASKED_BYTES} bytes at most` });
  });
  request.once("end", () => resolve(Buffer.concat(chunks).toString()));
  request.once("close", () => resolve({ status: 400, message: "the request was cut off" }));
  request.once("error", () => undefined);
  return promise.finally(() => clearTimeout(timer));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  answer(response, status, { error: { message } });
}

/** A connection whose request was not read to its end is of no more use. */
function answer(response: ServerResponse, status: number, body: unknown): void {
  const ends = status >= 400 ? { connection: "close" } : {};
  response
    .writeHead(status, { ...SAFE_HEADERS, ...ends, "content-type": "application/json; charset=utf-8" })
    .end(`${JSON.stringify(body)}\n`);
}
