"""Every payload against the pydantic models of AWS Lambda Powertools, for facts at random.

The models forgive keys they do not know, so a second test holds the keys of each payload to
those that real events have, read from samples that Powertools tests itself with (MIT-0).
"""

import json
import random
from base64 import b64decode

import pytest
from aws_lambda_powertools.utilities.parser import models
from pydantic import ValidationError

from studyapp.labs.engine.events import building, queues, streams, web
from studyapp.labs.engine.events.building import build
from studyapp.labs.engine.events.told import CHANGES, SORTS, SOURCES, VIEWS, Told

ROUNDS = 120
WORDS = ("order", "a b", "ü", "x+y", "100%", 'say "hi"', "{", "\\", "日本", "a/b", "&", "=")
MODELS = {
    "s3": models.S3Model,
    "sns": models.SnsModel,
    "sqs": models.SqsModel,
    "kinesis": models.KinesisDataStreamModel,
    "dynamodb": models.DynamoDBStreamModel,
    "rest": models.APIGatewayProxyEventModel,
    "http": models.APIGatewayProxyEventV2Model,
    "url": models.LambdaFunctionUrlModel,
    "alb": models.AlbModel,
}


def invented(chance: random.Random, source: str) -> Told:
    def words() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 3)))

    def switch() -> bool:
        return chance.random() < 0.5

    return Told(
        source=source,
        key=words(),
        act=chance.choice(("created", "removed")),
        body=json.dumps({"order": words(), "n": "{n}"}) if switch() else words(),
        count=chance.randint(1, 10),
        fifo=switch(),
        raw=switch(),
        change=chance.choice(CHANGES),
        view=chance.choice(VIEWS),
        sort=chance.choice(tuple(SORTS)),
        method=chance.choice(("GET", "POST", "PUT", "PATCH", "DELETE")),
        uri=chance.choice(("/", "/orders/42", "/orders/a%20b", "/shop/x/y")),
        search=chance.choice(("", "a=1", "a=1&a=2", "q=a%20b&z=")),
        cookies=chance.choice(("", "theme=dark", "theme=dark; lang=en")),
        binary=switch(),
        multi=False,  # AlbModel demands `headers`, which lists replace: see the test of its own
    )


def accepts(told: Told) -> None:
    event = json.loads(json.dumps(build(told)))  # the models change what they are given
    if told.source == "snssqs":
        models.SqsModel.model_validate(json.loads(json.dumps(event)))
        for n, record in enumerate(event["Records"], 1):
            if told.raw:
                assert record["body"] == told.text(n)
            else:
                inner = models.SnsNotificationModel.model_validate(json.loads(record["body"]))
                assert inner.Message == told.text(n)
    elif told.source == "eventbridge":
        from_s3 = told.sort == "s3"
        model = models.S3EventNotificationEventBridgeModel if from_s3 else models.EventBridgeModel
        model.model_validate(event)
    else:
        parsed = MODELS[told.source].model_validate(event)
        if told.source == "kinesis":
            data = [record.kinesis.data.decode() for record in parsed.Records]
            assert data == [told.text(n) for n in range(1, told.count + 1)]
        if told.source == "dynamodb":
            assert all(record.dynamodb.Keys["Id"] > 100 for record in parsed.Records)


def agreeing(rounds: int) -> tuple[int, list[str]]:
    chance, agreed, apart = random.Random(6), 0, []
    for _ in range(rounds):
        for source in SOURCES:
            told = invented(chance, source)
            try:
                accepts(told)
                agreed += 1
            except (ValidationError, AssertionError, KeyError, ValueError) as error:
                apart.append(f"{told}: {error}")
    return agreed, apart


def test_every_payload_is_one_that_powertools_reads():
    agreed, apart = agreeing(ROUNDS)
    total = ROUNDS * len(SOURCES)
    print(f"events: {agreed} of {total} payloads agree with Powertools' models")  # noqa: T201
    assert not apart, apart[:3]


def test_lists_of_the_load_balancer_differ_from_the_model_only_in_what_it_demands():
    """Real events with lists have no `headers`; AlbModel demands them nevertheless."""
    with pytest.raises(ValidationError) as refused:
        models.AlbModel.model_validate(build(Told("alb", multi=True)))
    missing = {error["loc"]: error["type"] for error in refused.value.errors()}
    assert missing == {("headers",): "missing", ("queryStringParameters",): "missing"}


