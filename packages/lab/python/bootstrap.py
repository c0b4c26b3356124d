"""Runs a Python function over the Lambda Runtime API with the standard library alone.

Errors, context and log lines have the form of Lambda's own Python runtime
(docs.aws.amazon.com/lambda/latest/dg/python-handler.html, python-context.html, python-logging.html).
"""

import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback
import types

API = "/2018-06-01/runtime"
JSON_LOGS = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
# Lambda shows indentation of tracebacks with no-break spaces.
INDENT = "\u00a0"
LEVELS = {logging.DEBUG: 2, logging.INFO: 3, logging.WARNING: 4, logging.ERROR: 5, logging.CRITICAL: 6}


class Fault(Exception):
    """An error of the runtime itself: has an error type of its own and no traceback of the function."""

    def __init__(self, kind, message, trace=None):
        super().__init__(message)
        self.kind = kind
        self.trace = trace or []


class Channel:
    """Log events: frames on the descriptor that _LAMBDA_TELEMETRY_LOG_FD names, otherwise lines on stdout."""

    def __init__(self):
        self.fd = int(os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD", "0"))

    def write(self, text, level):
        if not self.fd:
            sys.stdout.write(text.rstrip("\n").replace("\n", "\r") + "\n")
            sys.stdout.flush()
            return
        body = text.encode("utf8")
        kind = (0xA55A0002 if JSON_LOGS else 0xA55A0003) | (level << 2)
        header = kind.to_bytes(4, "big") + len(body).to_bytes(4, "big")
        os.write(self.fd, header + (time.time_ns() // 1000).to_bytes(8, "big") + body)


class Context:
    def __init__(self, headers):
        env = os.environ
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = env["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = env["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = env["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = env["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = client_context(headers.get("Lambda-Runtime-Client-Context"))
        identity = json.loads(headers.get("Lambda-Runtime-Cognito-Identity") or "{}")
        self.identity = types.SimpleNamespace(
            cognito_identity_id=identity.get("cognitoIdentityId"),
            cognito_identity_pool_id=identity.get("cognitoIdentityPoolId"),
        )
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def client_context(text):
    if not text:
        return None
    value = json.loads(text)
    client = value.get("client")
    names = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
    return types.SimpleNamespace(
        custom=value.get("custom"),
        env=value.get("env"),
        client=client and types.SimpleNamespace(**{name: client.get(name) for name in names}),
    )


class Formatter(logging.Formatter):
    converter = time.gmtime
    request_id = ""

    def format(self, record):
        stamp = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        if not JSON_LOGS:
            message = super().format(record)
            return f"[{record.levelname}]\t{stamp}.{int(record.msecs):03d}Z\t{Formatter.request_id}\t{message}\n"
        line = {"timestamp": stamp + "Z", "level": record.levelname, "message": record.getMessage(), "logger": record.name}
        if record.exc_info:
            line["stackTrace"] = traceback.format_tb(record.exc_info[2])
            line["errorType"] = record.exc_info[0].__name__
            line["errorMessage"] = str(record.exc_info[1])
            line["location"] = f"{record.pathname}:{record.funcName}:{record.lineno}"
        if Formatter.request_id:
            line["requestId"] = Formatter.request_id
        return json.dumps(line, ensure_ascii=False, default=str) + "\n"


class Handler(logging.Handler):
    def __init__(self, channel):
        super().__init__()
        self.channel = channel
        self.setFormatter(Formatter())

    def emit(self, record):
        level = LEVELS.get(min(50, max(10, record.levelno)) // 10 * 10, 3)
        self.channel.write(self.format(record), level)


def set_up_logging(channel):
    root = logging.getLogger()
    root.addHandler(Handler(channel))
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    names = {"TRACE": "DEBUG", "WARN": "WARNING", "FATAL": "CRITICAL"}
    level = names.get(level, level)
    if level in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
        root.setLevel(level)


def find_handler(full):
    try:
        module_name, function_name = full.rsplit(".", 1)
    except ValueError as error:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{full}': {error}")
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict", f"Cannot use built-in module {module_name} as a handler module")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}")
    except SyntaxError as error:
        place = f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'
        raise Fault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", [place])
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise Fault("Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'")


def describe(error, request_id):
    if isinstance(error, Fault):
        kind, trace = error.kind, error.trace
    else:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if frame.filename != __file__ and not frame.filename.startswith("<frozen")]
        kind, trace = type(error).__name__, traceback.format_list(own)
    return {"errorMessage": str(error), "errorType": kind, "requestId": request_id, "stackTrace": trace}


def log_error(channel, result):
    if JSON_LOGS:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = {"timestamp": stamp, "log_level": "ERROR", **result}
        channel.write(json.dumps(line, ensure_ascii=False), LEVELS[logging.ERROR])
        return
    lines = [f"[ERROR] {result['errorType']}: {result['errorMessage']}", "Traceback (most recent call last):"]
    for element in result["stackTrace"]:
        for line in element.splitlines():
            bare = line.lstrip(" ")
            lines.append(INDENT * (len(line) - len(bare)) + bare)
    channel.write("\n".join(lines), LEVELS[logging.ERROR])


class Api:
    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address)

    def call(self, method, path, body=None, headers=None):
        self.connection.request(method, API + path, body, headers or {})
        response = self.connection.getresponse()
        return response.headers, response.read()

    def post_error(self, path, result):
        # A header cannot hold more than latin-1 letters.
        kind = result["errorType"].encode("ascii", "replace").decode()
        headers = {"Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": kind}
        self.call("POST", path, json.dumps(result, default=str).encode("utf8"), headers)


def answer(handler, event, context):
    value = handler(json.loads(event), context)
    try:
        return json.dumps(value, ensure_ascii=False)
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}")


def main():
    sys.stdout.reconfigure(line_buffering=True)
    # Lambda's own client is a package outside of the path; this file's folder would hide modules of the function.
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    channel = Channel()
    set_up_logging(channel)
    api = Api(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = find_handler(os.environ["_HANDLER"])
    except BaseException as error:
        if isinstance(error, (SystemExit, KeyboardInterrupt)):
            raise
        result = describe(error, "")
        log_error(channel, result)
        api.post_error("/init/error", result)
        sys.exit(1)
    while True:
        headers, event = api.call("GET", "/invocation/next")
        request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        Formatter.request_id = request_id
        trace = headers.get("Lambda-Runtime-Trace-Id")
        if trace:
            os.environ["_X_AMZN_TRACE_ID"] = trace
        try:
            body = answer(handler, event, Context(headers))
        except Exception as error:
            result = describe(error, request_id)
            log_error(channel, result)
            api.post_error(f"/invocation/{request_id}/error", result)
        else:
            headers = {"Content-Type": "application/json"}
            api.call("POST", f"/invocation/{request_id}/response", body.encode("utf8"), headers)
        sys.stdout.flush()


main()
