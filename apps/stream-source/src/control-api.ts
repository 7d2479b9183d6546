import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { InvalidRequestError } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Fault } from "./fault-kinds.ts";
import { formatFaultSpec, readFaults } from "./fault-spec.ts";
import { readJson, sendJson } from "./http-json.ts";
import type { Route } from "./routes.ts";
import type { SourceStream } from "./stream.ts";
import { truthJson } from "./truth.ts";

function sendFaults(response: ServerResponse, faults: readonly Fault[]): void {
  sendJson(response, 200, { faults, spec: formatFaultSpec(faults) });
}

/** `{"faults": [...]}` or `{"spec": "..."}`. */
async function receiveFaults({ request, settings }: Exchange): Promise<Fault[]> {
  const { limits } = settings;
  const body = await readJson(request, limits.maxControlBodyBytes);
  const { faults, spec } = (body ?? {}) as { faults?: unknown; spec?: unknown };
  if ((faults === undefined) === (spec === undefined)) {
    throw new InvalidRequestError('the body must be {"faults":[...]} or {"spec":"..."}');
  }
  return readFaults(faults ?? spec, limits.maxFaults);
}

/** `/faults`: what new streams start with. */
export async function serveDefaultFaults(exchange: Exchange): Promise<void> {
  const { registry, response, route } = exchange;
  if (route.method === "PUT") registry.defaultFaults = await receiveFaults(exchange);
  if (route.method === "DELETE") registry.defaultFaults = [];
  sendFaults(response, registry.defaultFaults);
}

/** `/streams/{id}/faults`; a stream can be given faults before its first request. */
export async function serveStreamFaults(exchange: Exchange): Promise<void> {
  const { registry, response, route } = exchange;
  const apply = applyOf(route);
  if (route.method === "PUT") {
    const faults = await receiveFaults(exchange);
    setFaults(registry.obtain(route.streamId), faults, apply);
  }
  const stream = registry.get(route.streamId);
  if (route.method === "DELETE") setFaults(stream, [], apply);
  sendFaults(response, stream.faults.faults);
}

/** Sets the faults of a stream, also for the connections that are open if they are to strike `now`. */
export function setFaults(stream: SourceStream, faults: readonly Fault[], apply: "next" | "now"): void {
  stream.faults.replace(faults);
  if (apply === "now") stream.armOpenConnections();
}

function applyOf({ query }: Route): "next" | "now" {
  const apply = query.get("apply") ?? "next";
  if (apply === "next" || apply === "now") return apply;
  throw new InvalidRequestError("apply must be next (connections made from now on) or now (open ones, too)");
}

/** `DELETE /streams/{id}`: a stream of the same id begins anew with the next request. */
export function forgetStream({ registry, response, route }: Exchange): void {
  registry.forget(route.streamId);
  response.writeHead(204).end();
}

/** `/streams/{id}/truth`, all of it or the events after `?since=`. */
export async function serveTruth({ registry, response, route }: Exchange): Promise<void> {
  const since = route.query.get("since") ?? "0";
  if (!/^\d{1,15}$/.test(since)) {
    throw new InvalidRequestError("since must be a sequence number: a whole number from 0");
  }
  const stream = registry.get(route.streamId);
  stream.catchUp();
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
  await pipeline(Readable.from(truthJson(stream, Number(since))), response);
}
