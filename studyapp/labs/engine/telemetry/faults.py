"""The twelve faults: what each is, what repairs it, which evidence decides. No Django here."""

from studyapp.labs.engine.telemetry.fault import Fault, Place, Sign, signs

HEALTHY = "healthy"

FAULTS: dict[str, Fault] = {
    "timeout": Fault(
        "A call outlasts the function's timeout",
        "The partner's API needs 40 to 55 seconds for two orders in three.",
        "Give the call a timeout of its own and take the slow partner out of the request",
        signs(
            (
                ("Status: timeout", '"status":"timeout"', "Task timed out"),
                "The run was stopped by the clock: its Duration is the timeout to the millisecond.",
            ),
            (
                ("Duration, Maximum", "Errors, Sum"),
                "The longest Duration lies exactly on the timeout, and each such run is an error.",
            ),
            (
                ("partner.example",),
                "The calls before it answered; this one was still open when the run was cut.",
            ),
        ),
        ("line-report-status", "met-errors", "lc-invoke-limit"),
        "Max Memory Used equals Memory Size, too, yet the clock stopped the run, not the memory.",
    ),
    "slow": Fault(
        "A dependency is slow, and nothing times out",
        "The partner's API needs 12 to 22 seconds.",
        "Cache the partner's answers or ask it asynchronously; more memory does not help waiting",
        signs(
            (
                ("Duration:", "durationMs"),
                "The reports are those of normal ends: a long Duration and no failure.",
            ),
            (
                ("Duration, Average", "Duration, p99"),
                "Duration rises, Errors stays at zero.",
            ),
            (
                ("partner.example",),
                "One remote subsegment is nearly as wide as the function.",
            ),
        ),
        ("met-duration", "xr-subsegment", "met-errors"),
        "",
    ),
    "memory": Fault(
        "Out of memory",
        "Two orders in three are large and need 600 to 700 MB.",
        "Give the function more memory than its largest event needs",
        signs(
            (
                ("Runtime.OutOfMemory", "signal: killed"),
                "Max Memory Used equals Memory Size, and the run was killed before any timeout.",
            ),
            (
                ("Errors, Sum",),
                "Errors rises while the longest Duration stays far below the timeout.",
            ),
            (
                ("orders",),
                "The function ends in its own work: after the table answered, before the partner "
                "was asked.",
            ),
        ),
        ("mem-used-max", "line-report-status", "met-errors"),
        "",
    ),
    "denied": Fault(
        "The role lacks a permission",
        "Somebody took s3:PutObject out of the role.",
        "Allow the one action on the one resource in the execution role",
        signs(
            (
                ("AccessDenied",),
                "The sentence names the role, the action and the resource.",
            ),
            (
                ("Errors, Sum",),
                "Errors rises, and Duration does not: a refusal is quick.",
            ),
            (
                ("S3",),
                "The call to S3 is short and marked as an error: a 4xx answer came.",
            ),
        ),
        ("role-what", "xr-error-kinds", "met-errors"),
        "The code catches the refusal and returns normally.",
        Sign(
            Place.METRICS,
            ("Errors, Sum",),
            "Errors stays at zero, for the runs end normally: the metrics hide it.",
        ),
    ),
    "throttle": Fault(
        "Requests are throttled",
        "Five requests come at once where three came before; three is the reserved concurrency.",
        "Raise the reserved concurrency, or let a queue hold the peak",
        signs(
            ((), "The refused requests have no line at all: no code ran for them."),
            (
                ("Throttles, Sum", "ConcurrentExecutions, Maximum"),
                "Throttles rises at an unchanged number of Invocations, with the concurrency flat "
                "at its limit.",
            ),
            (
                ("orders 429",),
                "A 429 on the service's side, and no segment of the function below it.",
            ),
        ),
        ("met-throttles", "cc-throttle", "cc-reserved"),
        "",
    ),
    "cold": Fault(
        "Cold starts in bursts",
        "The requests of a minute come all at once, and each minute more of them.",
        "Move work out of the initialisation, or keep environments ready for the burst",
        signs(
            (
                ("Init Duration", "initDurationMs"),
                "Many reports carry an Init Duration, which their Billed Duration contains.",
            ),
            (
                ("Duration, p99",),
                "Duration hardly moves, for the initialisation is not in it; Errors is zero.",
            ),
            (
                ("Init", "Initialization"),
                "The initialisation stands before the work and is wider than it.",
            ),
        ),
        ("met-duration", "lc-init-billed", "cc-provisioned"),
        "",
    ),
    "vpc": Fault(
        "Attached to a VPC without a way out",
        "The function was attached to a VPC whose route tables lead nowhere.",
        "Give the subnets a route: an endpoint for the service, or NAT for the internet",
        signs(
            (
                ("Status: timeout", '"status":"timeout"', "Task timed out", "ConnectTimeoutError"),
                "After “received” no step of the work: the first call gets no answer, in each run.",
            ),
            (
                ("Errors, Sum", "Duration, Maximum"),
                "All runs fail from one minute to the next, and all after the same time.",
            ),
            (
                ("DynamoDB",),
                "The first call never answers, and it is a call to AWS that used to be quick.",
            ),
        ),
        ("net-fail-looks-like-timeout", "net-attached-all-egress", "hop-nat-public"),
        "The code sets a short connection timeout, so an exception comes before the timeout.",
    ),
    "import": Fault(
        "The code cannot be loaded",
        "A deployment forgot the module “pricing”.",
        "Put the missing module into the package or a layer and deploy again",
        signs(
            (
                ("INIT_REPORT", "platform.initReport"),
                "INIT_REPORT twice, in the phases init and invoke, with the same error type.",
            ),
            (
                ("Errors, Sum", "Invocations, Sum"),
                "Every invocation since the deployment is an error.",
            ),
            (
                ("Init", "Initialization"),
                "The initialisation is marked as a fault, and no call follows it.",
            ),
        ),
        ("line-initreport", "lc-init-tasks", "met-errors"),
        "",
    ),
    "init": Fault(
        "The initialisation outlasts its limit",
        "A deployment loads a large model outside the handler, for 11 to 13 seconds.",
        "Load less before the handler, or use provisioned concurrency, whose limit is longer",
        signs(
            (
                ("INIT_REPORT", "platform.initReport"),
                "INIT_REPORT with the status timeout, and then a report without Init Duration.",
            ),
            (
                ("Duration, Maximum",),
                "Duration has the second initialisation in it, because it ran inside the "
                "invocation.",
            ),
            (
                ("Init", "Initialization"),
                "Two long initialisations: one cut at the limit, one inside the invocation.",
            ),
        ),
        ("lc-init-limit", "lc-init-limit-long", "line-initreport"),
        "",
    ),
    "poison": Fault(
        "One event fails each time",
        "The queue of asynchronous events holds one order without a price.",
        "Check the event and return normally, and give failed events a destination",
        signs(
            (
                ("KeyError",),
                "The same request ID and the same order fail again, minutes apart.",
            ),
            (
                ("AsyncEventAge, Maximum", "AsyncEventsDropped, Sum"),
                "AsyncEventAge grows with each retry, until one event is dropped.",
            ),
            (
                ("orders fault",),
                "One trace ID holds several attempts, and each of them is a fault.",
            ),
        ),
        ("inv-async-errors", "line-requestid-retry", "met-async-dropped"),
        "",
    ),
    "starved": Fault(
        "Too little memory, and so too little CPU",
        "A deployment added a calculation that needs 420 to 480 ms of a whole vCPU.",
        "Raise the memory, which raises the share of CPU",
        signs(
            (
                ("Max Memory Used", "maxMemoryUsedMB"),
                "A long Duration with a low Max Memory Used: the memory is not what is missing.",
            ),
            (
                ("Duration, Average",),
                "Duration rises, Errors stays at zero; with more memory it falls again.",
            ),
            (
                ("orders wide",),
                "The function is wide and its calls are narrow: the time is its own.",
            ),
        ),
        ("vcpu-linear", "vcpu-one", "met-duration"),
        "",
    ),
    "twice": Fault(
        "A retry does the work twice",
        "The partner got slower, and the client sends an order again after one second.",
        "Make the work idempotent, and let the client wait longer than the function",
        signs(
            (
                ("saved",),
                "One order is saved twice, under two request IDs.",
            ),
            (
                ("Invocations, Sum",),
                "Invocations doubles though no more orders came, and Errors stays at zero.",
            ),
            (
                ("orders again",),
                "Two invocations carry one trace ID: the second began while the first still ran.",
            ),
        ),
        ("inv-sdk-retries", "inv-idem-powertools", "met-invocations"),
        "",
    ),
}
