export type {
  Catcher,
  Choice,
  ChoiceState,
  FailState,
  ParallelState,
  PassState,
  PayloadTemplate,
  ResultPath,
  Retrier,
  State,
  StateGraph,
  StateMachineDefinition,
  SucceedState,
  TaskState,
  Transition,
  WaitState,
} from "./asl.ts";
export { buildStateMachine } from "./build-state-machine.ts";
export {
  CONFIGURATION_ERROR,
  LAMBDA_CRASH_ERROR,
  LAMBDA_TIMEOUT_ERROR,
  PERMANENT_ERRORS,
  STATES_TASK_FAILED,
  STATES_TIMEOUT,
  STREAM_ID_ERROR,
  STREAM_NOT_ENDED_ERROR,
  STREAM_REFUSED_ERROR,
  TRANSIENT_ERRORS,
} from "./error-names.ts";
export {
  AslBuilderError,
  type AslBuilderErrorCode,
  InvalidDefinitionError,
  InvalidOptionsError,
} from "./errors.ts";
export type { Loop } from "./history.ts";
export {
  MAX_FUNCTION_NAME_LENGTH,
  MAX_HISTORY_EVENTS,
  MAX_LIFETIME_SECONDS,
  MAX_RETRY_ATTEMPTS,
  MAX_STATE_MACHINE_NAME_LENGTH,
  MAX_STATE_NAME_LENGTH,
  MAX_TASK_NAME_LENGTH,
  TASK_TIMEOUT_MARGIN_SECONDS,
} from "./limits.ts";
export type { OptionName, OptionProblem, OptionProblemCode, RenderOptionName } from "./option-problem.ts";
export { ENDED_OUTCOME, INTERRUPTED_OUTCOME } from "./outcomes.ts";
export { toJson } from "./render/json.ts";
export { toMermaid } from "./render/mermaid.ts";
export { type ServerlessEntry, toYaml, type YamlOptions } from "./render/yaml.ts";
export { STRATEGY_NAMES } from "./strategies/registry.ts";
export type {
  CommonOptions,
  OptionsByStrategy,
  Partition,
  RetryOnTimeoutOptions,
  StaggeredJoinedOptions,
  StaggeredOptions,
  StateMachineOptions,
  StrategyName,
  WaitingOptions,
} from "./types.ts";
export {
  type DuplicateNameFinding,
  type Finding,
  type StateNameFinding,
  type StatesFinding,
  type TargetFinding,
  type ValidationOptions,
  type ValidationReport,
  validateDefinition,
} from "./validate.ts";
