import { isJsonPointer, parseJsonPointer } from "@unbounded-streams/json-pointer";
import type { OptionNames } from "@unbounded-streams/option-names";
import { StreamOptionError } from "../../errors/caller-errors.ts";
import { FrameInvalidError } from "../../errors/frame-errors.ts";
import { assertKnownOptions } from "../../known-options.ts";
import { MAX_RECORD_ELEMENTS } from "../../limits.ts";
import type { Frame } from "../frames/frame.ts";
import { fieldOf } from "../frames/frame-field.ts";
import type { DecoderOptions, FrameDecoder, FrameFormat } from "../frames/frame-format.ts";
import { type FrameLimits, limitsOf } from "../frames/frame-limits.ts";
import { passInvalid } from "../frames/rejected-frame.ts";
import { ElementFrame } from "./element-frame.ts";
import { elementRanges, type JsonRange, jsonRangeAt } from "./json-ranges.ts";

/** Where events stand in the records of a format. */
export interface ElementsOptions {
  /**
   * JSON Pointers (RFC 6901), of which the first counts where something stands: each element of an array is a frame, and any other
   * value is one.
   */
  readonly at: string | readonly string[];
}

const OPTIONS: OptionNames<ElementsOptions> = { at: true };

/**
 * A format whose records hold several events, such as the batches of etcd and of exchanges: each is a frame of its own, with its
 * exact bytes, whatever other events it came with. What is cut otherwise when it is sent again is known again then.
 *
 * A record in which nothing stands there, or an empty array, is delivered as it is, and so is what is not JSON. The last event of
 * a record has the record's own `id`, and as `record` the whole. The others have neither: only a cursor of their own says that a
 * stream has come to one of them, and goes on within the record. Where events of one record can have the same cursor, let the stream go on
 * with that cursor, not after it.
 *
 * A record with more than 65,536 events is a FrameInvalidError.
 *
 * @throws StreamOptionError when `at` is not one or more JSON Pointers, and for an option that is none
 */
export function elements(format: FrameFormat, options: ElementsOptions): FrameFormat {
  assertKnownOptions("elements", options, OPTIONS);
  const { at } = options;
  const pointers = [at].flat();
  if (pointers.length === 0 || !pointers.every(isJsonPointer)) {
    throw new StreamOptionError(
      `at is ${JSON.stringify(at)}: it must be a JSON Pointer such as /events, or a list of them`,
    );
  }
  const places = pointers.map(parseJsonPointer);
  return {
    ...format,
    decoder: (decoderOptions) => elementDecoder(format.decoder(decoderOptions), places, decoderOptions),
  };
}

type Places = readonly (readonly string[])[];

function elementDecoder(
  decoder: FrameDecoder,
  places: Places,
  options: DecoderOptions | undefined,
): FrameDecoder {
  const limits = limitsOf(options);
  function cut<T>(into: Frame[], step: (records: Frame[]) => T): T {
    const records: Frame[] = [];
    try {
      return step(records);
    } finally {
      for (const record of records) pushElements(record, places, into, limits);
    }
  }
  const { message } = decoder;
  return {
    decode(chunk, into = []) {
      cut(into, (records) => decoder.decode(chunk, records));
      return into;
    },
    end: (into = []) => cut(into, (records) => decoder.end(records)),
    ...(message !== undefined && {
      message(source: Uint8Array, start: number, end: number, binary: boolean, into: Frame[]) {
        cut(into, (records) => message.call(decoder, source, start, end, binary, records));
      },
    }),
    get isOver() {
      return decoder.isOver;
    },
    get lastEventId() {
      return decoder.lastEventId;
    },
    get retryMs() {
      return decoder.retryMs;
    },
  };
}

/** @throws FrameInvalidError when there are too many, and rejected frames are not delivered */
function pushElements(record: Frame, places: Places, into: Frame[], limits: FrameLimits): void {
  let ranges: readonly JsonRange[];
  try {
    ranges = record.rejected === undefined ? rangesIn(record, places) : [];
  } catch (error) {
    passInvalid(limits, into, error);
    return;
  }
  if (ranges.length === 0) into.push(record);
  ranges.forEach((range, index) => {
    into.push(new ElementFrame(record, range, index === ranges.length - 1));
  });
}

function rangesIn(record: Frame, places: Places): readonly JsonRange[] {
  const place = places.find((tokens) => fieldOf(record, tokens) !== undefined);
  if (place === undefined) return [];
  const range = jsonRangeAt(record.bytes, place);
  if (range === undefined) return [];
  const value = fieldOf(record, place);
  if (!Array.isArray(value)) return [range];
  if (value.length > MAX_RECORD_ELEMENTS) {
    throw new FrameInvalidError(
      `a record of ${record.bytes.length} bytes has ${value.length} events, over ${MAX_RECORD_ELEMENTS}`,
      record.bytes,
    );
  }
  return [...elementRanges(record.bytes, range)];
}
