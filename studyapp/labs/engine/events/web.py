"""What the four HTTP front doors make of one request."""

from base64 import b64encode
from typing import Any
from urllib.parse import parse_qsl, unquote

from studyapp.labs.engine.events import samples
from studyapp.labs.engine.events.told import Told

Pairs = list[tuple[str, str]]
ROUTE = "/orders/{id}"
API = "a1b2c3d4e5"
URL = "abcdefghijklmnop"
WITH_BODY = ("POST", "PUT", "PATCH")
BALANCER = samples.arn("elasticloadbalancing", "targetgroup/orders/6d0ecf831eec9f09")


def body_of(told: Told) -> tuple[str | None, bool]:
    """The body as the event holds it, and whether it is base64."""
    if told.method not in WITH_BODY:
        return None, False
    text = told.text()
    return (b64encode(text.encode()).decode(), True) if told.binary else (text, False)


def sent(told: Told, host: str) -> Pairs:
    """The headers as the client sent them: one name comes twice."""
    headers = [("Host", host), ("User-Agent", samples.AGENT), ("X-Tag", "one"), ("X-Tag", "two")]
    if told.method in WITH_BODY:
        kind = "application/octet-stream" if told.binary else "application/json"
        headers.append(("Content-Type", kind))
    if told.cookies:
        headers.append(("Cookie", told.cookies))
    return headers


def asked(told: Told) -> Pairs:
    return parse_qsl(told.search, keep_blank_values=True)


def undecoded(told: Told) -> Pairs:
    """The load balancer hands on a query as it came."""
    pairs = (part.partition("=") for part in told.search.split("&") if part)
    return [(name, value) for name, _, value in pairs]


def last(pairs: Pairs) -> dict[str, str]:
    return dict(pairs)


def lists(pairs: Pairs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def joined(pairs: Pairs) -> dict[str, str]:
    return {name: ",".join(values) for name, values in lists(pairs).items()}


def lower(pairs: Pairs) -> Pairs:
    return [(name.lower(), value) for name, value in pairs]


def parameters(told: Told) -> dict[str, str] | None:
    """What the route /orders/{id} finds in the path."""
    parts = told.uri.split("/")
    if len(parts) == 3 and parts[1] == "orders" and parts[2]:
        return {"id": unquote(parts[2])}
    return None


def rest(told: Told) -> dict[str, Any]:
    host = f"{API}.execute-api.{samples.REGION}.amazonaws.com"
    headers, query = sent(told, host), asked(told)
    body, encoded = body_of(told)
    found = parameters(told)
    resource = ROUTE if found else "/{proxy+}"
    return {
        "resource": resource,
        "path": told.uri,
        "httpMethod": told.method,
        "headers": last(headers),
        "multiValueHeaders": lists(headers),
        "queryStringParameters": last(query) or None,
        "multiValueQueryStringParameters": lists(query) or None,
        "pathParameters": found or {"proxy": unquote(told.uri.lstrip("/"))},
        "stageVariables": None,
        "requestContext": _rest_context(told, host, resource),
        "body": body,
        "isBase64Encoded": encoded,
    }


def _rest_context(told: Told, host: str, resource: str) -> dict[str, Any]:
    nobody = dict.fromkeys(("accessKey", "accountId", "caller", "user", "userArn"))
    return {
        "accountId": samples.ACCOUNT,
        "apiId": API,
        "domainName": host,
        "domainPrefix": API,
        "extendedRequestId": "sampleExtended=",
        "httpMethod": told.method,
        "identity": {**nobody, "sourceIp": samples.IP, "userAgent": samples.AGENT},
        "path": f"/prod{told.uri}",
        "protocol": "HTTP/1.1",
        "requestId": samples.uuid("rest"),
        "requestTime": samples.LOG_TIME,
        "requestTimeEpoch": int(samples.EPOCH_MS),
        "resourceId": "k4rqab",
        "resourcePath": resource,
        "stage": "prod",
    }


def http_api(told: Told) -> dict[str, Any]:
    host = f"{API}.execute-api.{samples.REGION}.amazonaws.com"
    found = parameters(told)
    route = f"{told.method} {ROUTE}" if found else "$default"
    return _version_two(told, host, API, route, found)


def function_url(told: Told) -> dict[str, Any]:
    """The shape of an HTTP API, without routes: the path is never taken apart."""
    host = f"{URL}.lambda-url.{samples.REGION}.on.aws"
    return _version_two(told, host, URL, "$default", None)


def _version_two(
    told: Told, host: str, api: str, route: str, found: dict[str, str] | None
) -> dict[str, Any]:
    """Format 2.0: lower-case names, equal names joined by commas, what is empty is left out."""
    headers = [pair for pair in lower(sent(told, host)) if pair[0] != "cookie"]
    body, encoded = body_of(told)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": told.uri,
        "rawQueryString": told.search,
    }
    if told.cookies:
        event["cookies"] = [part.strip() for part in told.cookies.split(";") if part.strip()]
    event["headers"] = joined(headers)
    if asked(told):
        event["queryStringParameters"] = joined(asked(told))
    event["requestContext"] = _context_two(told, host, api, route)
    if found:
        event["pathParameters"] = found
    if body is not None:
        event["body"] = body
    return event | {"isBase64Encoded": encoded}


def _context_two(told: Told, host: str, api: str, route: str) -> dict[str, Any]:
    return {
        "accountId": "anonymous" if api == URL else samples.ACCOUNT,
        "apiId": api,
        "domainName": host,
        "domainPrefix": api,
        "http": {
            "method": told.method,
            "path": told.uri,
            "protocol": "HTTP/1.1",
            "sourceIp": samples.IP,
            "userAgent": samples.AGENT,
        },
        "requestId": samples.uuid(api),
        "routeKey": route,
        "stage": "$default",
        "time": samples.LOG_TIME,
        "timeEpoch": int(samples.EPOCH_MS),
    }


def balancer(told: Told) -> dict[str, Any]:
    """Either single values or lists, never both; the setting belongs to the target group."""
    host = f"orders-1234567890.{samples.REGION}.elb.amazonaws.com"
    headers, query = lower(sent(told, host)), undecoded(told)
    body, encoded = body_of(told)
    event: dict[str, Any] = {
        "requestContext": {"elb": {"targetGroupArn": BALANCER}},
        "httpMethod": told.method,
        "path": told.uri,
    }
    if told.multi:
        event["multiValueQueryStringParameters"] = lists(query)
        event["multiValueHeaders"] = lists(headers)
    else:
        event["queryStringParameters"] = last(query)
        event["headers"] = last(headers)
    return event | {"body": body or "", "isBase64Encoded": encoded}
