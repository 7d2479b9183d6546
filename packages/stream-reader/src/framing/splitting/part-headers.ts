import { MAX_PART_HEADER_BYTES, MAX_PART_HEADERS } from "../../limits.ts";
import { decodeUtf8 } from "../frames/utf8.ts";
import { PendingBytes } from "./pending-bytes.ts";

const LF = 10;
const CR = 13;
const DASH = 0x2d;

/** What follows a delimiter: the headers of the part after it are whole, not yet, too many, or there is no part. */
export type HeadersState = "open" | "whole" | "too-large" | "last";

/** Takes what stands between a delimiter and the body of its part: the rest of the delimiter's line, headers, a blank line. */
export class PartHeaders {
  state: HeadersState = "open";
  private readonly mark: Uint8Array;
  private readonly kept = new PendingBytes(MAX_PART_HEADER_BYTES);
  /** Bytes of the line in hand. */
  private lineBytes = 0;
  private isFirstLine = true;
  /** Whether the line in hand may be more than a header: byte by byte, it shows. */
  private isLooking = true;

  /** @param mark what a delimiter begins with */
  constructor(mark: Uint8Array) {
    this.mark = mark;
  }

  /** What has come of them. */
  get bytes(): Uint8Array {
    return this.kept.view();
  }

  restart(): void {
    this.state = "open";
    this.kept.clear();
    this.lineBytes = 0;
    this.isFirstLine = true;
    this.isLooking = true;
  }

  /** Takes bytes until it is known what follows. Returns where those begin that it did not take. */
  feed(chunk: Uint8Array, from: number): number {
    let index = from;
    while (index < chunk.length && this.state === "open") {
      const end = this.isLooking ? index + 1 : endOfLine(chunk, index);
      const reach = Math.min(end, index + MAX_PART_HEADER_BYTES - this.kept.length);
      if (reach === index) this.state = "too-large";
      else {
        this.kept.append(chunk, index, reach);
        this.lineBytes += reach - index;
        this.look(chunk[reach - 1]);
        index = reach;
      }
    }
    return index;
  }

  /** The headers by lower-case name, several of one name joined by a comma; undefined when there are too many of them. */
  parsed(): Readonly<Record<string, string>> | undefined {
    const headers = new Map<string, string>();
    const lines = decodeUtf8(this.bytes)
      .replace(/^[^\n]*\n/, "")
      .replaceAll(/\r?\n[ \t]+/g, " ")
      .split(/\r?\n/);
    for (const line of lines) {
      const colon = line.indexOf(":");
      const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
      if (name === "") continue;
      const before = headers.get(name);
      const value = line.slice(colon + 1).trim();
      headers.set(name, before === undefined ? value : `${before}, ${value}`);
      if (headers.size > MAX_PART_HEADERS) return undefined;
    }
    return Object.fromEntries(headers);
  }

  private look(last: number | undefined): void {
    if (this.isLooking) this.isLooking = this.isFirstLine ? this.mayClose(last) : this.mayDelimit(last);
    if (last === LF && this.lineBytes > 0) this.endLine();
  }

  /** Whether the line of a delimiter goes on as that of the closing one. */
  private mayClose(byte: number | undefined): boolean {
    if (byte !== DASH) return false;
    if (this.lineBytes === 2) this.state = "last";
    return true;
  }

  /** Whether the line in hand goes on as the next delimiter, so that the part before it is none. */
  private mayDelimit(byte: number | undefined): boolean {
    if (byte !== this.mark[this.lineBytes - 1]) return false;
    if (this.lineBytes === this.mark.length) this.restart();
    return true;
  }

  private endLine(): void {
    const isBlank = this.lineBytes === 1 || (this.lineBytes === 2 && this.bytes.at(-2) === CR);
    if (isBlank && !this.isFirstLine) this.state = "whole";
    this.isFirstLine = false;
    this.isLooking = true;
    this.lineBytes = 0;
  }
}

/** Where the next line begins, or the end of the chunk. */
function endOfLine(chunk: Uint8Array, from: number): number {
  const lf = chunk.indexOf(LF, from);
  return lf === -1 ? chunk.length : lf + 1;
}
