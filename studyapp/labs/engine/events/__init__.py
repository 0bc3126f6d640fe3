"""Events and schedules: what a source sends, how to reach a value in it, when a schedule runs."""
