# Loads the handler named by _HANDLER and answers each line of stdin with a line on stdout.
import importlib
import json
import os
import sys
import time
import traceback

answers = sys.stdout
# Whatever the handler prints is a line of the log; stdout belongs to the answers.
sys.stdout = sys.stderr


def reply(value):
    answers.write(json.dumps(value) + "\n")
    answers.flush()


def describe(error):
    return {"errorType": type(error).__name__, "errorMessage": str(error)}


class Context:
    function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
    function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
    invoked_function_arn = os.environ["APPSYNTH_FUNCTION_ARN"]
    memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
    log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
    log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]

    def __init__(self, request):
        self.aws_request_id = request["requestId"]
        self._deadline = time.monotonic() * 1000 + request["timeoutMillis"]

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline - time.monotonic() * 1000))


try:
    sys.path.insert(0, os.getcwd())
    module, _, name = os.environ["_HANDLER"].rpartition(".")
    handler = getattr(importlib.import_module(module.replace("/", ".")), name)
    reply({"ready": True})
except BaseException as error:
    traceback.print_exc()
    reply({"error": describe(error)})
    sys.exit(1)

for line in sys.stdin:
    try:
        request = json.loads(line)
        print(request["mark"], file=sys.stderr, flush=True)
        reply({"result": handler(request["event"], Context(request))})
    except Exception as error:
        traceback.print_exc()
        reply({"error": describe(error)})
