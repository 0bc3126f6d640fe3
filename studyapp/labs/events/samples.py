"""Where each source begins: a path that leads to something worth a look."""

PATHS = {
    "s3": 'event["Records"][0]["s3"]["object"]["key"]',
    "sns": 'event["Records"][0]["Sns"]["Message"]',
    "sqs": 'event["Records"][0]["body"]',
    "snssqs": 'json.loads(event["Records"][0]["body"])["Message"]',
    "kinesis": 'event["Records"][0]["kinesis"]["data"]',
    "dynamodb": 'event["Records"][0]["dynamodb"]["NewImage"]["Total"]',
    "eventbridge": 'event["detail"]["order"]',
    "rest": 'event["queryStringParameters"]["colour"]',
    "http": 'event["queryStringParameters"]["colour"]',
    "url": 'event["requestContext"]["http"]["method"]',
    "alb": 'event["queryStringParameters"]["colour"]',
}
