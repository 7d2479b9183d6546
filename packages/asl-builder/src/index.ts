/** Longest pause of a `relay` branch before it connects, and of an `admission` that follows one that has failed, in seconds: 5 minutes. */
export { LONGEST_TURN_PAUSE_SECONDS as LONGEST_PAUSE_SECONDS } from "@unbounded-streams/stream-lease/turn-pause";
export type {
  DuplicateNameFinding,
  Finding,
  PayloadGrowthFinding,
  StateNameFinding,
  StatesFinding,
  TargetFinding,
} from "./analysis/findings.ts";
export type { HistoryCosts, Loop } from "./analysis/history.ts";
export { type Permission, requiredPermissions, THIS_STATE_MACHINE } from "./analysis/permissions.ts";
export {
  type ValidationOptions,
  type ValidationReport,
  validateDefinition,
} from "./analysis/validate-definition.ts";
export { buildStateMachine } from "./build-state-machine.ts";
export {
  AslBuilderError,
  type AslBuilderErrorCode,
  InvalidDefinitionError,
  InvalidOptionsError,
} from "./errors.ts";
export {
  FIRST_LOOK_SECONDS,
  HISTORY_EVENT_BUDGET,
  MAX_FUNCTION_NAME_LENGTH,
  MAX_HISTORY_EVENTS,
  MAX_LIFETIME_SECONDS,
  MAX_LOOKS,
  MAX_RETRY_ATTEMPTS,
  MAX_STATE_MACHINE_NAME_LENGTH,
  MAX_STATE_NAME_LENGTH,
  MAX_SUCCESSOR_STARTS,
  MAX_TABLE_NAME_LENGTH,
  MAX_TASK_NAME_LENGTH,
  PATIENT_LOOKS,
  SERVICE_CALL_TIMEOUT_SECONDS,
  TASK_TIMEOUT_MARGIN_SECONDS,
  TRUSTING_LOOKS,
} from "./limits.ts";
export type { Partition } from "./options/partition.ts";
export type { OptionName, OptionProblem, OptionProblemCode, RenderOptionName } from "./options/problem.ts";
export type {
  AdmissionOptions,
  CarrierOptions,
  CommonOptions,
  HandoverOptions,
  LeaseOptions,
  MachineOptions,
  OptionsByStrategy,
  RelayOptions,
  RetryOnTimeoutOptions,
  StaggeredJoinedOptions,
  StaggeredOptions,
  StateMachineOptions,
  StrategyName,
  WaitingOptions,
} from "./options/state-machine-options.ts";
export { MAX_RELAY_TURNS } from "./relay/turn-budget.ts";
export { toJson } from "./render/json.ts";
export { toMermaid } from "./render/mermaid.ts";
export { type SamOptions, toSam } from "./render/sam.ts";
export { toTerraform } from "./render/terraform.ts";
export type {
  Catcher,
  Choice,
  ChoiceState,
  Comparison,
  Condition,
  FailState,
  ParallelState,
  PassState,
  PayloadTemplate,
  PayloadValue,
  ResultPath,
  Retrier,
  State,
  StateGraph,
  StateMachineDefinition,
  SucceedState,
  TaskState,
  Transition,
  WaitState,
} from "./states/asl.ts";
export {
  CONFIGURATION_ERROR,
  DYNAMODB_CONDITION_FAILED_ERROR,
  DYNAMODB_PERMANENT_ERRORS,
  DYNAMODB_TABLE_MISSING_ERROR,
  EXECUTION_EXISTS_ERROR,
  EXECUTION_EXISTS_ERRORS,
  EXECUTION_NAME_ERRORS,
  LAMBDA_CRASH_ERROR,
  LAMBDA_RETRYABLE_ERRORS,
  LAMBDA_TIMEOUT_ERROR,
  NO_SUCCESSOR_ERROR,
  PERMANENT_ERRORS,
  STATES_ALL,
  STATES_TASK_FAILED,
  STATES_TIMEOUT,
  STREAM_ENDED_ERROR,
  STREAM_FAILED_ERROR,
  STREAM_ID_ERROR,
  STREAM_NOT_ENDED_ERROR,
  STREAM_REFUSED_ERROR,
  TRANSIENT_ERRORS,
  UNKNOWN_OUTCOME_ERROR,
} from "./states/error-names.ts";
export {
  ADMISSION_OUTCOMES,
  ENDED_OUTCOME,
  EXPIRED_OUTCOME,
  FINAL_OUTCOMES,
  INTERRUPTED_OUTCOME,
  PASSING_OUTCOMES,
  RELAY_OUTCOMES,
  STOPPED_OUTCOME,
  SUPERSEDED_OUTCOME,
} from "./states/outcomes.ts";
export { STRATEGY_NAMES } from "./strategies/registry.ts";
