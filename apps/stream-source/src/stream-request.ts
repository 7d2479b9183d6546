import type { IncomingMessage, ServerResponse } from "node:http";
import { ENCODERS, isStreamFormat, STREAM_FORMATS, type StreamFormat } from "./encoders.ts";
import { InvalidRequestError, ResumeGoneError, StreamSourceError, UnknownStreamError } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Fault } from "./fault-kinds.ts";
import { refusalHeaders } from "./faults.ts";
import { sendError, sendJson } from "./http-json.ts";
import { openHttpOutlet } from "./http-outlet.ts";
import type { SourceSettings } from "./options.ts";
import { findResumePoint } from "./resume.ts";
import { openSocketOutlet } from "./socket-outlet.ts";
import type { SourceStream } from "./stream.ts";
import { awaitSubscription } from "./subscription.ts";
import type { Upgrade } from "./upgrade.ts";

/** A WebSocket is closed with the status of what is wrong, beyond this: 4410 for 410. */
const CLOSE_CODE_OF_STATUS_0 = 4000;

/** A `GET /streams/{id}` on its way to becoming a connection. */
interface Admission {
  readonly settings: SourceSettings;
  readonly stream: SourceStream;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly format: StreamFormat;
  readonly since: string | undefined;
  /** Undefined for a request that asks for no WebSocket. */
  readonly upgrade: Upgrade | undefined;
  /** Whether its first message says where it goes on. */
  readonly subscribes: boolean;
  readonly refusal: Fault | undefined;
}

/**
 * The format that a request asks for.
 *
 * @throws InvalidRequestError
 */
function requestedFormat(query: URLSearchParams, fallback: StreamFormat): StreamFormat {
  const format = query.get("format") ?? fallback;
  if (isStreamFormat(format)) return format;
  throw new InvalidRequestError(`format must be one of ${STREAM_FORMATS.join(", ")}`);
}

/** `GET /streams/{id}`: the delay, then a refusal, the end, or the connection. */
export function serveStream({ registry, request, response, route, settings, upgrade }: Exchange): void {
  const { clock } = settings;
  const format = upgrade === undefined ? requestedFormat(route.query, settings.format) : "messages";
  const stream = registry.obtain(route.streamId);
  // The request that begins a stream is there from its start, however long the machine takes for that.
  if (!stream.begin()) stream.catchUp();
  const delayMs = stream.faults.takeConnectDelayMs();
  const refusal = stream.faults.takeRefusal();
  const since = route.query.get("since") ?? undefined;
  const subscribes = route.query.has("subscribe");
  const admission = { settings, stream, request, response, format, refusal, since, upgrade, subscribes };
  if (delayMs === 0) {
    admit(admission);
    return;
  }
  const cancel = clock.schedule(clock.now() + delayMs, () => {
    try {
      stream.catchUp();
      admit(admission);
    } catch (error) {
      sendError(response, error);
    }
  });
  response.once("close", cancel);
}

function remoteOf({ request }: Admission): string {
  return `${request.socket.remoteAddress}:${request.socket.remotePort}`;
}

function admit(admission: Admission): void {
  const { refusal, request, settings, stream } = admission;
  if (request.socket.destroyed) return;
  if (stream.disposed) throw new UnknownStreamError(stream.streamId);
  const single = stream.openConnections > 0 ? stream.faults.singleConnection() : undefined;
  if (refusal !== undefined) refuse(admission, refusal, "fault");
  else if (single !== undefined) refuse(admission, single, "single-connection");
  else if (admission.upgrade !== undefined && admission.subscribes) subscribe(admission, admission.upgrade);
  else connect(admission, settings.resume ? resumePoint(admission) : undefined);
}

/** Opens the WebSocket, and goes on where its first message says; what is wrong with that closes it with 4000 and the status. */
function subscribe(admission: Admission, { socket, accept }: Upgrade): void {
  const { settings, stream } = admission;
  const messages = accept({});
  const refuseBy = (error: unknown) => {
    if (!(error instanceof StreamSourceError)) throw error;
    messages.close(CLOSE_CODE_OF_STATUS_0 + error.status, error.code);
  };
  awaitSubscription(
    messages,
    settings.clock,
    (since) => {
      stream.catchUp();
      const resumeAfter = settings.resume ? resumePoint({ ...admission, since }) : undefined;
      const openOutlet = () => openSocketOutlet(messages, socket);
      stream.attach({ format: "messages", remote: remoteOf(admission), resumeAfter, openOutlet });
    },
    refuseBy,
  );
}

function connect(admission: Admission, resumeAfter: number | undefined): void {
  const { format, request, response, stream, upgrade } = admission;
  const remote = remoteOf(admission);
  if (stream.ended && (resumeAfter ?? stream.lastSeq) >= stream.lastSeq) {
    stream.refuse({ status: 204, reason: "ended", remote });
    response.writeHead(204).end();
    return;
  }
  const openOutlet = (connectionId: number) => {
    const own = { "stream-connection": String(connectionId) };
    if (upgrade !== undefined) return openSocketOutlet(upgrade.accept(own), upgrade.socket);
    return openHttpOutlet(request, response, { "content-type": ENCODERS[format].contentType, ...own });
  };
  stream.attach({ format, remote, resumeAfter, openOutlet });
}

function resumePoint(admission: Admission): number | undefined {
  const { request, settings, since, stream } = admission;
  const { factory, lastSeq } = stream;
  const lastEventId = request.headers["last-event-id"]?.toString();
  try {
    return findResumePoint({ lastEventId, since }, { lastSeq, seqOf: factory.seqOf }, settings.resumeWindow);
  } catch (error) {
    if (error instanceof ResumeGoneError) {
      stream.refuse({ status: error.status, reason: "resume-gone", remote: remoteOf(admission) });
    }
    throw error;
  }
}

function refuse(admission: Admission, fault: Fault, reason: "fault" | "single-connection"): void {
  const { request, response, stream } = admission;
  const remote = remoteOf(admission);
  if (fault.value === "close") {
    stream.refuse({ status: null, reason, remote });
    request.socket.destroy();
    return;
  }
  stream.refuse({ status: fault.value, reason, remote });
  const message = reason === "fault" ? "refused by a fault" : "another connection to this stream is open";
  sendJson(
    response,
    fault.value,
    { code: reason === "fault" ? "FAULT" : "BUSY", message },
    refusalHeaders(fault),
  );
}
