"""The comparison with peers. `command` is the run, `machine` looks at the machine, `process` starts and ends programs, `side` says what
a side is, one module a side follows, `report` makes the tables. Python's standard library alone.

What always holds: one side works at a time, its server is stopped before the next one starts, and a run whose check failed has no figure.
"""
