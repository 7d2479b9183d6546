import { MAX_BODY_EXCERPT_BYTES } from "../../limits.ts";
import type { BodySource } from "./body-source.ts";

/**
 * The first bytes of a body as text, 1 KiB at most; less when the body breaks off.
 *
 * @param onBytes told when the first of them are there
 */
export async function excerptOf(
  body: Pick<BodySource, "take">,
  onBytes: () => void = () => undefined,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let left = MAX_BODY_EXCERPT_BYTES;
  while (left > 0) {
    const chunks = await body.take();
    if (chunks === undefined) break;
    if (text === "") onBytes();
    for (const chunk of chunks) {
      text += decoder.decode(chunk.subarray(0, left), { stream: true });
      left = Math.max(0, left - chunk.length);
    }
  }
  return text.trim();
}
