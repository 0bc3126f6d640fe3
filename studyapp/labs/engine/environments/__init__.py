"""Requests meet execution environments: the model of the lab. No Django, no clock, no chance.

Times are whole microseconds from the first possible arrival, so that nothing is rounded.
"""
