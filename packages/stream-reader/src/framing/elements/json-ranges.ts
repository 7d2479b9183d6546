import { decodeUtf8 } from "../frames/utf8.ts";
import { isJsonSpace, skipJsonSpace } from "../splitting/json-scanner.ts";

/** Where a JSON value stands: `source[start..end)`, without white space around it. */
export interface JsonRange {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Where the value is that the tokens of a JSON Pointer name; undefined when there is none. Of two members of one name the last
 * counts, as for `JSON.parse`.
 *
 * @param source valid JSON
 */
export function jsonRangeAt(source: Uint8Array, tokens: readonly string[]): JsonRange | undefined {
  let range: JsonRange | undefined = valueFrom(source, 0);
  for (const token of tokens) {
    if (range === undefined) return undefined;
    range = memberIn(source, range, token);
  }
  return range;
}

/** Where the elements of an array are, in their order; none of what is no array. */
export function* elementRanges(source: Uint8Array, { start }: JsonRange): Generator<JsonRange, void, void> {
  if (source[start] !== OPEN_ARRAY) return;
  for (let index = afterSpace(source, start + 1); isBefore(source, index, CLOSE_ARRAY); ) {
    const element = valueFrom(source, index);
    yield element;
    index = afterComma(source, element.end);
  }
}

function memberIn(source: Uint8Array, range: JsonRange, token: string): JsonRange | undefined {
  if (source[range.start] === OPEN_OBJECT) return namedMember(source, range.start, token);
  let place = 0;
  for (const element of elementRanges(source, range)) {
    if (String(place++) === token) return element;
  }
  return undefined;
}

function namedMember(source: Uint8Array, start: number, name: string): JsonRange | undefined {
  let found: JsonRange | undefined;
  for (let index = afterSpace(source, start + 1); isBefore(source, index, CLOSE_OBJECT); ) {
    const key = valueFrom(source, index);
    const colon = afterSpace(source, key.end);
    const value = valueFrom(source, source[colon] === COLON ? colon + 1 : colon);
    if (JSON.parse(decodeUtf8(source.subarray(key.start, key.end))) === name) found = value;
    index = afterComma(source, value.end);
  }
  return found;
}

function valueFrom(source: Uint8Array, from: number): JsonRange {
  const start = afterSpace(source, from);
  const first = source[start];
  if (first === QUOTE) return { start, end: afterString(source, start) };
  if (first === OPEN_ARRAY || first === OPEN_OBJECT) return { start, end: afterContainer(source, start) };
  let end = start;
  while (end < source.length && !endsScalar(source[end])) end += 1;
  return { start, end };
}

function afterContainer(source: Uint8Array, start: number): number {
  let depth = 0;
  for (let index = start; index < source.length; index++) {
    const byte = source[index];
    if (byte === QUOTE) index = afterString(source, index) - 1;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth += 1;
    else if ((byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) && --depth === 0) return index + 1;
  }
  return source.length;
}

function afterString(source: Uint8Array, start: number): number {
  for (let index = start + 1; index < source.length; index++) {
    const byte = source[index];
    if (byte === BACKSLASH) index += 1;
    else if (byte === QUOTE) return index + 1;
  }
  return source.length;
}

function afterComma(source: Uint8Array, from: number): number {
  const index = afterSpace(source, from);
  return source[index] === COMMA ? afterSpace(source, index + 1) : index;
}

function afterSpace(source: Uint8Array, from: number): number {
  return skipJsonSpace(source, from, source.length);
}

function isBefore(source: Uint8Array, index: number, closing: number): boolean {
  return index < source.length && source[index] !== closing;
}

function endsScalar(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || isJsonSpace(byte);
}
