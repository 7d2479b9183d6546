import { type StreamSourceOptions, startStreamSource } from "@unbounded-streams/stream-source";
import { serve } from "./serve.ts";

/** What the source says when it is up. */
export interface SourceReady {
  url: string;
}

await serve<StreamSourceOptions, SourceReady>(async (options) => {
  const source = await startStreamSource(options);
  return { ready: { url: source.url }, close: () => source.close() };
});