def _no_source(told: Told) -> dict:
    event = queues.sqs(told)
    event["Records"][0].pop("eventSource")
    return event


def _in_clear(told: Told) -> dict:
    event = streams.kinesis(told)
    for record in event["Records"]:
        record["kinesis"]["data"] = b64decode(record["kinesis"]["data"]).decode()
    return event


def _one_as_list(told: Told) -> dict:
    event = web.http_api(told)
    return event | {"headers": {name: [value] for name, value in event["headers"].items()}}


def _object_in_the_message(told: Told) -> dict:
    event = queues.sns(told)
    event["Records"][0]["Sns"]["Message"] = {"order": 1}
    return event


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("sqs", _no_source),
        ("kinesis", _in_clear),
        ("http", _one_as_list),
        ("sns", _object_in_the_message),
    ],
)
def test_a_planted_fault_is_caught(monkeypatch, source, fault):
    monkeypatch.setitem(building.BUILDERS, source, fault)
    _, apart = agreeing(5)
    assert apart, "the models took a payload that is wrong"
    assert all(f"source='{source}'" in line for line in apart)


# Keys of real events; "?" marks those that some have.
KEYS = {
    "s3": "eventVersion eventSource awsRegion eventTime eventName userIdentity requestParameters"
    " responseElements s3",
    "sns": "EventVersion EventSubscriptionArn EventSource Sns",
    "sqs": "messageId receiptHandle body attributes messageAttributes md5OfBody eventSource"
    " eventSourceARN awsRegion",
    "kinesis": "kinesis eventSource eventVersion eventID eventName invokeIdentityArn awsRegion"
    " eventSourceARN",
    "dynamodb": "eventID eventVersion dynamodb awsRegion eventName eventSourceARN eventSource",
    "eventbridge": "version id detail-type source account time region resources detail",
    "rest": "resource path httpMethod headers multiValueHeaders queryStringParameters"
    " multiValueQueryStringParameters requestContext pathParameters stageVariables body"
    " isBase64Encoded",
    "http": "version routeKey rawPath rawQueryString cookies? headers queryStringParameters?"
    " requestContext body? pathParameters? isBase64Encoded",
    "url": "version routeKey rawPath rawQueryString cookies? headers queryStringParameters?"
    " requestContext body? isBase64Encoded",
    "alb": "requestContext httpMethod path queryStringParameters headers body isBase64Encoded",
}
INSIDE = {
    ("s3", ("s3",)): "s3SchemaVersion configurationId bucket object",
    ("s3", ("s3", "object")): "key size? eTag? sequencer",
    ("sns", ("Sns",)): "SignatureVersion Timestamp Signature SigningCertUrl MessageId Message"
    " MessageAttributes Type UnsubscribeUrl TopicArn Subject",
    ("sqs", ("attributes",)): "ApproximateReceiveCount SentTimestamp SenderId"
    " ApproximateFirstReceiveTimestamp SequenceNumber? MessageGroupId? MessageDeduplicationId?",
    ("kinesis", ("kinesis",)): "kinesisSchemaVersion partitionKey sequenceNumber data"
    " approximateArrivalTimestamp",
    ("dynamodb", ("dynamodb",)): "ApproximateCreationDateTime Keys NewImage? OldImage?"
    " SequenceNumber SizeBytes StreamViewType",
    ("http", ("requestContext",)): "accountId apiId domainName domainPrefix http requestId"
    " routeKey stage time timeEpoch",
    ("url", ("requestContext", "http")): "method path protocol sourceIp userAgent",
}


def check_keys(found: dict, wanted: str) -> None:
    words = wanted.split()
    must = {word for word in words if not word.endswith("?")}
    may = {word.rstrip("?") for word in words}
    assert must <= set(found) <= may


@pytest.mark.parametrize("source", KEYS)
def test_the_keys_are_those_of_real_events(source):
    chance = random.Random(7)
    for _ in range(40):
        event = build(invented(chance, source))
        top = event["Records"][0] if "Records" in event else event
        assert ("Records" in event) == (source in ("s3", "sns", "sqs", "kinesis", "dynamodb"))
        check_keys(top, KEYS[source])
        for (of, way), wanted in INSIDE.items():
            inner = top
            for step in way if of == source else ():
                inner = inner[step]
            if of == source:
                check_keys(inner, wanted)
