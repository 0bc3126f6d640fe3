"""Observability: what an invocation leaves in logs, metrics and traces. No Django here.

`stage` plays a scene and writes one record for each invocation (`record`). `logs`, `metrics` and
`traces` each read those records and nothing else, so they cannot disagree.
"""
