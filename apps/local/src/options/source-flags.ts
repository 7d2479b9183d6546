import { type Command, Option } from "commander";
import {
  controlRules,
  endSignal,
  header,
  jsonObject,
  keyScheme,
  queryParameter,
  streamUrl,
  text,
  whole,
} from "./option-values.ts";
import { headerOfVariable, headersOfFile, keyOfFile, keyOfVariable } from "./secret-options.ts";

export const CONNECTION_MODES = ["overlap", "single"] as const;
export const INVALID_RULES = ["dead-letter", "fail"] as const;
export const HTTP2_WORDS = ["true", "false", "prior-knowledge"] as const;
const MAX_TIMEOUT_SECONDS = 86_400;

/** What says where a stream comes from. */
export function addAddressFlags(command: Command): void {
  command
    .optionsGroup("The stream:")
    .option(
      "--url <url>",
      "a stream of your own instead of the built-in source: http, https, ws or wss",
      streamUrl,
    )
    .option("--config <file>", "a source as JSON, or a config file of the cloud app; flags go over it", text)
    .option("--source <name>", "which of the sources of --config", text)
    .option(
      "--format <format>",
      "how bytes become events (default: auto, by the content type; built-in: ndjson)",
      text,
    )
    .option(
      "--event-id <where>",
      "where an event's id is: sse, a JSON Pointer, header:NAME, record:/POINTER, or a JSON object of an id's parts",
      text,
    )
    .option(
      "--event-key <key>",
      "what makes two events the same: sha1, id, a JSON Pointer, or a JSON array of them",
      text,
    );
}

/** What a request is made of. */
export function addRequestFlags(command: Command): void {
  command
    .optionsGroup("The request, with {streamId} in the place of the stream's id:")
    .option("--method <method>", "of the request (default: GET, with a body POST)", text)
    .option("--body <text>", "of the request: text, or JSON", text)
    .option("--query <name=value>", "a parameter behind those of --url (repeatable)", queryParameter)
    .option("--header <k: v>", "a request header, which `ps` shows (repeatable)", header)
    .option(
      "--header-file <path>",
      "a file with request headers, one 'Name: value' a line (repeatable)",
      headersOfFile,
    )
    .option(
      "--header-env <Name=VARIABLE>",
      "a request header whose value is in an environment variable (repeatable)",
      headerOfVariable,
    )
    .option("--key-file <path>", "a file with the key for --url", keyOfFile)
    .option("--key-env <VARIABLE>", "the environment variable with the key for --url", keyOfVariable)
    .option(
      "--key-scheme <scheme>",
      "how the key is sent: Bearer, Basic (user:password), header:NAME, query:NAME (default: Bearer)",
      keyScheme,
    )
    .option("--cookies", "send the source's cookies back when a connection is opened again")
    .option("--message <text>", "WebSocket: sent on opening, in order (repeatable)", collected)
    .option("--protocol <name>", "WebSocket: a subprotocol that is offered (repeatable)", collected);
}

/** How a source is asked to go on. */
export function addResumeFlags(command: Command): void {
  command
    .optionsGroup("Going on after the last event:")
    .option(
      "--resume <rule>",
      "how: header:NAME, query:NAME, body:/POINTER or message:0:/POINTER (body-json:, message-json: for a number), =TEMPLATE behind it if {id} alone will not do; none (repeatable)",
      collected,
    )
    .option("--resume-start <id>", "after which event to begin when nothing is stored yet", text)
    .option(
      "--keep-header <name>",
      "a response header that is sent with each request after (repeatable)",
      collected,
    );
}

/** What carries requests, and what may come back. */
export function addTransportFlags(command: Command): void {
  command
    .optionsGroup("The connection:")
    .option("--socket-path <path>", "the Unix socket that the source listens at", text)
    .addOption(
      new Option(
        "--http2 [mode]",
        "HTTP/2: where the source offers it, or from the first byte (prior-knowledge)",
      )
        .choices(HTTP2_WORDS)
        .preset("true"),
    )
    .option("--ca-file <path>", "the certificate of a private authority", text)
    .option("--cert-file <path>", "the client's certificate", text)
    .option("--tls-key-file <path>", "its key", text)
    .option("--accept-encoding <coding>", "a content coding that may come (repeatable)", collected)
    .option("--content-type <type>", "a content type that a stream may have, or any (repeatable)", collected)
    .option("--headers-timeout <s>", "seconds that the response's headers may take", seconds())
    .option("--event-timeout <s>", "seconds without an event after which a connection is given up", seconds())
    .addOption(
      new Option(
        "--connection-mode <mode>",
        "relay: whether the next connection is made before the last one goes (default: overlap)",
      ).choices(CONNECTION_MODES),
    );
}

/** What ends a stream, and what is none of its events. */
export function addEndFlags(command: Command): void {
  command
    .optionsGroup("Ends and failures:")
    .option(
      "--end-signal <signal>",
      "what ends the stream: status:410, data:[DONE], json:/type=end, event:done (repeatable)",
      endSignal,
    )
    .option("--end-on-close", "the stream is over when the source closes a connection cleanly")
    .option(
      "--control <json>",
      'a rule, or an array, for frames that are no events: \'{"pointer":"/type","value":"ping","action":"ignore"}\' (repeatable)',
      controlRules,
    )
    .addOption(
      new Option(
        "--on-invalid <what>",
        "what becomes of what is no frame of the format, or too large (default: dead-letter)",
      ).choices(INVALID_RULES),
    )
    .option(
      "--follow-policy <json>",
      "what follows the end of a connection, such as '{\"goneAfterMs\":60000}'",
      jsonObject,
    );
}

function seconds() {
  return whole(1, MAX_TIMEOUT_SECONDS);
}

function collected(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text(value)];
}
