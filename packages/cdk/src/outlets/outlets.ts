import { Annotations, Names, Stack } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import type { EventSourceMapping, IFunction, Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { CfnPipe } from "aws-cdk-lib/aws-pipes";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct, IConstruct } from "constructs";
import { archiveProblems, type CheckedOutlet, outletProblems } from "../checks/check-outlet.ts";
import { InvalidPropsError } from "../errors.ts";
import { MAX_STREAM_READERS } from "../limits.ts";
import type { ArchiveProps, ConsumerProps, PipeProps } from "../props/outlet-props.ts";
import type { ResolvedProps } from "../props/resolve-props.ts";
import { eventsArchive } from "./archive.ts";
import { consumerMapping } from "./consumer.ts";
import { eventsPipe } from "./pipe.ts";
import { type PipeTarget, resolveTarget } from "./pipe-target.ts";

const MAX_MADE_ID_LENGTH = 80;

/** The ways out for what is added to the table for events. */
export class Outlets {
  readonly #scope: Construct;
  readonly #table: ITable;
  readonly #writing: ResolvedProps;
  #readers = 0;

  constructor(scope: Construct, table: ITable, writing: ResolvedProps) {
    this.#scope = scope;
    this.#table = table;
    this.#writing = writing;
  }

  consumer(consumer: IFunction, props: ConsumerProps): EventSourceMapping {
    const id = idFor("Consumer", consumer);
    this.#check(id, props, outletProblems(props));
    const table = this.#table;
    const mapping = consumerMapping(this.#scopeFor(consumer), id, { table, consumer, props });
    this.#count();
    return mapping;
  }

  pipe(to: PipeTarget, props: PipeProps): CfnPipe {
    const id = idFor("PipeTo", to);
    const target = resolveTarget(to);
    const problems = [...target.problems, ...outletProblems(props, target.limits.maxMessages)];
    this.#check(id, props, problems);
    const pipe = eventsPipe(this.#scope, id, { table: this.#table, target, props, writing: this.#writing });
    this.#count();
    return pipe;
  }

  archive(bucket: IBucket, props: ArchiveProps): LambdaFunction {
    const id = idFor("ArchiveTo", bucket);
    this.#check(id, props, archiveProblems(props));
    const archive = eventsArchive(this.#scope, id, {
      table: this.#table,
      bucket,
      props,
      writing: this.#writing,
    });
    this.#count();
    return archive;
  }

  /** A function of another stack has its mapping there: that stack may need this one's table, and then not the other way round. */
  #scopeFor(consumer: IFunction): Construct {
    return Stack.of(consumer) === Stack.of(this.#scope) ? this.#scope : consumer;
  }

  #check(id: string, { onFailure }: CheckedOutlet, problems: readonly string[]): void {
    if (problems.length > 0) throw new InvalidPropsError(`${this.#scope.node.path}/${id}`, problems);
    if (onFailure !== undefined) return;
    Annotations.of(this.#scope).addWarningV2(
      `@unbounded-streams/cdk:givenUp:${id}`,
      `nobody is told of records that ${id} gives up: name a queue or topic in onFailure, so that they can be handed over again from the table`,
    );
  }

  #count(): void {
    this.#readers += 1;
    if (this.#readers !== MAX_STREAM_READERS + 1) return;
    Annotations.of(this.#scope).addWarningV2(
      "@unbounded-streams/cdk:streamReaders",
      `the stream of the table for events has more than ${MAX_STREAM_READERS} readers, which DynamoDB throttles: let one pipe lead to an event bus or a Kinesis stream, and the others read that`,
    );
  }
}

/** The same at each synthesis, whatever the order of the calls. */
function idFor(kind: string, to: IConstruct): string {
  return `${kind}${Names.uniqueResourceName(to, { maxLength: MAX_MADE_ID_LENGTH })}`;
}
