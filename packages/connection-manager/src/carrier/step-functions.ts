import {
  ExecutionAlreadyExists,
  SFNClient,
  StartExecutionCommand,
  type StartExecutionInput,
} from "@aws-sdk/client-sfn";

/** Says whether an execution runs by that name and input: not so when the name was that of another. */
export type StartExecution = (input: StartExecutionInput) => Promise<boolean>;

/** Starts executions; the same name with the same input is one execution while it runs. */
export function executionStarter(client: SFNClient = new SFNClient()): StartExecution {
  return async (input) => {
    try {
      await client.send(new StartExecutionCommand(input));
      return true;
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return false;
      throw error;
    }
  };
}
