import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { WRITE_UNIT_BYTES } from "../limits.ts";
import type { EventItem } from "./item.ts";

const CONTAINER_OVERHEAD_BYTES = 3;
const ELEMENT_OVERHEAD_BYTES = 1;

/**
 * The size of an item as DynamoDB counts it against its limit of 400 KB and bills it: attribute names and values, where
 *
 * - text and names count their UTF-8 bytes, binary its raw bytes (not base64), null and booleans 1 byte;
 * - a number counts 1 byte, 1 more per two significant digits (pairs are aligned to the decimal point), 1 more if negative;
 * - a list or map counts 3 bytes, 1 more per element, and its contents; a set counts its contents.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSizeBytes(item: EventItem): number {
  let size = 0;
  for (const [name, value] of Object.entries(item)) size += Buffer.byteLength(name) + valueSizeBytes(value);
  return size;
}

/**
 * The write units that an item of this size costs: one per KB started, and one at least.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
export function writeUnits(sizeBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / WRITE_UNIT_BYTES));
}

function valueSizeBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.N !== undefined) return numberSizeBytes(value.N);
  if (value.L !== undefined) return listSizeBytes(value.L);
  if (value.M !== undefined) {
    const elements = Object.keys(value.M).length * ELEMENT_OVERHEAD_BYTES;
    return CONTAINER_OVERHEAD_BYTES + elements + itemSizeBytes(value.M);
  }
  if (value.SS !== undefined) return sum(value.SS, (text) => Buffer.byteLength(text));
  if (value.NS !== undefined) return sum(value.NS, numberSizeBytes);
  if (value.BS !== undefined) return sum(value.BS, (bytes) => bytes.byteLength);
  return 1;
}

function listSizeBytes(list: AttributeValue[]): number {
  return CONTAINER_OVERHEAD_BYTES + sum(list, (value) => ELEMENT_OVERHEAD_BYTES + valueSizeBytes(value));
}

const ZERO = 0x30;
const NINE = 0x39;

/** DynamoDB keeps a number as digits to the base 100, so what counts is how many powers of 100 it spans. Every event has one: no regular expressions. */
function numberSizeBytes(literal: string): number {
  const { digits, first, last, exponent } = digitsOf(literal);
  if (first === -1) return 1;
  const highest = exponent + digits - 1 - first;
  const lowest = exponent + digits - 1 - last;
  const pairs = Math.floor(highest / 2) - Math.floor(lowest / 2) + 1;
  return 1 + pairs + (literal.startsWith("-") ? 1 : 0);
}

/** How many digits stand before the point, and of all digits the places of the first and last that is not 0; -1 when there is none. */
function digitsOf(literal: string): { digits: number; first: number; last: number; exponent: number } {
  const atExponent = Math.max(literal.indexOf("e"), literal.indexOf("E"));
  const end = atExponent === -1 ? literal.length : atExponent;
  let [digits, place, first, last] = [-1, 0, -1, -1];
  for (let at = 0; at < end; at += 1) {
    const code = literal.charCodeAt(at);
    if (literal[at] === ".") digits = place;
    if (code < ZERO || code > NINE) continue;
    if (code !== ZERO) {
      if (first === -1) first = place;
      last = place;
    }
    place += 1;
  }
  const exponent = atExponent === -1 ? 0 : Number(literal.slice(atExponent + 1));
  return { digits: digits === -1 ? place : digits, first, last, exponent };
}

function sum<T>(values: readonly T[], size: (value: T) => number): number {
  return values.reduce((total, value) => total + size(value), 0);
}
