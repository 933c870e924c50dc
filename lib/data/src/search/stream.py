"""Keeps an OpenSearch index for each searchable model up to date with the stream of its table.

One request to the domain for each batch of records. Fails if any document was refused for a reason that may
pass, so that Lambda sends the batch again; writing a document twice is harmless.
"""
import base64
import json
import os
import urllib.error
import urllib.request
from decimal import Decimal

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session

ENDPOINT = os.environ["ENDPOINT"]
REGION = os.environ["AWS_REGION"]
CREDENTIALS = Session().get_credentials()


def handler(event, context):
    lines = [line for record in event["Records"] for line in actions(record)]
    if lines:
        send("\n".join(json.dumps(line) for line in lines) + "\n")


def actions(record):
    """The lines of a bulk request that a record of the stream comes to."""
    change = record["dynamodb"]
    # arn:aws:dynamodb:region:account:table/<model>-<API id>-<environment>/stream/<time>
    table = record["eventSourceARN"].split("/")[1]
    keys = {name: plain(value) for name, value in change["Keys"].items()}
    target = {
        "_index": table.split("-")[0].lower(),
        "_id": "|".join(str(keys[name]) for name in sorted(keys)),
    }
    item = {name: plain(value) for name, value in change.get("NewImage", {}).items()}
    if record["eventName"] == "REMOVE" or item.get("_deleted"):
        return [{"delete": target}]
    return [{"index": target}, item]


def plain(value):
    """An attribute value of DynamoDB as JSON."""
    kind, content = next(iter(value.items()))
    if kind == "N":
        return number(content)
    if kind == "NULL":
        return None
    if kind == "L":
        return [plain(one) for one in content]
    if kind == "M":
        return {name: plain(one) for name, one in content.items()}
    if kind == "NS":
        return [number(one) for one in content]
    if kind in ("B", "BS"):
        return [text(one) for one in content] if kind == "BS" else text(content)
    return content


def number(content):
    value = Decimal(content)
    return int(value) if value == value.to_integral_value() else float(value)


def text(content):
    return content if isinstance(content, str) else base64.b64encode(content).decode()


def send(body):
    url = f"https://{ENDPOINT}/_bulk"
    request = AWSRequest("POST", url, {"Content-Type": "application/x-ndjson"}, body.encode())
    SigV4Auth(CREDENTIALS.get_frozen_credentials(), "es", REGION).add_auth(request)
    sent = urllib.request.Request(url, body.encode(), dict(request.headers.items()), method="POST")
    with urllib.request.urlopen(sent, timeout=30) as answer:
        for result in json.load(answer)["items"]:
            check(next(iter(result.values())))


def check(result):
    """A document that the index cannot take would block the stream for ever: it is logged and left out."""
    if result["status"] == 429 or result["status"] >= 500:
        raise RuntimeError(f"{result['_index']}/{result['_id']}: {result.get('error')}")
    if result["status"] >= 400 and result["status"] != 404:
        print(f"left out {result['_index']}/{result['_id']}: {result.get('error')}")
