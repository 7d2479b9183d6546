import { ByteParser } from "./byte-parser.ts";
import type { CodingStage } from "./coding-stage.ts";
import { crc32 } from "./crc32.ts";
import { type MemberInflater, memberInflater } from "./decoder.ts";
import { Decoding, type Expansion } from "./decoding.ts";
import { gzipHeader, gzipTrailer } from "./gzip-envelope.ts";

/** `between`: where a member may begin or the body end; `padding`: in zeros after the last member. */
type Place = "between" | "header" | "data" | "trailer" | "padding";

/**
 * gzip, member by member (RFC 1952, 2.2). Node's decoder of gzip takes all that follows a member for the next, and when it is
 * none, drops what it has of the one before.
 */
export class GzipStage implements CodingStage {
  cutOff: Error | undefined;
  private readonly decoding: Decoding;
  private place: Place = "between";
  private envelope = new ByteParser(gzipHeader());
  private inflater: MemberInflater | undefined;
  private crc = 0;
  private memberBytes = 0;

  constructor(target: string, expansion: Expansion) {
    this.decoding = new Decoding("gzip", target, expansion);
  }

  async *feed(chunk: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
    let rest = chunk;
    while (rest.length > 0 && !this.inflater?.destroyed) {
      if (this.place === "between") this.begin(rest);
      if (this.place === "padding") {
        if (rest.some((byte) => byte !== 0)) throw this.decoding.trailing(rest);
        return;
      }
      rest = rest.subarray(this.place === "data" ? yield* this.inflate(rest) : this.parse(rest));
    }
  }

  /** Each write has given out all that it could. */
  end(): readonly Uint8Array[] {
    if (this.place !== "between" && this.place !== "padding") {
      this.cutOff = new Error("unexpected end of file");
    }
    return [];
  }

  dispose(): void {
    this.decoding.dispose();
  }

  /** gzip(1) and zlib take zeros after the last member for the padding of a block. */
  private begin([firstByte]: Uint8Array): void {
    const isFirst = this.inflater === undefined;
    this.place = firstByte === 0 && !isFirst ? "padding" : "header";
    this.envelope = new ByteParser(gzipHeader());
  }

  /** @returns how many of these bytes are of the header or trailer in hand */
  private parse(bytes: Uint8Array): number {
    const used = this.take(bytes);
    if (!this.envelope.done) return used;
    if (this.place === "header") this.startData();
    else this.place = "between";
    return used;
  }

  private take(bytes: Uint8Array): number {
    try {
      return this.envelope.take(bytes);
    } catch (error) {
      throw this.decoding.invalid(error as Error);
    }
  }

  private startData(): void {
    this.place = "data";
    this.crc = 0;
    this.memberBytes = 0;
    if (this.inflater === undefined) {
      this.inflater = memberInflater();
      this.decoding.use(this.inflater);
    } else {
      this.inflater.reset();
    }
  }

  /** @returns how many of these bytes are data: not all when the member's data end before */
  private async *inflate(bytes: Uint8Array): AsyncGenerator<Uint8Array, number, void> {
    const pieces = this.decoding.write(this.inflater as MemberInflater, bytes);
    let next = await pieces.next();
    for (; !next.done; next = await pieces.next()) {
      this.crc = crc32(next.value, this.crc);
      this.memberBytes += next.value.length;
      yield next.value;
    }
    if (next.value < bytes.length) {
      this.place = "trailer";
      this.envelope = new ByteParser(gzipTrailer(this.crc, this.memberBytes));
    }
    return next.value;
  }
}
