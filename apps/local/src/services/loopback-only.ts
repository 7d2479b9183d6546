import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

const FORBIDDEN = 403;

/**
 * Lets a server on the loopback interface answer programs of this machine alone. A web page that is open in a browser here can send
 * requests to it, too: they carry an `Origin`, or, when the page's name was made to point here (DNS rebinding), that name as `Host`.
 */
export function forLoopbackOnly(listener: RequestListener): RequestListener {
  return (request, response) => {
    const problem = problemOf(request);
    if (problem === undefined) listener(request, response);
    else refuse(response, problem);
  };
}

function problemOf({ headers: { origin, host = "" } }: IncomingMessage): string | undefined {
  if (origin !== undefined) {
    return `the request comes from a web page (Origin ${JSON.stringify(origin)}): only programs of this machine are answered`;
  }
  if (LOOPBACK_HOST.test(host)) return undefined;
  return `the request is for the host ${JSON.stringify(host)}: only localhost, 127.0.0.1 and [::1] are answered`;
}

function refuse(response: ServerResponse, message: string): void {
  const body = JSON.stringify({ error: { code: "NOT_FROM_THIS_MACHINE", message } });
  response.writeHead(FORBIDDEN, { "content-type": "application/json", connection: "close" }).end(`${body}\n`);
}
