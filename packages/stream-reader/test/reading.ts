import { type Frame, type OpenStreamOptions, openStream } from "../src/index.ts";

/** The text of each frame. */
export async function textsOf(stream: AsyncIterable<Frame>): Promise<string[]> {
  const texts: string[] = [];
  for await (const frame of stream) texts.push(frame.text);
  return texts;
}

/** Reads to the end or the error; hands over the frames that came before. */
export async function failureOf(options: OpenStreamOptions): Promise<{ error: unknown; frames: Frame[] }> {
  const frames: Frame[] = [];
  try {
    for await (const frame of openStream(options)) frames.push(frame);
  } catch (error) {
    return { error, frames };
  }
  return { error: undefined, frames };
}
