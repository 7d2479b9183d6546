import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";

/** A message of an event stream. */
export interface Seen {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
  readonly data: any;
}

/** Asks as a browser would, or as somebody else. */
export async function ask(
  url: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<IncomingMessage & { text(): Promise<string> }> {
  const sent = request(url, { headers, method, agent: false }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return Object.assign(response, {
    text: async () => Buffer.concat(await Array.fromAsync(response as AsyncIterable<Buffer>)).toString(),
  });
}

/** The messages of an event stream until it is left. */
export async function* messagesOf(url: string, headers: Record<string, string> = {}): AsyncGenerator<Seen> {
  const response = await ask(url, headers);
  try {
    let text = "";
    for await (const chunk of response.setEncoding("utf8") as AsyncIterable<string>) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const { id, event, data } = Object.fromEntries(
          block
            .split("\n")
            .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
        );
        if (data !== undefined) yield { id: id ?? "", event: event ?? "", data: JSON.parse(data) };
      }
    }
  } finally {
    response.destroy();
  }
}

/** The first message that is like this; leaves the stream. */
export async function firstMessage(
  url: string,
  isWanted: (seen: Seen) => boolean = () => true,
  headers: Record<string, string> = {},
): Promise<Seen> {
  for await (const seen of messagesOf(url, headers)) if (isWanted(seen)) return seen;
  throw new Error(`${url} ended without it`);
}
