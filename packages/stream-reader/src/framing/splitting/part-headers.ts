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
  }

  /** Takes bytes until it is known what follows. Returns where those begin that it did not take. */
  feed(chunk: Uint8Array, from: number): number {
    let index = from;
    while (index < chunk.length && this.state === "open") {
      if (this.kept.length === MAX_PART_HEADER_BYTES) this.state = "too-large";
      else {
        this.kept.append(chunk, index, index + 1);
        this.lineBytes += 1;
        this.look(chunk[index]);
        index += 1;
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

  private look(byte: number | undefined): void {
    if (this.isFirstLine && this.lineBytes === 2 && this.bytes[0] === DASH && byte === DASH) {
      this.state = "last";
    } else if (byte === LF) this.endLine();
    else if (this.lineBytes === this.mark.length && !this.isFirstLine && this.isDelimiter()) this.restart();
  }

  private endLine(): void {
    const isBlank = this.lineBytes === 1 || (this.lineBytes === 2 && this.bytes.at(-2) === CR);
    if (isBlank && !this.isFirstLine) this.state = "whole";
    this.isFirstLine = false;
    this.lineBytes = 0;
  }

  /** Whether the line in hand is the next delimiter, so that the part before it was none. */
  private isDelimiter(): boolean {
    const line = this.bytes.subarray(-this.lineBytes);
    return line.every((byte, index) => byte === this.mark[index]);
  }
}
