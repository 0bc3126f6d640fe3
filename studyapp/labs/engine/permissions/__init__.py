"""The permissions lab: one request, the policies that bear on it, and the sieve they make.

What the policies decide is `studyapp.policies`; here stands what the lab adds: where each
policy is attached, whether Lambda gets the role at all, and each policy's turn in the order.
"""
