"""Whether a condition holds for a request."""

from studyapp.policies.operators import Compare, Each, Family, Row, truth
from studyapp.policies.variables import Context, pattern


def holds(row: Row, context: Context, *, variables: bool) -> bool:
    """Whether one row is true. All rows of a statement have to be.

    A missing key: false for a positive operator, true for a negated one, true with
    …IfExists. ForAllValues is true of an empty set, ForAnyValue false.
    """
    values = context.get(row.key.lower(), ())
    spec = row.operator.spec
    if spec.family is Family.NULL:
        return any(truth(wanted) != bool(values) for wanted in row.values)
    if row.operator.if_exists and not values:
        return True
    if row.operator.each is Each.PLAIN:
        # Several values without a set operator: the guide leaves it open; here any will do.
        return any(_fits(row, v, context, variables) for v in values) != spec.negated
    # An empty string is "a null data set", as the guide calls it.
    present = [value for value in values if value]
    each = [_fits(row, value, context, variables) != spec.negated for value in present]
    return all(each) if row.operator.each is Each.ALL else any(each)


def _fits(row: Row, given: str, context: Context, variables: bool) -> bool:
    """Whether a value of the request fits any of the row's: a negated operator turns it round."""
    spec = row.operator.spec
    for wanted in row.values:
        if spec.like:
            shape = pattern(wanted, context, variables=variables)
            if spec.fold:
                shape, given = shape.lower(), given.lower()
            if spec.like(shape, given):
                return True
        elif spec.compare and _compared(spec.compare, given, wanted):
            return True
    return False


def _compared(compare: Compare, given: str, wanted: str) -> bool:
    """What cannot be compared does not fit: a word where a number belongs."""
    try:
        return compare(given, wanted)
    except ValueError:
        return False
