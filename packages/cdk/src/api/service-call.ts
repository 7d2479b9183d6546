import {
  AwsIntegration,
  type IRequestValidator,
  type MethodOptions,
  PassthroughBehavior,
  type Resource,
} from "aws-cdk-lib/aws-apigateway";
import type { IRole } from "aws-cdk-lib/aws-iam";
import { UPSTREAM_FAILED, upstreamFailure } from "./templates/failure.ts";

/** A call of a service, and the mapping templates (VTL) that make it of a request and an answer of its reply. */
export interface ServiceCall {
  readonly service: "states" | "dynamodb";
  readonly action: string;
  readonly request: string;
  readonly answer: string;
  /** The answer when the service refuses (4xx). */
  readonly failure: string;
  /** What of the request the templates look at, and whether it must be there. */
  readonly parameters: Record<string, boolean>;
}

/** What all calls of one API have in common. */
export interface SharedByCalls {
  readonly credentialsRole: IRole;
  readonly requestValidator: IRequestValidator;
}

/**
 * Adds a method that stands for one call of a service. A body of another type than JSON is answered with 415: passed on as it is, it
 * would be a call of the caller's own making.
 */
export function addServiceCall(
  resource: Resource,
  method: string,
  shared: SharedByCalls,
  call: ServiceCall,
): void {
  const json = (template: string) => ({ "application/json": template });
  const integration = new AwsIntegration({
    service: call.service,
    action: call.action,
    integrationHttpMethod: "POST",
    options: {
      credentialsRole: shared.credentialsRole,
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestTemplates: json(call.request),
      integrationResponses: [
        { statusCode: "200", responseTemplates: json(call.answer) },
        { statusCode: "400", selectionPattern: "4\\d{2}", responseTemplates: json(call.failure) },
        {
          statusCode: String(UPSTREAM_FAILED.status),
          selectionPattern: "5\\d{2}",
          responseTemplates: json(upstreamFailure()),
        },
      ],
    },
  });
  const options: MethodOptions = {
    requestParameters: call.parameters,
    requestValidator: shared.requestValidator,
    methodResponses: ["200", "400", String(UPSTREAM_FAILED.status)].map((statusCode) => ({ statusCode })),
  };
  resource.addMethod(method, integration, options);
}
