import type { SinkEvent } from "./records/event.ts";
import type { EventSink } from "./types.ts";

/**
 * A sink as the end of a pipe: `readable.pipeTo(toWritableStream(sink))`. Events are taken one by one, as fast as the sink takes
 * them; closing waits until everything is durable. An event that the sink refuses for what it is errors the stream at once.
 *
 * After the stream was aborted, what was written before is still on its way: `sink.flush()` waits for it.
 */
export function toWritableStream(sink: EventSink): WritableStream<SinkEvent> {
  return new WritableStream<SinkEvent>({
    write: (event) => sink.write(event),
    close: () => sink.flush(),
  });
}
