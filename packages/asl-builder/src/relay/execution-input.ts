import type { State } from "../states/asl.ts";
import { all, isSomeText, isText, isTrue, when } from "../states/conditions.ts";
import { STREAM_ID_ERROR } from "../states/error-names.ts";
import { choose, fail, reshape } from "../states/flow-states.ts";

/** The states to which the input leads, by how the stream is to be started. */
export interface WaysToStart {
  readonly begin: string;
  readonly restart: string;
  readonly inherit: string;
}

export const READ_INPUT = "How is the stream to be started?";

const API_STREAM_ID = "$.pathParameters.streamId";
const STREAM_ID = "$.streamId";

/** Carried along: not every interpreter compares with what stands in the context. */
const EXECUTION = { "executionArn.$": "$$.Execution.Id" } as const;

/**
 * The input of an execution is an API's proxy event, `{ pathParameters: { streamId } }` with `restart=true` in the query
 * if wanted; or `{ streamId, restart? }`; or a predecessor's `{ streamId, successor: true, root, generation, predecessorArn }`.
 * What goes on from here is `{ streamId, executionArn, root, generation }` alone: headers and bodies are left behind.
 *
 * `root` is the name of the first execution of a chain of successors, `generation` counts them from 0.
 */
export function inputStates(ways: WaysToStart): Record<string, State> {
  const successor = "Take the predecessor's input";
  const noStream = "No stream named";
  const starts = [
    [
      "Restart asked for by API",
      API_STREAM_ID,
      ways.restart,
      isText("$.queryStringParameters.restart", "true"),
    ],
    ["Start asked for by API", API_STREAM_ID, ways.begin],
    ["Restart asked for", STREAM_ID, ways.restart, isTrue("$.restart")],
    ["Start asked for", STREAM_ID, ways.begin],
  ] as const;
  return {
    [READ_INPUT]: choose(
      [
        when(all(isTrue("$.successor"), isSomeText(STREAM_ID)), successor),
        ...starts.map(([name, path, , also]) =>
          when(also === undefined ? isSomeText(path) : all(isSomeText(path), also), name),
        ),
      ],
      noStream,
    ),
    [successor]: reshape(
      {
        "streamId.$": STREAM_ID,
        ...EXECUTION,
        "root.$": "$.root",
        "generation.$": "$.generation",
        "predecessorArn.$": "$.predecessorArn",
      },
      { Next: ways.inherit },
    ),
    ...Object.fromEntries(
      starts.map(([name, path, next]) => [
        name,
        reshape(
          { "streamId.$": path, ...EXECUTION, "root.$": "$$.Execution.Name", generation: 0 },
          { Next: next },
        ),
      ]),
    ),
    [noStream]: fail(STREAM_ID_ERROR, "the execution's input has no streamId"),
  };
}
