"""The ledger beside AWS's own service model, as the newest botocore carries it. No network.

The model knows identifiers, enum values, bounds and, in its documentation, defaults. What it says
is put into the words of the fact: a fact that says something else is told with both.
"""

import re
from functools import cache
from pathlib import Path

import botocore
import pytest
from botocore.loaders import Loader

DATA = Path(botocore.__file__).parent / "data"
DAY, HOUR, KIB = 86_400, 3_600, 1_024


@cache
def loader():
    return Loader(extra_search_paths=[str(DATA)], include_default_search_paths=False)


@cache
def service(name):
    return loader().load_service_model(name, "service-2")


def shape(name):
    """`lambda.MemorySize`: a shape of a service."""
    api, _, rest = name.partition(".")
    return service(api)["shapes"][rest]


def documentation(place):
    """The plain words about an operation, a shape or a member: `lambda.VpcConfig.SubnetIds`."""
    api, name, *member = place.split(".")
    model = service(api)
    owner = model["operations"].get(name) or model["shapes"][name]
    html = (owner["members"][member[0]] if member else owner)["documentation"]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


# How the model is read. Each reading gives numbers.


def low(name):
    return lambda: (shape(name)["min"],)


def high(name):
    return lambda: (shape(name)["max"],)


def both(name):
    return lambda: (shape(name)["min"], shape(name)["max"])


def told(place, pattern):
    """The numbers that the documentation tells where `pattern` has groups."""

    def read():
        found = re.search(pattern, documentation(place))
        assert found, f"{place} no longer says {pattern!r}, but: {documentation(place)[:600]}"
        return tuple(int(group.replace(",", "")) for group in found.groups())

    return read


