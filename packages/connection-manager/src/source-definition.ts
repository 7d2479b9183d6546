/*
 * One source as JSON, and the handler's variables for it: for those who configure a handler, without what runs a connection.
 */
export { definitionProblems, fieldProblem } from "./source-definition/definition-problems.ts";
export type {
  HandshakeDefinition,
  HeaderValue,
  JsonObject,
  JsonValue,
  QueryValue,
  ResumeRequestDefinition,
  SourceDefinition,
  TlsDefinition,
} from "./source-definition/source-definition.ts";
export {
  type GivenDefinition,
  SOURCE_VARIABLES,
  type SourceVariable,
  type SourceVariables,
  sourceEnvironment,
} from "./source-definition/source-environment.ts";
export { type FieldKind, SOURCE_FIELDS } from "./source-definition/source-fields.ts";
