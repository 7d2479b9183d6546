import type { HandlerConfig } from "../config/handler-config.ts";
import type { SourceSettings } from "../config/source/source-settings.ts";
import { StreamIdError } from "../errors.ts";
import { checkedStreamId, shownId } from "./stream-id.ts";

/** The source that a stream comes from, and the id by which that source knows it. */
export interface SourceOfStream {
  readonly source: SourceSettings;
  readonly id: string;
}

const MOST_SHOWN_NAMES = 20;

/**
 * Where a stream comes from: the only source, or that which stands before the first colon of its id.
 *
 * @throws StreamIdError when sources are named, and the id begins with the name of none, or has nothing usable after it
 */
export function sourceOfStream(config: HandlerConfig, streamId: string): SourceOfStream {
  const { sources, location } = config;
  if (sources === undefined) {
    if (location === undefined) throw new TypeError("the only source has a location");
    return { source: { ...config, location }, id: streamId };
  }
  const [, name = "", id = ""] = /^([^:]*):(.*)$/s.exec(streamId) ?? [];
  const source = sources.get(name);
  if (source !== undefined) return { source, id: checkedStreamId(id) };
  const names = [...sources.keys()];
  const more = names.length > MOST_SHOWN_NAMES ? ", ..." : "";
  throw new StreamIdError(
    `the stream id ${shownId(streamId)} names no source: it must be SOURCE:ID, the source one of ${names.slice(0, MOST_SHOWN_NAMES).join(", ")}${more}`,
  );
}