def by(unit, reading):
    """The same in a larger unit."""
    return lambda: tuple(number // unit for number in reading() if number % unit == 0)


def together(*readings):
    return lambda: tuple(number for reading in readings for number in reading())


CREATE, MAPPING = "lambda.CreateFunctionRequest", "lambda.CreateEventSourceMappingRequest"
QUEUE, TOLD_OF_MAPPING = (
    "sqs.CreateQueueRequest.Attributes",
    "lambda.EventSourceMappingConfiguration",
)

NUMBERS = [
    # fact, its words, the model's numbers
    ("mem-min", "{} MB", low("lambda.MemorySize")),
    ("mem-default", "{} MB", told(f"{CREATE}.MemorySize", r"default value is ([\d,]+) MB")),
    ("mem-step", "the step is {} MB", told(f"{CREATE}.MemorySize", r"any multiple of (\d+) MB")),
    ("timeout-min", "{} second", low("lambda.Timeout")),
    ("timeout-default", "{} seconds", told(f"{CREATE}.Timeout", r"The default is (\d+) seconds")),
    (
        "timeout-max-default",
        "{} seconds",
        told(f"{CREATE}.Timeout", r"the maximum allowed value is ([\d,]+) seconds\. For functions"),
    ),
    ("lmi-timeout", "{} seconds (90 minutes)", high("lambda.Timeout")),
    ("lmi-memory", "to {} MB", high("lambda.MemorySize")),
    ("lmi-ratio", "{}, 4 or {} GiB", both("lambda.ExecutionEnvironmentMemoryGiBPerVCpu")),
    ("tmp-default", "{} MB", low("lambda.EphemeralStorageSize")),
    ("tmp-default", "{} MB", told("lambda.EphemeralStorage", r"default value is (\d+)")),
    (
        "tmp-max",
        "from {} MB up to {} MB",
        told("lambda.EphemeralStorage", r"any whole number between (\d+) and ([\d,]+) MB"),
    ),
    (
        "payload-sync",
        "{} MB",
        told("lambda.InvocationRequest.Payload", r"(\d+) MB for synchronous invocations"),
    ),
    (
        "payload-async",
        "{} MB",
        told("lambda.InvocationRequest.Payload", r"(\d+) MB for asynchronous invocations"),
    ),
    (
        "payload-stream",
        "{} MB",
        told("lambda.CreateFunctionUrlConfigRequest.InvokeMode", r"payload size is (\d{3}) MB"),
    ),
    (
        "url-invokemode",
        "up to {} MB, or streams the response, with up to {} MB",
        told(
            "lambda.CreateFunctionUrlConfigRequest.InvokeMode",
            r"BUFFERED .* payload size is (\d+) MB.*RESPONSE_STREAM .* payload size is (\d+) MB",
        ),
    ),
    (
        "invoke-status",
        "{}, {} or {}",
        told(
            "lambda.InvocationResponse.StatusCode",
            r"RequestResponse .* code is (\d+).*Event .* code is (\d+).*DryRun .* code is (\d+)",
        ),
    ),
    ("log-tail", "{} KB", told("lambda.InvocationResponse.LogResult", r"The last (\d+) KB")),
    ("sns-destination-size", "{} KB", told("lambda.OnSuccess.Destination", r"limit of (\d+) KB")),
    ("rp-size", "{} KB", by(KIB, high("lambda.ResourcePolicy"))),
    (
        "net-vpcconfig-max",
        "{} subnets and {} security groups",
        together(high("lambda.SubnetIds"), high("lambda.SecurityGroupIds")),
    ),
    ("net-subnets-max", "{} subnets", high("lambda.SubnetIds")),
    ("net-groups-max", "{} security groups", high("lambda.SecurityGroupIds")),
    # Asynchronous invocation.
    ("async-retries", "{} to {} can be set", both("lambda.MaximumRetryAttempts")),
    ("async-age", "{} seconds, the default", high("lambda.MaximumEventAgeInSeconds")),
    ("async-age", "{} hours", by(HOUR, high("lambda.MaximumEventAgeInSeconds"))),
    ("async-age", "down to {} seconds", low("lambda.MaximumEventAgeInSeconds")),
    ("cc-reserved", "{} stops all invocations", low("lambda.ReservedConcurrentExecutions")),
    ("durable-max", "{} days", by(DAY, high("lambda.ExecutionTimeout"))),
    # Event source mappings.
    ("esm-batch-range", "{} to {}", both("lambda.BatchSize")),
    (
        "esm-batch-sqs",
        "default batch size is {}",
        told(f"{MAPPING}.BatchSize", r"Amazon Simple Queue Service – Default (\d+)\."),
    ),
    (
        "esm-batch-sqs",
        "up to {}",
        told(f"{MAPPING}.BatchSize", r"standard queues the max is ([\d,]+)"),
    ),
    (
        "esm-batch-sqs",
        "FIFO queue allows {}",
        told(f"{MAPPING}.BatchSize", r"FIFO queues the max is (\d+)"),
    ),
    *(
        (
            "esm-batch-streams",
            "default batch size is {} and the maximum {}",
            told(f"{MAPPING}.BatchSize", rf"{source} – Default ([\d,]+)\. Max ([\d,]+)\."),
        )
        for source in (
            "Amazon Kinesis",
            "Amazon DynamoDB Streams",
            "Amazon Managed Streaming for Apache Kafka",
            "Self-managed Apache Kafka",
            r"Amazon MQ \(ActiveMQ and RabbitMQ\)",
            "DocumentDB",
        )
    ),
    ("esm-window", "{} to {}", both("lambda.MaximumBatchingWindowInSeconds")),
    (
        "esm-window",
        "{} for Kinesis, DynamoDB Streams and SQS, and {} ms for Kafka, Amazon MQ and DocumentDB",
        told(
            f"{MAPPING}.MaximumBatchingWindowInSeconds",
            r"and Amazon SQS event sources, the default batching window is (\d+) seconds\. .* "
            r"and DocumentDB event sources, the default batching window is (\d+) ms",
        ),
    ),
    ("esm-parallelization", "{} to {}", both("lambda.ParallelizationFactor")),
    (
        "esm-parallelization",
        "default {}",
        told(f"{TOLD_OF_MAPPING}.ParallelizationFactor", r"The default value is (\d+)"),
    ),
    ("esm-record-age", "up to {} seconds", high("lambda.MaximumRecordAgeInSeconds")),
    ("esm-record-age", "{} days", by(DAY, high("lambda.MaximumRecordAgeInSeconds"))),
    ("esm-record-age", "default of {}", low("lambda.MaximumRecordAgeInSeconds")),
    (
        "esm-record-age",
        "default of {}",
        told(f"{MAPPING}.MaximumRecordAgeInSeconds", r"default value is infinite \((-1)\)"),
    ),
    ("esm-retries", "{} to {}", both("lambda.MaximumRetryAttemptsEventSourceMapping")),
    (
        "esm-retries",
        "{}, the default",
        told(f"{MAPPING}.MaximumRetryAttempts", r"default value is infinite \((-1)\)"),
    ),
    ("esm-tumbling", "{} to {}", both("lambda.TumblingWindowInSeconds")),
    ("esm-sqs-maxconc", "{} to {}", both("lambda.MaximumConcurrency")),
    # Logs and alarms.
    (
        "log-retention-values",
        "{} to {} days",
        told("logs.Days", r"Possible values are: (\d+), .* and (\d+)\."),
    ),
    (
        "alarm-period",
        "{}, {} or {} seconds or a multiple of {} seconds",
        told(
            "cloudwatch.PutMetricAlarmInput.Period",
            r"Valid values are (\d+), (\d+), (\d+), and any multiple of (\d+)",
        ),
    ),
    # Sources and schedules.
    (
        "kin-retention",
        "{} days",
        by(24, told("kinesis.IncreaseStreamRetentionPeriod", r"(\d{4}) hours")),
    ),
    (
        "sqs-retention",
        "{} days by default",
        by(DAY, told(QUEUE, r"MessageRetentionPeriod – .*?Default: ([\d,]+) \(4 days\)")),
    ),
    (
        "sqs-retention",
        "from {} seconds",
        told(QUEUE, r"MessageRetentionPeriod – .*?integer from (\d+) seconds"),
    ),
    (
        "sqs-retention",
        "to {} days",
        by(DAY, told(QUEUE, r"MessageRetentionPeriod – .*? to ([\d,]+) seconds")),
    ),
    (
        "sqs-visibility-default",
        "{} seconds by default and can be set from {} seconds",
        lambda: told(QUEUE, r"VisibilityTimeout – .*?from (\d+) to .*?Default: (\d+)")()[::-1],
    ),
    (
        "sqs-visibility-default",
        "{} hours",
        by(HOUR, told(QUEUE, r"VisibilityTimeout – .*?from \d+ to ([\d,]+)")),
    ),
    (
        "sqs-message-max",
        "{} MiB",
        by(KIB**2, told(QUEUE, r"MaximumMessageSize – .*? to ([\d,]+) bytes \(1 MiB\)")),
    ),
    (
        "sqs-message-max",
        "{} bytes",
        told(QUEUE, r"MaximumMessageSize – .*?Default: ([\d,]+) bytes"),
    ),
    ("scheduler-flex", "{} to {} minutes", both("scheduler.MaximumWindowInMinutes")),
    ("scheduler-retry", "{} to {} retries", both("scheduler.MaximumRetryAttempts")),
    ("scheduler-retry", "from {} to {} seconds", both("scheduler.MaximumEventAgeInSeconds")),
    ("eb-rule-retry", "up to {} times", high("events.MaximumRetryAttempts")),
    ("eb-rule-retry", "{} hours", by(HOUR, high("events.MaximumEventAgeInSeconds"))),
    # What stands beside the functions.
    ("web-timeout", "{} to {} seconds", both("lambda-web.ServiceConfigTimeoutSecondsInteger")),
    (
        "web-timeout",
        "default is {} seconds",
        told("lambda-web.ServiceConfig.timeoutSeconds", r"the default is (\d+)"),
    ),
    (
        "web-concurrency",
        "up to {} requests",
        told("lambda-web.ServiceConfig.maxConcurrencyPerEnvironment", r"the default is (\d+)"),
    ),
    (
        "web-concurrency",
        "{} to {} can be set",
        both("lambda-web.ServiceConfigMaxConcurrencyPerEnvironmentInteger"),
    ),
    (
        "microvm",
        "up to {} hours",
        by(HOUR, high("lambda-microvms.RunMicrovmRequestMaximumDurationInSecondsInteger")),
    ),
    (
        "invoke-err-inactive",
        "HTTP {}",
        lambda: (shape("lambda.ResourceNotReadyException")["error"]["httpStatusCode"],),
    ),
]


def text_of(shipped, key):
    assert key in shipped.facts, f"{key} has left the ledger: its row goes too"
    fact = shipped.facts[key]
    return f"{fact.value} {fact.unit}: {fact.statement}"


@pytest.mark.parametrize(("key", "words", "reading"), NUMBERS)
def test_a_number_is_that_of_the_model(shipped, key, words, reading):
    text, numbers = text_of(shipped, key), reading()
    said = words.format(*(f"{number:,}" for number in numbers))

    whole = rf"(?<![\d,.-]){re.escape(said)}(?![,.]?\d)"
    assert re.search(whole, text), f"{key}: the model says “{said}”, the ledger “{text}”"


# Enum values.


def enum(name):
    return shape(name)["enum"]


LISTS = [
    # fact whose value is the whole list
    ("rt-arm", "lambda.Architecture"),
    ("url-authtypes", "lambda.FunctionUrlAuthType"),
    ("url-invokemode", "lambda.InvokeMode"),
    ("alc-format", "lambda.LogFormat"),
    ("alc-app-levels", "lambda.ApplicationLogLevel"),
    ("alc-app-levels", "lambda-web.ApplicationLogLevel"),
    ("alc-system-levels", "lambda.SystemLogLevel"),
    ("xr-modes", "lambda.TracingMode"),
    ("esm-start", "lambda.EventSourcePosition"),
    ("esm-partial", "lambda.FunctionResponseType"),
    ("ddb-views", "dynamodb.StreamViewType"),
    ("ddb-views", "dynamodbstreams.StreamViewType"),
]


@pytest.mark.parametrize(("key", "name"), LISTS)
def test_a_list_is_the_whole_list_of_the_model(shipped, key, name):
    listed = set(re.split(r", | or ", shipped.facts[key].value))

    assert listed == set(enum(name)), f"{key}: the model's {name} is {enum(name)}"


NAMED = [
    # fact, what it speaks of, the enum that has to know it
    ("inv-sync", ["RequestResponse"], "lambda.InvocationType"),
    ("inv-async", ["Event"], "lambda.InvocationType"),
    ("inv-loop-terminate", ["Allow"], "lambda.RecursiveLoop"),
    ("rt-mode-auto", ["Auto"], "lambda.UpdateRuntimeOn"),
    ("rt-mode-manual", ["Manual"], "lambda.UpdateRuntimeOn"),
    ("state-pending", ["Pending"], "lambda.State"),
    ("state-active", ["Active"], "lambda.State"),
    ("state-inactive", ["Inactive"], "lambda.State"),
    ("state-failed", ["Failed"], "lambda.State"),
    (
        "state-reasons-vpc",
        [
            *("Idle", "Creating", "Restoring", "EniLimitExceeded", "InsufficientRolePermissions"),
            *("SubnetOutOfIPAddresses", "InvalidSubnet", "InvalidSecurityGroup"),
        ],
        "lambda.StateReasonCode",
    ),
]


@pytest.mark.parametrize(("key", "names", "enumeration"), NAMED)
def test_a_name_is_known_to_the_model(shipped, key, names, enumeration):
    text = text_of(shipped, key)

    assert [name for name in names if name not in text] == [], f"{key} does not say so any more"
    assert [name for name in names if name not in enum(enumeration)] == [], f"{key}: unknown"


UNDER_OTHER_NAMES = [
    # fact, how it writes the enum's values, the enum
    (
        "invoke-status",
        {"synchronous": "RequestResponse", "asynchronous": "Event", "dry run": "DryRun"},
        "lambda.InvocationType",
    ),
    ("rt-mode-update", {"Function update": "FunctionUpdate"}, "lambda.UpdateRuntimeOn"),
    ("tenant-isolation", {"per tenant": "PER_TENANT"}, "lambda.TenantIsolationMode"),
    ("ss-versions-only", {"published versions": "PublishedVersions"}, "lambda.SnapStartApplyOn"),
    ("scheduler-flex", {"flexible": "FLEXIBLE"}, "scheduler.FlexibleTimeWindowMode"),
    ("log-classes", {"Standard": "STANDARD"}, "logs.LogGroupClass"),
    ("log-class-ia", {"Infrequent Access": "INFREQUENT_ACCESS"}, "logs.LogGroupClass"),
    ("log-destinations", {"Delivery": "DELIVERY"}, "logs.LogGroupClass"),
    ("rt-image", {"container image": "Image"}, "lambda.PackageType"),
]


@pytest.mark.parametrize(("key", "names", "enumeration"), UNDER_OTHER_NAMES)
def test_a_value_is_known_to_the_model_by_another_name(shipped, key, names, enumeration):
    text = text_of(shipped, key)

    assert [name for name in names if name not in text] == [], f"{key} does not say so any more"
    assert set(names.values()) <= set(enum(enumeration)), f"{key}: {enum(enumeration)}"


# Runtimes.

NOT_IN_THE_LEDGER = {
    # Deprecated before 2024; the list of the runtimes page has them, no exam asks for them.
    **dict.fromkeys(
        [
            *("nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x"),
            *("nodejs12.x", "nodejs14.x", "nodejs16.x", "python2.7", "python3.6", "python3.7"),
            *("dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet6"),
            *("java8", "ruby2.5", "ruby2.7", "ruby3.2", "provided"),
        ],
        "deprecated",
    ),
    "nodejs26.x": "a preview when last checked, without a support date",
    "python3.15": "a preview when last checked, without a support date",
    "java8.al2023": "Java 8 anew on Amazon Linux 2023, not yet scheduled for deprecation",
    "java11.al2023": "Java 11 anew on Amazon Linux 2023, not yet scheduled for deprecation",
    "java17.al2023": "Java 17 anew on Amazon Linux 2023, not yet scheduled for deprecation",
    "custom": "customer-managed runtimes of November 2026, no language of their own",
}


def runtimes(shipped):
    """The identifiers that the ledger has, by the key of their fact."""
    stated = re.compile(r"The runtime (\S+) \(")
    found = {key: stated.match(fact.statement) for key, fact in shipped.facts.items()}
    return {key: match[1] for key, match in found.items() if match}


def test_a_runtime_has_the_key_of_its_identifier(shipped):
    known = runtimes(shipped)

    assert len(known) >= 24
    assert known == {f"rt-{name.replace('.', '-')}": name for name in known.values()}


def test_every_runtime_of_the_ledger_is_one_of_the_model(shipped):
    known = runtimes(shipped)

    assert {key: name for key, name in known.items() if name not in enum("lambda.Runtime")} == {}


def test_every_runtime_of_the_model_is_in_the_ledger_or_known_not_to_be(shipped):
    untold = set(enum("lambda.Runtime")) - set(runtimes(shipped).values()) - set(NOT_IN_THE_LEDGER)

    assert untold == set(), "new at AWS: a fact for it, or a line in NOT_IN_THE_LEDGER"


def test_a_runtime_left_out_is_still_left_out(shipped):
    """A line goes when the ledger takes the runtime in, or AWS takes it out of the model."""
    assert set(NOT_IN_THE_LEDGER) & set(runtimes(shipped).values()) == set()
    assert set(NOT_IN_THE_LEDGER) - set(enum("lambda.Runtime")) == set()


# Where the model's bound is not the limit of a function on default compute.

OTHER_BOUNDS = {
    # fact: the model's bound, and why it is another one
    "mem-max-default": (high("lambda.MemorySize"), "Managed Instances take up to 32,768 MB"),
    "timeout-max-default": (high("lambda.Timeout"), "Managed Instances take up to 5,400 seconds"),
    "tmp-max": (high("lambda.EphemeralStorageSize"), "functions with an accelerator take more"),
    "esm-batch-sqs": (high("lambda.BatchSize"), "one field for all sources; SQS begins with 10"),
    "esm-batch-streams": (
        high("lambda.BatchSize"),
        "the fact's number is the default, not the most",
    ),
    "web-concurrency": (
        high("lambda-web.ServiceConfigMaxConcurrencyPerEnvironmentInteger"),
        "the fact's number is the default, not the most",
    ),
    "tmp-default": (high("lambda.EphemeralStorageSize"), "the fact's number is the default"),
    "alarm-period": (
        low("cloudwatch.Period"),
        "the shape serves any period; the words forbid most",
    ),
}
NO_BOUND = {
    # fact: the list or map that has no bound in the model, though AWS sets a limit
    "layers-max": "lambda.LayerList",
    "esm-filter": "lambda.FilterList",
    "alias-weight": "lambda.AdditionalVersionWeights",
    "env-vars-size": "lambda.EnvironmentVariables",
}


@pytest.mark.parametrize("key", OTHER_BOUNDS)
def test_a_bound_that_is_not_the_limit_is_still_another_one(shipped, key):
    reading, why = OTHER_BOUNDS[key]
    [bound] = reading()

    assert int(shipped.facts[key].number) != bound, (
        f"{key}: the model's bound is the ledger's number now; “{why}” holds no longer. "
        "Move it to NUMBERS."
    )


@pytest.mark.parametrize("key", NO_BOUND)
def test_a_list_without_a_bound_still_has_none(shipped, key):
    assert key in shipped.facts
    bounds = shape(NO_BOUND[key]).keys() & {"min", "max"}

    assert bounds == set(), f"{key}: the model bounds {NO_BOUND[key]} now. Compare it in NUMBERS."


# What the model's documentation says in words.

WORDS = [
    # fact, place, the words
    ("name-event-functions", "lambda.CreateFunction", "Creates a Lambda Event Function"),
    ("esm-bisect", f"{MAPPING}.BisectBatchOnFunctionError", "split the batch in two and retry"),
    (
        "esm-partial",
        f"{MAPPING}.FunctionResponseTypes",
        "self-managed Apache Kafka, and Amazon SQS",
    ),
    (
        "esm-start",
        f"{MAPPING}.StartingPosition",
        "AT_TIMESTAMP is supported only for Amazon Kinesis",
    ),
    (
        "esm-pollers",
        f"{MAPPING}.ProvisionedPollerConfig",
        "Amazon SQS, Amazon MSK, and self-managed",
    ),
    ("rt-arm", f"{CREATE}.Architectures", "The default value is x86_64"),
    ("ss-versions-only", "lambda.SnapStart", "when you publish a function version"),
    ("dlq", "lambda.DeadLetterConfig", "failed asynchronous invocations"),
    ("dlq", "lambda.DeadLetterConfig.TargetArn", "Amazon SQS queue or Amazon SNS topic"),
    (
        "destinations",
        "lambda.PutFunctionEventInvokeConfigRequest.DestinationConfig",
        "S3 buckets are supported only for on-failure destinations",
    ),
    ("durable-what", "lambda.GetDurableExecutionState", "replay process during durable function"),
    ("tenant-isolation", "lambda.TenancyConfig.TenantIsolationMode", "a specific tenant ID"),
    ("microvm", "lambda-microvms.SuspendMicrovm", "Suspends a running MicroVM"),
    ("microvm", "lambda-microvms.ResumeMicrovm", "Resumes a suspended MicroVM"),
    ("web-functions", "lambda-web.RuntimeConfig.runtime", "a Node.js runtime identifier"),
    (
        "inv-loop-terminate",
        "lambda.PutFunctionRecursionConfigRequest.RecursiveLoop",
        "By default, Lambda sets your function's configuration to Terminate",
    ),
    (
        "cc-recursion",
        "lambda.PutFunctionRecursionConfigRequest.RecursiveLoop",
        "Lambda stops your function being invoked and notifies you",
    ),
    (
        "hop-ipv6-optin",
        "lambda.VpcConfig.Ipv6AllowedForDualStack",
        "connected to dual-stack subnets",
    ),
    (
        "hop-nat-regional",
        "ec2.AssociateNatGatewayAddressRequest.AvailabilityZone",
        "For regional NAT",
    ),
    ("rp-put-overwrites", "lambda.PutResourcePolicy", "replaces any existing policy"),
    (
        "rp-put-overwrites",
        "lambda.PutResourcePolicy",
        "the new policy overwrites those permissions",
    ),
    ("rp-principals", "lambda.AddPermissionRequest.Principal", "account, IAM user, or IAM role"),
    ("rp-latest", "lambda.AddPermission", "does not support adding policies to version $LATEST"),
    ("rp-qualifier", "lambda.AddPermission", "the invoker must use the full"),
    (
        "rp-confused-deputy",
        "lambda.AddPermissionRequest.Principal",
        "use SourceArn or SourceAccount",
    ),
    ("secret-key-permission", "secretsmanager.BatchGetSecretValue", "also need kms:Decrypt"),
    (
        "param-standard-free",
        "ssm.PutParameterRequest.Tier",
        "an advanced tier for parameters",
    ),
    ("param-standard-free", "ssm.PutParameterRequest.Tier", "no additional cost"),
    ("tz-scheduler", "scheduler.CreateScheduleInput.ScheduleExpressionTimezone", "timezone"),
    ("log-group-default", "lambda.LoggingConfig.LogGroup", "default log group named /aws/lambda/"),
    ("log-group-custom", "lambda.LoggingConfig.LogGroup", "enter an existing log group or"),
    ("log-group-custom", "logs.CreateLogGroup", "can't start with the string aws/"),
    (
        "log-retention",
        "logs.CreateLogGroup",
        "by default the log events in the log group do not expire",
    ),
    ("log-retention-values", "logs.PutRetentionPolicy", "up to 72 hours"),
    ("log-classes", "logs.CreateLogGroupRequest.logGroupClass", "default of STANDARD is used"),
    (
        "log-classes",
        "logs.CreateLogGroupRequest.logGroupClass",
        "can't be changed after a log group",
    ),
    (
        "log-destinations",
        "logs.CreateLogGroupRequest.logGroupClass",
        "Amazon S3 or Amazon Data Firehose",
    ),
    ("log-subscription", "logs.PutSubscriptionFilter", "An Amazon Kinesis data stream"),
    ("log-subscription", "logs.PutSubscriptionFilter", "Firehose delivery stream"),
    ("log-subscription", "logs.PutSubscriptionFilter", "Lambda function"),
    ("log-export", "logs.CreateExportTask", "This is an asynchronous call"),
    ("log-export", "logs.CreateExportTask", "can only have one active"),
    ("log-kms", "logs.AssociateKmsKey", "Only the log events ingested after the key is associated"),
    ("log-kms", "logs.AssociateKmsKey", "supports only symmetric KMS keys"),
    ("log-metric-filter", "logs.PutMetricFilter", "metric filter"),
    ("log-insights-query", "logs.StartQuery", "time range"),
    ("alc-format", "lambda.LoggingConfig.LogFormat", "plain text and structured JSON"),
    (
        "alarm-missing",
        "cloudwatch.PutMetricAlarmInput.TreatMissingData",
        "If TreatMissingData is omitted, the default behavior of missing is used",
    ),
    (
        "alarm-missing",
        "cloudwatch.PutMetricAlarmInput.TreatMissingData",
        "breaching | notBreaching | ignore | missing",
    ),
    ("alarm-m-of-n", "cloudwatch.PutMetricAlarmInput.EvaluationPeriods", "this value is the N"),
    ("alarm-m-of-n", "cloudwatch.PutMetricAlarmInput.DatapointsToAlarm", "this value is the M"),
    (
        "alarm-composite",
        "cloudwatch.PutCompositeAlarmInput.AlarmRule",
        "operators (AND, OR and NOT)",
    ),
    ("ct-trail", "cloudtrail.CreateTrail", "delivery of log data to an Amazon S3 bucket"),
    ("xr-modes", "lambda.TracingConfig", "set Mode to Active"),
    ("xr-error-kinds", "xray.ErrorStatistics", "4xx Client Error"),
    ("xr-error-kinds", "xray.FaultStatistics", "5xx Server Error"),
    ("xr-error-kinds", "xray.ErrorStatistics.ThrottleCount", "429 throttling"),
    ("sqs-dlq-kind", QUEUE, "dead-letter queue of a FIFO queue must also be a FIFO queue"),
    (
        "invoke-err-inactive",
        "lambda.ResourceNotReadyException",
        "VPC connection is no longer available",
    ),
    ("cc-reserved", "lambda.PutFunctionConcurrency", "reserves capacity"),
]


@pytest.mark.parametrize(("key", "place", "words"), WORDS)
def test_the_model_still_says_so(shipped, key, place, words):
    assert key in shipped.facts
    said = documentation(place)

    assert words in said, f"{key} rests on “{words}” of {place}, which says: {said[:600]}"


THERE = [
    # fact, an operation or shape without which it would be wrong
    ("rp-put-since", "lambda.PutResourcePolicy"),
    ("rp-put-since", "lambda.GetResourcePolicy"),
    ("rp-put-since", "lambda.DeleteResourcePolicy"),
    ("alc-since", "lambda.LoggingConfig"),
    ("esm-maxconc-since", "lambda.ScalingConfig"),
    ("gpu-functions", "lambda.AcceleratorConfig"),
    ("lmi-concurrency", "lambda.PerExecutionEnvironmentMaxConcurrency"),
    ("microvm", "lambda-microvms.RunMicrovm"),
    ("web-functions", "lambda-web.CreateWebFunction"),
    ("url-format", "lambda.CreateFunctionUrlConfig"),
]


@pytest.mark.parametrize(("key", "name"), THERE)
def test_the_model_has_what_the_fact_speaks_of(shipped, key, name):
    api, _, wanted = name.partition(".")

    assert key in shipped.facts
    assert wanted in service(api)["operations"] | service(api)["shapes"], f"{key}: no {name}"


def test_a_permission_is_added_with_the_parameters_of_the_model(shipped):
    text = shipped.facts["rp-addpermission-params"].statement
    needed, optional = (
        set(re.findall(r"\b[A-Z]\w+[a-z]\w*", part)) for part in text.split("Optional")
    )
    request = shape("lambda.AddPermissionRequest")

    assert needed - {"AddPermission"} == set(request["required"])
    assert optional == set(request["members"]) - set(request["required"])


# Nothing that says it was read in the model goes uncompared.

IN_OTHER_WORDS = {
    "rt-managed-languages": "follows from the runtimes above",
    "url-both-actions": "the model has InvokedViaFunctionUrl; the rule is the guide's",
}


def test_every_fact_read_in_the_model_is_compared(shipped):
    tables = (NUMBERS, LISTS, NAMED, UNDER_OTHER_NAMES, WORDS, THERE)
    compared = {row[0] for table in tables for row in table}
    compared |= {*OTHER_BOUNDS, *NO_BOUND, *IN_OTHER_WORDS, *runtimes(shipped)}
    compared.add("rp-addpermission-params")
    read = {key for key, fact in shipped.facts.items() if "model" in fact.how}

    assert read - compared == set()
