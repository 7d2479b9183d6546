import { StreamContentTypeError } from "../errors/response-errors.ts";
import type { Frame } from "../framing/frames/frame.ts";
import type { FrameDecoder } from "../framing/frames/frame-format.ts";
import { targetOf } from "../http/request/http-url.ts";
import { expectationOf, type TypeRule } from "../http/response/content-type.ts";
import { MarkupCheck } from "../http/response/markup-check.ts";
import { excerptOfBytes, shownExcerpt } from "../http/response/shown-excerpt.ts";
import type { Connected } from "./connecting/connected.ts";

/** What the frames of a connection are pulled from. */
export interface FrameSource {
  /**
   * Adds the frames that have come to `into`; waits for bytes, in which there may be none. False when no more bytes come.
   *
   * @throws what is wrong with them; the frames before it are in `into`
   */
  pull(into: Frame[]): Promise<boolean>;
}

/** The frames in the body of a response. */
export class BodyFrames implements FrameSource {
  private readonly connected: Connected;
  private readonly decoder: FrameDecoder;
  private readonly types: TypeRule;
  private markup: MarkupCheck | undefined;

  constructor(connected: Connected, decoder: FrameDecoder, types: TypeRule) {
    this.connected = connected;
    this.decoder = decoder;
    this.types = types;
    if (types.refusesMarkup) this.markup = new MarkupCheck();
  }

  async pull(into: Frame[]): Promise<boolean> {
    const chunks = await this.connected.body.take();
    if (chunks === undefined) return false;
    if (this.markup !== undefined) this.assertNoMarkup(chunks, this.markup);
    for (const chunk of chunks) this.decoder.decode(chunk, into);
    return true;
  }

  /** @throws StreamContentTypeError when the body is a page of markup */
  private assertNoMarkup(chunks: readonly Uint8Array[], markup: MarkupCheck): void {
    const found = chunks.findIndex((chunk) => markup.finds(chunk));
    if (markup.decided) this.markup = undefined;
    if (found === -1) return;
    const { request, response } = this.connected;
    const contentType = [response.headers["content-type"]].flat().at(-1);
    const bodyExcerpt = excerptOfBytes(chunks.slice(found));
    const shown = shownExcerpt(bodyExcerpt, request);
    throw new StreamContentTypeError(
      targetOf(request.url),
      { contentType, bodyExcerpt, shown },
      expectationOf(this.types, contentType),
    );
  }
}
