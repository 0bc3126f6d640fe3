"""The states that the labs are measured at: the default, the largest inputs, and hostile ones."""

import json
from collections.abc import Iterator, Mapping

State = Mapping[str, str]
FRAGMENT, ARRIVALS, REFUSAL = 10, 150, 200  # goals in ms
LOOK = {"look": "1"}


def _policy(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _allow(actions: object, resources: object, **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


POINTS = "\n".join(
    f"{memory} {900_000 * 128 / memory:.2f} 0.0000771" for memory in range(128, 6128, 250)
)
# A text that differs in each turn, so that nothing kept from the turn before is the whole answer.
TURN = "{turn}"
COST = {
    "another work than before": {"work": "own", "single": f"4{TURN}", "timeout": "900"},
    "fitted, the slider moved": {"work": "fit", "memory": f"2{TURN}"},
    "fitted to 24 pasted settings, all charges": {
        **{
            "work": "fit",
            "sample": "own",
            "points": f"{POINTS}{TURN}",
            "threads": "64",
            "memory": "9999",
        },
        **{"units": "10000", "hours": "743.99", "served": "33.333", "cold": "0.123"},
        **{"tmp": "10240", "event": "1024", "free": "on", "beside": "777", "timeout": "900"},
        **{"besidearch": "arm64", "requests": str(10**12)},
    },
    "every further charge": {
        **{"snap": "744", "restores": "74400", "streamed": "1000000", "streammb": "17.5"},
        **{"streamfree": "on", "ops": "4000000", "written": "104.5", "kept": "72.8"},
        **{"kafka": "800", "sqs": "8000", "free": "on", "leftreq": "10", "leftgbs": "10"},
        **{"cold": "1", "event": "1024", "beside": "3000", "work": "own", "single": f"4{TURN}"},
    },
    "MicroVMs": {"place": "microvms", "vmlaunches": f"4{TURN}", "vmgb": "8", "vmcycles": "9"},
    "Managed Instances": {"place": "managed", "requests": f"4{TURN}", "kafka": "800", "ops": "1"},
    "own numbers, all tiers, a second setting": {
        **{"work": "own", "waits": "899999.99", "single": "899999.99", "parallel": "899999.99"},
        **{"threads": "64", "requests": str(10**12), "timeout": "900", "free": "on", "cold": "50"},
        **{"units": "10000", "hours": "744", "served": "50", "beside": "3000", "event": "1024"},
    },
}
OTHERS = "\n".join(f"other{n} R=100 P=100 1999@0" for n in range(4))
ENVIRONMENTS = {
    "300 requests drawn in 40 lanes": {
        "arrivals": "40@0 " + " ".join(f"26/s@{n}0-{n}1" for n in range(1, 11))
    },
    "300 events, each throttled for hours": {
        **{"arrivals": "300@0", "call": "async", "reserved": "1", "duration": "900"},
        **{"timeout": "900"},
    },
}
TEN_THOUSAND = {
    "steady": {"pattern": "steady", "rate": "1000", "span": "10", "duration": "0.5"},
    "at random": {"pattern": "poisson", "rate": "100", "span": "100", "limit": "100000"},
    "in two bursts": {"pattern": "burst", "count": "5000", "gap": "10", "limit": "100000"},
    "of five functions": {"arrivals": "2004@0", "others": OTHERS, "limit": "100000"},
    "all refused": {"pattern": "steady", "rate": "10000", "span": "1", "reserved": "0"},
    "each in an environment of its own": {
        **{"pattern": "trickle", "count": "5000", "gap": "2", "idle": "1", "init": "0"},
        "others": "other 5000/s@0-1",
    },
    "5,000 provisioned environments": {
        **{"pattern": "burst", "count": "5000", "gap": "60", "limit": "100000"},
        **{"provisioned": "5000", "prepared": "now"},
    },
}
RULES = (
    "\n".join(f"tcp {n}0000-{n}9999 10.0.{n}.0/24" for n in range(6))
    + "\nudp 53 ::/0\nall sg-function"
)
ACL = "\n".join(f"{n}0 deny tcp {n}0000-{n}0009 10.0.{n}.0/24" for n in range(1, 7))
ACL += "\n80 allow all 0.0.0.0/0\n90 allow all ::/0"
FUNCTIONS = "\n".join(
    "a b c d e f g h i j k l : " + f"{n} 1 2 3 4 5 6 7 8 9 10 11 12" for n in range(21, 33)
)
FULL_NETWORK = {
    **dict.fromkeys(("function_out", "database_in", "endpoint_sg", "peer_in"), RULES),
    **{f"acl_{where}": ACL for where in ("a_out", "a_in", "b_out", "b_in", "p_out", "p_in")},
    "routes": "\n".join(f"10.9{n}.0.0/16 igw" for n in range(8)),
    **{"functions": FUNCTIONS, "event": "update", "connections": "10000000"},
}
NETWORK = {
    "every rule list full, to a database": FULL_NETWORK | {"target": "database"},
    "every rule list full, over NAT": FULL_NETWORK | {"function_out": "all 0.0.0.0/0"},
    "every rule list full, to an endpoint": FULL_NETWORK
    | {"base": "endpoint", "endpoint_in": "both", "ipv6": "on", "peering": "active"},
}
BUCKET = "arn:aws:s3:::uploads"
CONDITION = {"StringLike": {"aws:PrincipalTag/team": [f"*r{n}*d*" for n in range(5)]}}
READ = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]
CARD = _policy(*(_allow(READ[:2], f"{BUCKET}/{n}/*", Condition=CONDITION) for n in range(7)))
THERE = _policy(
    *(
        _allow(
            "s3:GetObject",
            f"{BUCKET}/{n}/*",
            Principal={"AWS": "111122223333"},
            Condition=CONDITION,
        )
        for n in range(7)
    )
)
CARDS = dict.fromkeys(("identity", "boundary", "session", "scp", "scp2"), CARD)
ASKED = {"action": "s3:GetObject", "resource": f"{BUCKET}/6/cat.png"}
KEYS = "\n".join(["aws:PrincipalTag/team = red", *(f"aws:RequestTag/k{n} = v" for n in range(19))])
STARS = "a*" * 400 + "b"
PERMISSIONS = {
    "eight cards, near the most values": ASKED
    | CARDS
    | {"there": THERE, "keys": KEYS, "full": "off"},
    "the same, another account owns it": ASKED
    | CARDS
    | {"there": THERE, "rcp": THERE, "owner": "444455556666", "keys": KEYS},
}
WILD = _policy(*(_allow("*", [f"{BUCKET}/{STARS}{n}" for n in range(10)]) for _ in range(1)))
NESTED = "[" * 10_000 + "]" * 10_000
HOSTILE_POLICIES = {
    "400 stars in each of ten values": {
        **{"action": "s3:GetObject", "resource": f"{BUCKET}/{'a' * 270}", "identity": WILD},
    },
    "10,000 nested lists": ASKED | {"identity": NESTED[:10_240]},
    "a number of 10,000 digits": ASKED | {"identity": '{"Version": ' + "9" * 10_000 + "}"},
    "2,000 unknown keys": ASKED | {"identity": json.dumps({f"k{n}": 0 for n in range(1_000)})},
    "40 statements that are all wrong": ASKED
    | {"identity": _policy(*(_allow("s3:GetObjct", "x", Efect="Deny") for _ in range(40)))},
    "twice the characters": ASKED | dict.fromkeys(("identity", "there", "scp"), "{" + " " * 10200),
    "a torn packed state": {"s": "1" + "A" * 7_500},
}
TELEMETRY = {
    f"{what}, tab {tab}": {
        **{"case": "7", "rate": "6", "memory": f"{place}{TURN}", "seen": tab[0], "tab": tab},
        **more,
    }
    for what, more in {
        "cold starts": {"fault": "cold"},
        "double work, JSON": {"fault": "twice", "lines": "json"},
    }.items()
    for place, tab in enumerate(("logs", "metrics", "trace"), 1)
}
EVENTS = {
    "ten messages, long fields, a deep path": {
        **{"source": "snssqs", "count": "10", "fifo": "on", "body": '{"a": "' + "{n}" * 90 + '"}'},
        "path": 'json.loads(json.loads(event["Records"][9]["body"])["Message"])["a"]',
    },
    "an HTTP request with long fields": {
        **{"source": "rest", "method": "POST", "uri": "/" + "a/" * 49, "binary": "on"},
        **{"search": "&".join(f"k{n}=v{n}" for n in range(24)), "body": "ü" * 300},
        **{"cookies": "; ".join(f"c{n}=v{n}" for n in range(20)), "path": 'event["body"]'},
    },
    "batch of ten": {"tab": "batch", "size": "10", "failed": "1,2,3,4,5", "listed": "6,7,8,9,10"},
    "every minute, Scheduler": {
        "tab": "schedules",
        "service": "scheduler",
        "expression": "cron(* * * * ? *)",
        "zone": "Australia/Lord_Howe",
    },
}
MINUTES = ",".join(str(n) for n in range(60))
SCHEDULES = {
    "29 February, a fifth Thursday": "cron(0 0 ? 2 5#5 *)",
    "a 31st that no month has": "cron(0 0 31 2,4,6,9,11 ? *)",
    "30 February": "cron(0 0 30 2 ? *)",
    "the last year only": "cron(59 23 29 2 ? 2196)",
    "lists of 60": f"cron({MINUTES} 0-23 ? * 2#1 *)",
    "two lists, one day in four years": f"cron({MINUTES[:90]} 0/1 29 2 ? 2028-2199/4)",
    "wrong at its end": "cron(" + "1-59/1," * 34 + "x 0 1 1 ? *)",
    "256 brackets": "cron(" + "(" * 251,
}
HOSTILE_SCHEDULES = {
    name: {
        "tab": "schedules",
        "service": "scheduler",
        "expression": text,
        "zone": "Australia/Lord_Howe",
    }
    for name, text in SCHEDULES.items()
}
HOSTILE_PATHS = {
    name: {"source": "snssqs", "path": text}
    for name, text in {
        "150 brackets": "event" + "[" * 295,
        "deep calls": "json.loads(" * 27,
        "40 steps": "event" + "[0]" * 98,
    }.items()
}
LARGEST = {
    "cost": COST,
    "environments": ENVIRONMENTS,
    "network": NETWORK,
    "permissions": PERMISSIONS,
    "telemetry": TELEMETRY,
    "events": EVENTS,
}
HOSTILE = {"permissions": HOSTILE_POLICIES, "events": HOSTILE_SCHEDULES | HOSTILE_PATHS}


def every() -> Iterator[tuple[str, str, int | None, State]]:
    """A lab, what its state is, the goal in ms, and the state."""
    for lab, states in LARGEST.items():
        yield lab, "default", FRAGMENT if lab != "environments" else None, LOOK
        for name, state in states.items():
            yield lab, name, FRAGMENT if lab != "environments" else None, LOOK | state
    for name, state in TEN_THOUSAND.items():
        yield "environments", f"10,000 {name}", ARRIVALS, LOOK | state
    for lab, states in HOSTILE.items():
        for name, state in states.items():
            yield lab, f"hostile: {name}", REFUSAL, LOOK | state
