import { randomBytes } from "node:crypto";
import type { StreamTruth } from "@unbounded-streams/stream-source";
import { UnexpectedAnswerError } from "./errors.ts";
import type { SourceAccess } from "./function-environment.ts";
import { type FleetOptions, MAX_STREAMS } from "./options/fleet-options.ts";
import type { LocalOptions } from "./options/options.ts";
import { startService } from "./services/service-process.ts";
import type { SourceReady } from "./services/source-process.ts";

/** The built-in source of a run. */
export interface Source extends SourceAccess {
  /** Rejects when it ends while it is needed. */
  readonly lost: Promise<never>;
}

/** Starts the built-in source in a process of its own, with a key of its own. */
export async function startSource(options: LocalOptions, cleanup: AsyncDisposableStack): Promise<Source> {
  const key = randomBytes(16).toString("hex");
  const service = await startService<SourceReady>("the stream source", "source-process", {
    key,
    format: options.source.format === "lines" ? "ndjson" : options.source.format,
    rate: options.rate,
    events: options.events,
    mode: options.sourceMode,
    faults: options.sourceFaults,
    duplicates: options.sourceDuplicates,
    resume: options.sourceResume,
    seed: options.seed,
    ...(options.fleet === undefined ? {} : { limits: { maxStreams: maxStreamsOf(options.fleet) } }),
  });
  cleanup.defer(() => service.stop());
  return { url: service.ready.url, key, lost: service.lost };
}

/** Streams may be added while a fleet runs. */
function maxStreamsOf({ streams }: FleetOptions): number {
  return streams + MAX_STREAMS;
}

/** Every event that the source made and every connection that it served; undefined when nobody asked for the stream. */
export async function fetchTruth(source: SourceAccess, streamId: string): Promise<StreamTruth | undefined> {
  const response = await fetch(`${source.url}/streams/${encodeURIComponent(streamId)}/truth`, {
    headers: { authorization: `Bearer ${source.key}` },
  });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new UnexpectedAnswerError(`the source's truth answered ${response.status}`);
  return (await response.json()) as StreamTruth;
}
