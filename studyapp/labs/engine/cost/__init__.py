"""Memory, vCPU share, time and cost of a function."""
