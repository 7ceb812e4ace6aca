/**
 * The events that AWS Lambda is called with for an HTTP request, as far as they are read here. Payload format 2.0 is that
 * of function URLs and of API Gateway's HTTP APIs; load balancers have one of their own.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html and services-alb.html
 */

export interface HttpApiEvent {
  readonly version: '2.0';
  /** With the stage before it, unless that is `$default`. */
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** Names in lower case; several values of one are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly stage: string;
    readonly http: { readonly method: string; readonly sourceIp: string };
  };
}

/** With `multiValue…` where the target group has multi-value headers enabled, and without otherwise. */
export interface LoadBalancerEvent {
  readonly httpMethod: string;
  readonly path: string;
  /** Encoded as they came. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
}

export interface LambdaAnswer {
  readonly statusCode: number;
  /** For load balancers only. */
  readonly statusDescription?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export function isHttpApiEvent(event: unknown): event is HttpApiEvent {
  return requestContextOf(event)?.http !== undefined;
}

export function isLoadBalancerEvent(event: unknown): event is LoadBalancerEvent {
  return requestContextOf(event)?.elb !== undefined;
}

/** Events come from the platform, not from its clients: what they are called by tells them apart. */
function requestContextOf(event: unknown) {
  // Safe: every field may be missing.
  return (event as { requestContext?: { http?: unknown; elb?: unknown } } | null)?.requestContext;
}
