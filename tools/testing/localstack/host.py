"""LocalStack on this machine, without Docker.

It listens on the loopback interface alone, keeps tables in the DynamoDB whose address is in DYNAMODB_ENDPOINT, and runs Node functions
as processes of their own: NODE is the program, FUNCTION_PROCESS the script that serves a function's invocations.
"""

import functools
import json
import os
import select
import subprocess
import time

from localstack import config
from localstack.services.dynamodb.provider import DynamoDBProvider
from localstack.services.dynamodb.server import DynamodbServer
from localstack.services.lambda_ import runtimes
from localstack.services.lambda_.invocation import runtime_executor
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor
from twisted.internet import endpoints

LOOPBACK = "127.0.0.1"
START_SECONDS = 30


class DynamoDbElsewhere(DynamodbServer):
    """A DynamoDB that runs already."""

    url = os.environ["DYNAMODB_ENDPOINT"]

    def start_dynamodb(self) -> bool:
        return True

    def stop_dynamodb(self) -> None:
        pass


class NodeProcess(RuntimeExecutor):
    """One environment of a function: a process that serves one invocation after the other, and is killed at its timeout."""

    process: subprocess.Popen | None = None

    def start(self, env_vars: dict[str, str]) -> None:
        given = {name: str(value) for name, value in env_vars.items() if value is not None}
        self.env = {**given, "LAMBDA_TASK_ROOT": str(self._code().get_unzipped_code_location())}
        self._spawn()

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        self.process = None
        os.close(self.results)

    def get_address(self) -> str:
        return LOOPBACK

    def get_endpoint_from_executor(self) -> str:
        return LOOPBACK

    def get_runtime_endpoint(self) -> str:
        return f"http://{LOOPBACK}:{config.GATEWAY_LISTEN[0].port}"

    def get_logs(self) -> str:
        return ""

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self._spawn()
        timeout = self.function_version.config.timeout
        request = {
            "requestId": payload["invoke-id"],
            "functionName": self.function_version.id.function_name,
            "deadlineMs": int((time.time() + timeout) * 1000),
            "event": json.loads(payload["payload"]),
        }
        self.process.stdin.write((json.dumps(request) + "\n").encode())
        self.process.stdin.flush()
        answer = self._answer(timeout)
        if answer is None:
            self.stop()
            answer = {"error": {"errorType": "Sandbox.Timedout", "errorMessage": f"Task timed out after {timeout} seconds"}}
        is_error = "error" in answer
        return InvocationResult(
            request_id=payload["invoke-id"],
            payload=json.dumps(answer["error"] if is_error else answer.get("value")).encode(),
            is_error=is_error,
            logs="",
        )

    def _code(self):
        return self.function_version.config.code

    def _spawn(self) -> None:
        self.results, given = os.pipe()
        self.process = subprocess.Popen(
            [os.environ["NODE"], os.environ["FUNCTION_PROCESS"], str(given), self.function_version.config.handler],
            env=self.env,
            stdin=subprocess.PIPE,
            pass_fds=[given],
        )
        os.close(given)
        if "ready" not in (self._answer(START_SECONDS) or {}):
            raise RuntimeError(f"{self.function_version.config.handler} could not be loaded")

    def _answer(self, seconds: float) -> dict | None:
        """The next line of the process as it means it, what its end means, or None when there is none in time."""
        until = time.monotonic() + seconds
        line = b""
        while not line.endswith(b"\n"):
            readable, _, _ = select.select([self.results], [], [], max(0, until - time.monotonic()))
            if not readable:
                return None
            part = os.read(self.results, 65_536)
            if not part:
                return {"error": {"errorType": "Runtime.ExitError", "errorMessage": "the process has ended"}}
            line += part
        return json.loads(line)

    @classmethod
    def prepare_version(cls, function_version) -> None:
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version) -> None:
        pass


def main() -> None:
    endpoints.TCP4ServerEndpoint = functools.partial(endpoints.TCP4ServerEndpoint, interface=LOOPBACK)
    DynamoDBProvider._new_dynamodb_server = staticmethod(DynamoDbElsewhere)
    # Newer than this LocalStack; as far as a process is concerned, every Node is this machine's.
    runtimes.ALL_RUNTIMES.append("nodejs24.x")
    # Before anything that takes it by its name is loaded.
    runtime_executor.get_runtime_executor = lambda: NodeProcess
    from localstack.runtime.main import main as run

    run()


if __name__ == "__main__":
    main()
