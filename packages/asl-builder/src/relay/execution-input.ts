import type { Choice, PayloadTemplate, State } from "../states/asl.ts";
import { all, isSomeText, isText, isTrue, when } from "../states/conditions.ts";
import { STREAM_ID_ERROR } from "../states/error-names.ts";
import { choose, fail, reshape } from "../states/flow-states.ts";

/** The states to which the input leads, by how the stream is to be started. */
export interface WaysToStart {
  readonly begin: string;
  readonly restart: string;
  /** Where the input of a predecessor leads; without it, there are none. */
  readonly inherit?: string;
}

/** What a machine does with its input of its own. */
export interface OwnInput {
  /** What goes on beside the stream's id and the execution's ARN when a stream is started. */
  readonly carried: PayloadTemplate;
  /** Inputs that are looked for before any other. */
  readonly first?: readonly Choice[];
  /** Inputs that start no stream. */
  readonly last?: readonly Choice[];
}

export const READ_INPUT = "How is the stream to be started?";

const API_STREAM_ID = "$.pathParameters.streamId";
const STREAM_ID = "$.streamId";

/** Where a stream's id may stand in an input. */
export const INPUT_STREAM_IDS = [API_STREAM_ID, STREAM_ID] as const;

/** Carried along: not every interpreter compares with what stands in the context. */
export const EXECUTION = { "executionArn.$": "$$.Execution.Id" } as const;

/**
 * The input of an execution is an API's proxy event, `{ pathParameters: { streamId } }` with `restart=true` in the query
 * if wanted; or `{ streamId, restart? }`; or a predecessor's `{ streamId, successor: true, root, generation, predecessorArn }`.
 * What goes on from here is `{ streamId, executionArn, ... }` alone: headers and bodies are left behind.
 */
export function inputStates(
  ways: WaysToStart,
  { carried, first = [], last = [] }: OwnInput,
): Record<string, State> {
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
        ...first,
        ...(ways.inherit === undefined
          ? []
          : [when(all(isTrue("$.successor"), isSomeText(STREAM_ID)), successor)]),
        ...starts.map(([name, path, , also]) =>
          when(also === undefined ? isSomeText(path) : all(isSomeText(path), also), name),
        ),
        ...last,
      ],
      noStream,
    ),
    ...(ways.inherit !== undefined && { [successor]: predecessorsInput(ways.inherit) }),
    ...Object.fromEntries(
      starts.map(([name, path, next]) => [
        name,
        reshape({ "streamId.$": path, ...EXECUTION, ...carried }, { Next: next }),
      ]),
    ),
    [noStream]: fail(STREAM_ID_ERROR, "the execution's input has no streamId"),
  };
}

function predecessorsInput(next: string): State {
  return reshape(
    {
      "streamId.$": STREAM_ID,
      ...EXECUTION,
      "root.$": "$.root",
      "generation.$": "$.generation",
      "predecessorArn.$": "$.predecessorArn",
    },
    { Next: next },
  );
}
