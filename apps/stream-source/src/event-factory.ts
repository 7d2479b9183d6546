/** One event of a stream, the same bytes whenever it is made again. */
export interface StreamEvent {
  /** Unique over all runs: a UUID whose last 12 digits are the sequence number. */
  readonly id: string;
  /** 1 for the first event of a stream. */
  readonly seq: number;
  /** The JSON document, UTF-8, no line terminator. */
  readonly payload: Buffer;
}

/** Makes the events of one run of a stream. */
export interface EventFactory {
  create(seq: number): StreamEvent;
  idOf(seq: number): string;
  /** The sequence number in an id of this run; undefined for any other text. */
  seqOf(id: string): number | undefined;
}

/** A recorded document cut at the places where the id and the sequence number go. */
export interface EventTemplate {
  readonly parts: readonly [beforeMetaId: string, beforeId: string, beforeSeq: string, rest: string];
}

const SEQ_DIGITS = 12;
const ID_MARK = "@id@";

/**
 * Reads recorded documents, one JSON object a line. `id` and `meta.id` will be the event's id, `seq` is added after `id`.
 *
 * @throws SyntaxError when a line is not JSON, or not an object with `id` and `meta.id`
 */
export function parseTemplates(ndjson: string): EventTemplate[] {
  return ndjson
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const document = JSON.parse(line) as { id: unknown; meta: { id: unknown } };
      document.meta.id = ID_MARK;
      document.id = ID_MARK;
      return cutTemplate(JSON.stringify(document));
    });
}

function cutTemplate(marked: string): EventTemplate {
  const parts = marked.split(`"${ID_MARK}"`);
  const [beforeMetaId, beforeId, rest] = parts;
  if (parts.length !== 3 || beforeMetaId === undefined || beforeId === undefined || rest === undefined) {
    throw new SyntaxError(
      `a recorded document needs meta.id before id, and neither elsewhere: ${marked.slice(0, 80)}`,
    );
  }
  return { parts: [`${beforeMetaId}"`, `"${beforeId}"`, `","seq":`, rest] };
}

/**
 * Repeats the templates for ever. Everything in an event follows from the run and the sequence number, so that an event can
 * be sent again without having been kept.
 *
 * @param runId a UUID of which all ids of the run are made
 */
export function createEventFactory(templates: readonly EventTemplate[], runId: string): EventFactory {
  const prefix = runId.slice(0, -SEQ_DIGITS);
  const idOf = (seq: number) => prefix + seq.toString(16).padStart(SEQ_DIGITS, "0");
  return {
    idOf,
    create(seq) {
      const template = templates[(seq - 1) % templates.length];
      if (template === undefined) throw new RangeError("no documents to make events of");
      const [beforeMetaId, beforeId, beforeSeq, rest] = template.parts;
      const id = idOf(seq);
      return {
        id,
        seq,
        payload: Buffer.from(beforeMetaId + id + beforeId + id + beforeSeq + seq + rest),
      };
    },
    seqOf(id) {
      const digits = id.slice(prefix.length);
      if (!id.startsWith(prefix) || !/^[0-9a-f]{12}$/.test(digits)) return undefined;
      return Number.parseInt(digits, 16);
    },
  };
}
