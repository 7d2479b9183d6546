import type { DeadLetter } from "@unbounded-streams/event-sink";
import type { DeadLetterPlace } from "./dead-letter-place.ts";

/** The store at a place. Its code is loaded with the first event that it is for: there may never be one. */
export function deadLetterStore(place: DeadLetterPlace): DeadLetter {
  let opened: Promise<DeadLetter> | undefined;
  return {
    async put(record, signal) {
      opened ??= open(place);
      return (await opened).put(record, signal);
    },
  };
}

async function open(place: DeadLetterPlace): Promise<DeadLetter> {
  if (place.kind === "folder") {
    const { createFileDeadLetter } = await import("@unbounded-streams/event-sink/file");
    return createFileDeadLetter({ directory: place.directory });
  }
  const { createS3Store } = await import("./dead-letter-bucket.ts");
  return createS3Store(place);
}
